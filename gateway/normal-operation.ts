/**
 * A client's operation in, the same operation as it is planned and completed out: conditions decided, fragments written
 * out, every field under a key that the planner cannot mistake (see response-keys.ts).
 *
 *     query($x: Boolean!) { user { id: legacyId ...F } }  fragment F on User { name @include(if: $x) }
 *     { user { legacyId name } }        where $x is true
 *     { user { legacyId } }             where $x is false
 *
 * `@skip` and `@include` are decided before planning, so each combination of their variables has a plan of its own: a
 * plan with conditions in it still makes the calls of what is left out.
 */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  visit,
  type DirectiveNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
} from "graphql";
import type { AccessFilter } from "./auth/access-filter.ts";
import type { ClientOperation } from "./client-operation.ts";
import { GatewayError } from "./gateway-error.ts";
import { printArguments, ResponseKeys } from "./response-keys.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

export type Selection = FieldSelection | FragmentSelection;

export interface FieldSelection {
  readonly kind: "field";
  /** The client's name for it. */
  readonly responseName: string;
  /** The name under which its value stands in what the subgraphs answer. */
  readonly key: string;
  readonly name: string;
  readonly arguments: string;
  readonly node: FieldNode;
  /** Present for a field of a composite type. */
  readonly selections?: readonly Selection[];
  readonly type?: GraphQLCompositeType;
  /** True where the client may not see it, or nothing that it selects on it: it is null, and nobody is asked for it. */
  readonly isDenied?: boolean;
}

/** Only where the type of the object decides: a fragment that always applies is written out. */
export interface FragmentSelection {
  readonly kind: "fragment";
  readonly type: GraphQLCompositeType;
  readonly selections: readonly Selection[];
  /** True where each of its selections is denied. */
  readonly isDenied?: boolean;
}

export interface NormalOperation {
  readonly isMutation: boolean;
  readonly rootType: GraphQLObjectType;
  readonly selections: readonly Selection[];
  /** What of it the client may not see: response names from the root, with `@` for the items of a list. */
  readonly denied: readonly (readonly string[])[];
  /** For each root field that needs data its key and its text alone: mutations are planned one by one. */
  readonly roots: readonly { readonly key: string; readonly text: string }[];
  /** Makes an operation of root fields' texts. */
  toText(roots: readonly string[]): string;
}

/** True where a selection with that directive and that variable is part of the operation. */
export type DecideCondition = (directive: "skip" | "include", variable: string) => boolean;

export interface OperationLimits {
  /** Levels of selection sets. Default 48: the planner's parser takes no more. */
  readonly maxDepth: number;
  /** Fields and fragments, counted wherever they are spread. Default 2 000: planning time grows with the square. */
  readonly maxNodes: number;
}

export function normaliseOperation(
  operation: ClientOperation,
  decide: DecideCondition,
  schema: GraphQLSchema,
  types: SupergraphTypes,
  limits: OperationLimits,
  filter?: AccessFilter,
): NormalOperation {
  const normaliser = new Normaliser(operation, decide, schema, types, limits, filter);
  const { selectionSet } = operation.definition;
  const selections = normaliser.normalise(selectionSet.selections, operation.rootType, { path: [], depth: 1 });
  const printer = new Printer(schema, types, normaliser.asksTypenames);
  const printed = new Map<string, string>();
  for (const selection of selections) {
    // The root type is an object type, so all its fragments are written out.
    if (selection.kind !== "field" || selection.name.startsWith("__") || selection.isDenied) continue;
    const text = printer.selections([selection], operation.rootType);
    printed.set(selection.key, `${printed.get(selection.key) ?? ""} ${text}`);
  }
  return {
    isMutation: operation.definition.operation === OperationTypeNode.MUTATION,
    rootType: operation.rootType,
    selections,
    denied: [...normaliser.denied.values()],
    roots: [...printed].map(([key, text]) => ({ key, text })),
    toText: (roots) => {
      const text = roots.join(" ");
      const used = new Set([...text.matchAll(/\$([_A-Za-z][_0-9A-Za-z]*)/g)].map((match) => match[1]));
      const variables = (operation.definition.variableDefinitions ?? [])
        .filter(({ variable }) => used.has(variable.name.value))
        .map((definition) => print({ ...definition, directives: [] }));
      const head = variables.length > 0 ? `(${variables.join(", ")})` : "";
      return `${operation.definition.operation}${head} {${text}}`;
    },
  };
}

/** Where in the operation a selection stands. */
interface Place {
  /** Response names from the root, with `@` for the items of a list. */
  readonly path: readonly string[];
  /** Levels of selection sets, fragments too. */
  readonly depth: number;
  /** True below what is denied. */
  readonly isDenied?: boolean;
}

class Normaliser {
  readonly #operation: ClientOperation;
  readonly #decide: DecideCondition;
  readonly #schema: GraphQLSchema;
  readonly #limits: OperationLimits;
  readonly #keys: ResponseKeys;
  readonly #filter: AccessFilter | undefined;
  /** By their text. */
  readonly denied: Map<string, readonly string[]> = new Map();
  /**
   * True where what is denied of an object may meet what is asked for: together they may need its type, which what is asked
   * for does not need.
   */
  asksTypenames = false;
  #nodes = 0;

  constructor(
    operation: ClientOperation,
    decide: DecideCondition,
    schema: GraphQLSchema,
    types: SupergraphTypes,
    limits: OperationLimits,
    filter: AccessFilter | undefined,
  ) {
    this.#operation = operation;
    this.#decide = decide;
    this.#schema = schema;
    this.#limits = limits;
    this.#keys = new ResponseKeys(types);
    this.#filter = filter;
  }

  normalise(nodes: readonly SelectionNode[], parent: GraphQLCompositeType, place: Place): Selection[] {
    if (place.depth > this.#limits.maxDepth) {
      throw new GatewayError("OPERATION_TOO_LARGE", `The operation is nested deeper than ${this.#limits.maxDepth}.`);
    }
    return nodes.flatMap((node) => this.#normaliseNode(node, parent, place));
  }

  #normaliseNode(node: SelectionNode, parent: GraphQLCompositeType, place: Place): Selection[] {
    // Every node counts, or fragments that spread each other twice would double without end at no field.
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes) {
      throw new GatewayError("OPERATION_TOO_LARGE", `The operation has more than ${this.#limits.maxNodes} selections.`);
    }
    if (!this.#isIncluded(node.directives)) return [];
    if (node.kind === Kind.FIELD) return [this.#normaliseField(node, parent, place)];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#operation.fragments.get(node.name.value);
    if (!fragment) return [];
    return this.#normaliseFragment(fragment.selectionSet.selections, fragment.typeCondition?.name.value, parent, place);
  }

  #normaliseField(node: FieldNode, parent: GraphQLCompositeType, place: Place): FieldSelection {
    const name = node.name.value;
    const responseName = node.alias?.value ?? name;
    // Never asked under the client's name: answered from the data's own `__typename`, or by the public schema.
    if (name.startsWith("__")) return { kind: "field", responseName, key: name, name, arguments: "", node };

    const args = printArguments(node.arguments);
    const definition = "getFields" in parent ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    // A mutation's fields are all run; an object is null wherever it was asked for, if what it must have is.
    const isMade = place.depth === 1 && this.#operation.definition.operation === OperationTypeNode.MUTATION;
    const key = this.#keys.keyOf(node, args, !node.selectionSet && !isMade);
    const isDenied = place.isDenied === true || this.#isDenied(parent, name, responseName, place);
    const field = {
      kind: "field",
      responseName,
      key,
      name,
      arguments: args,
      node,
      ...(isDenied && { isDenied }),
    } as const;
    if (!node.selectionSet || !definition || !type || !isCompositeType(type)) return field;
    const selections = this.normalise(node.selectionSet.selections, type, {
      path: this.#filter ? [...place.path, responseName, ...itemsOf(definition.type)] : place.path,
      depth: place.depth + 1,
      isDenied,
    });
    // Of an object of which nothing may be seen, null says enough; what a mutation does is not seen, and is done.
    const isEmpty = !isMade && !isNonNullType(definition.type) && isNothingLeft(selections);
    if ((isDenied || isEmpty) && isAbstractType(type)) this.asksTypenames = true;
    return { ...field, type, selections, ...(isEmpty && { isDenied: true }) };
  }

  #isDenied(parent: GraphQLCompositeType, name: string, responseName: string, { path }: Place): boolean {
    if (!this.#filter || this.#filter.allows(parent, name)) return false;
    const denied = [...path, responseName];
    this.denied.set(denied.join("."), denied);
    return true;
  }

  #normaliseFragment(
    nodes: readonly SelectionNode[],
    typeName: string | undefined,
    parent: GraphQLCompositeType,
    place: Place,
  ): Selection[] {
    const condition = typeName === undefined ? parent : this.#schema.getType(typeName);
    if (!isCompositeType(condition)) return [];
    if (condition === parent) return this.normalise(nodes, parent, place);
    if (isObjectType(parent)) {
      // With the fragments around it written out, a fragment can stand in a type that it never applies to.
      const applies = isAbstractType(condition) && this.#schema.isSubType(condition, parent);
      return applies ? this.normalise(nodes, parent, place) : [];
    }
    const selections = this.normalise(nodes, condition, { ...place, depth: place.depth + 1 });
    if (selections.length === 0) return [];
    const isDenied = selections.every((selection) => selection.isDenied);
    return [{ kind: "fragment", type: condition, selections, ...(isDenied && { isDenied }) }];
  }

  #isIncluded(directives: readonly DirectiveNode[] | undefined): boolean {
    return (directives ?? []).every((directive) => {
      const name = directive.name.value;
      if (name !== "skip" && name !== "include") return true;
      const condition = directive.arguments?.find((argument) => argument.name.value === "if")?.value;
      if (condition?.kind === Kind.VARIABLE) return this.#decide(name, condition.name.value);
      const value = condition?.kind === Kind.BOOLEAN && condition.value;
      return name === "skip" ? !value : value;
    });
  }
}

/** An object that a fragment does not apply to is seen without anything on it. */
function isNothingLeft(selections: readonly Selection[]): boolean {
  return selections.length > 0 && selections.every(({ kind, isDenied }) => kind === "field" && isDenied);
}

function itemsOf(type: GraphQLOutputType): readonly "@"[] {
  if (isNonNullType(type)) return itemsOf(type.ofType);
  return isListType(type) ? ["@", ...itemsOf(type.ofType)] : [];
}

/** A field without its selections. */
export function printHead({ key, name, arguments: args }: FieldSelection): string {
  return key === name ? `${name}${args}` : `${key}: ${name}${args}`;
}

/** Writes text for the planner. Nothing that the public schema answers by itself is in it, nor what is denied. */
class Printer {
  readonly #schema: GraphQLSchema;
  readonly #types: SupergraphTypes;
  readonly #asksTypenames: boolean;

  /** @param asksTypenames  Of every object of abstract type. */
  constructor(schema: GraphQLSchema, types: SupergraphTypes, asksTypenames: boolean) {
    this.#schema = schema;
    this.#types = types;
    this.#asksTypenames = asksTypenames;
  }

  selections(selections: readonly Selection[], parent: GraphQLCompositeType): string {
    const texts = selections.flatMap((selection): string[] => {
      if (selection.isDenied) return [];
      if (selection.kind === "fragment") {
        return [`... on ${selection.type.name} {${this.selections(selection.selections, selection.type)}}`];
      }
      if (selection.name.startsWith("__")) return [];
      if (!selection.selections || !selection.type) return [printHead(selection)];
      return [`${printHead(selection)} {${this.selections(selection.selections, selection.type)}}`];
    });
    const isNeeded =
      isAbstractType(parent) && (this.#asksTypenames || needsTypename(selections, parent, this.#schema, this.#types));
    // Where nothing is left, the object itself must still be asked for: it may be null.
    return texts.length === 0 || isNeeded ? ["__typename", ...texts].join(" ") : texts.join(" ");
  }
}

/**
 * True where an object of abstract type cannot be completed without its concrete type. It is not asked for otherwise:
 * for an `@interfaceObject` it would cost a fetch from another subgraph.
 */
export function needsTypename(
  selections: readonly Selection[],
  parent: GraphQLCompositeType,
  schema: GraphQLSchema,
  types: SupergraphTypes,
): boolean {
  if (!isAbstractType(parent)) return false;
  if (selections.some((selection) => selection.kind === "fragment" || selection.name === "__typename")) return true;
  if (types.isInterfaceObject(parent.name) || !("getFields" in parent)) return false;
  // An object of an `@inaccessible` type must not be shown.
  if ([...types.membersOf(parent.name)].some((name) => !schema.getType(name))) return true;
  const fields = parent.getFields();
  // An implementer may promise more than its interface: `String!` for `String`.
  return schema
    .getPossibleTypes(parent)
    .some((type) =>
      selections.some(
        (selection) =>
          selection.kind === "field" &&
          String(type.getFields()[selection.name]?.type) !== String(fields[selection.name]?.type),
      ),
    );
}

/** The variables that decide about `@skip` and `@include`, in the order of their appearance. */
export function conditionVariables(operation: ClientOperation): string[] {
  const names = new Set<string>();
  const visitor = {
    Directive: (node: DirectiveNode) => {
      if (node.name.value !== "skip" && node.name.value !== "include") return;
      for (const { value } of node.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  };
  visit(operation.definition, visitor);
  for (const fragment of operation.fragments.values()) visit(fragment, visitor);
  return [...names];
}
