/**
 * What an operation costs at most, by the weights of its schema and the lengths of its lists:
 *
 *     { books(first: 5) { title author { name } } }
 *
 *     5 books, each 1, with an author of 1           10
 *
 * A field costs the weight of itself, else that of its type, and what is selected below it, as often as its list is long;
 * and once what its arguments weigh. Without `@cost` an object weighs 1, an input object 1, a leaf nothing. A mutation
 * costs 10 more. Of the types that an object of abstract type may have the most expensive counts.
 *
 * Spec: https://ibm.github.io/graphql-specs/cost-spec.html#sec-Static-Analysis-Field-Cost; the defaults are those of
 * Apollo's demand control.
 */
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isObjectType,
  valueFromASTUntyped,
  visit,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type ValueNode,
} from "graphql";
import type { ListSizes } from "../../list-sizes.ts";
import type { FieldSelection, NormalOperation, Selection } from "../../normal-operation.ts";
import type { Weights } from "./read-weights.ts";

export interface CostRules {
  readonly schema: GraphQLSchema;
  readonly weights: Weights;
  /** The length of a list of which nothing says it. */
  readonly assumedListSize: number;
}

export interface CostInput {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly listSizes: ListSizes;
  readonly onVariable: (name: string) => void;
}

const MUTATION_COST = 10;

/**
 * @param given.variables  Coerced.
 * @param given.listSizes  Of the operation with these variables.
 * @param given.onVariable  Told of each variable that the cost depends on, beside those that `listSizes` does.
 */
export function costOf(operation: NormalOperation, given: CostInput, rules: CostRules): number {
  const costs = new Costs(given, rules);
  return (operation.isMutation ? MUTATION_COST : 0) + costs.ofObject(operation.selections, operation.rootType, []);
}

class Costs {
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #listSizes: ListSizes;
  readonly #onVariable: (name: string) => void;
  readonly #rules: CostRules;
  /** Of a field's selections by the object's type: selections on an interface are looked at once for each type below. */
  readonly #below = new Map<readonly Selection[], Map<string, number>>();

  constructor({ variables, listSizes, onVariable }: CostInput, rules: CostRules) {
    this.#variables = variables;
    this.#listSizes = listSizes;
    this.#onVariable = onVariable;
    this.#rules = rules;
  }

  /** What is selected on one object of that type. */
  ofObject(selections: readonly Selection[], type: GraphQLObjectType, path: readonly string[]): number {
    let total = 0;
    for (const selection of selections) {
      if (selection.isDenied) continue;
      if (selection.kind === "field") total += this.#ofField(selection, type, path);
      else if (this.#applies(selection.type, type)) total += this.ofObject(selection.selections, type, path);
    }
    return total;
  }

  #applies(condition: GraphQLCompositeType, type: GraphQLObjectType): boolean {
    return condition === type || (isAbstractType(condition) && this.#rules.schema.isSubType(condition, type));
  }

  #ofField(selection: FieldSelection, parent: GraphQLObjectType, path: readonly string[]): number {
    const field = parent.getFields()[selection.name];
    // `__typename` and introspection are of the schema alone.
    if (!field) return 0;
    const coordinate = `${parent.name}.${field.name}`;
    const at = [...path, selection.key];
    const type = getNamedType(field.type);
    const own = this.#rules.weights.get(coordinate);
    const each = isCompositeType(type)
      ? this.#ofAny(selection.selections ?? [], type, own, at)
      : (own ?? this.#rules.weights.get(type.name) ?? 0);
    const isList = isListType(getNullableType(field.type));
    const count = isList ? (this.#listSizes(at)?.size ?? this.#rules.assumedListSize) : 1;
    return count * each + this.#ofArguments(selection, field, coordinate);
  }

  /** Of the object types that it may be the most expensive. */
  #ofAny(
    selections: readonly Selection[],
    type: GraphQLCompositeType,
    own: number | undefined,
    path: readonly string[],
  ): number {
    const types = isObjectType(type) ? [type] : this.#rules.schema.getPossibleTypes(type);
    const known = this.#below.get(selections) ?? new Map<string, number>();
    this.#below.set(selections, known);
    let most = 0;
    for (const possible of types) {
      let below = known.get(possible.name);
      if (below === undefined) {
        below = this.ofObject(selections, possible, path);
        known.set(possible.name, below);
      }
      most = Math.max(most, (own ?? this.#rules.weights.get(possible.name) ?? 1) + below);
    }
    return most;
  }

  #ofArguments({ node }: FieldSelection, { args }: GraphQLField<unknown, unknown>, coordinate: string): number {
    let total = 0;
    for (const { name, value } of node.arguments ?? []) {
      const argument = args.find((each) => each.name === name.value);
      if (!argument) continue;
      const own = this.#rules.weights.get(`${coordinate}(${argument.name}:)`);
      const type = getNamedType(argument.type);
      if (own === undefined && !isInputObjectType(type) && !this.#rules.weights.has(type.name)) continue;
      this.#readVariables(value);
      const given: unknown = valueFromASTUntyped(value, { ...this.#variables });
      if (given !== undefined) total += this.#ofInput(given, argument.type, own);
    }
    return total;
  }

  #readVariables(value: ValueNode): void {
    visit(value, {
      // What is returned would take the node's place.
      Variable: ({ name }) => {
        this.#onVariable(name.value);
      },
    });
  }

  /** @param own  The weight that the argument or the field has itself, in place of its type's; that is of each item. */
  #ofInput(value: unknown, type: GraphQLInputType, own: number | undefined): number {
    if (value === null || value === undefined) return 0;
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      const ofItem = own === undefined ? undefined : 0;
      return items.reduce<number>((sum, item) => sum + this.#ofInput(item, nullable.ofType, ofItem), own ?? 0);
    }
    const weight = own ?? this.#rules.weights.get(nullable.name);
    if (!isInputObjectType(nullable)) return weight ?? 0;
    const fields = nullable.getFields();
    return Object.entries(value).reduce((sum, [name, inner]: [string, unknown]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!field) return sum;
      return sum + this.#ofInput(inner, field.type, this.#rules.weights.get(`${nullable.name}.${name}`));
    }, weight ?? 1);
  }
}
