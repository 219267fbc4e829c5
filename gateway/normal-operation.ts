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
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  visit,
  type DirectiveNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
} from "graphql";
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
}

/** Only where the type of the object decides: a fragment that always applies is written out. */
export interface FragmentSelection {
  readonly kind: "fragment";
  readonly type: GraphQLCompositeType;
  readonly selections: readonly Selection[];
}

export interface NormalOperation {
  readonly isMutation: boolean;
  readonly rootType: GraphQLObjectType;
  readonly selections: readonly Selection[];
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
): NormalOperation {
  const normaliser = new Normaliser(operation, decide, schema, types, limits);
  const selections = normaliser.normalise(operation.definition.selectionSet.selections, operation.rootType, 1);
  const printed = new Map<string, string>();
  for (const selection of selections) {
    // The root type is an object type, so all its fragments are written out.
    if (selection.kind !== "field" || selection.name.startsWith("__")) continue;
    const text = printSelections([selection], operation.rootType, schema, types);
    printed.set(selection.key, `${printed.get(selection.key) ?? ""} ${text}`);
  }
  return {
    isMutation: operation.definition.operation === OperationTypeNode.MUTATION,
    rootType: operation.rootType,
    selections,
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

class Normaliser {
  readonly #operation: ClientOperation;
  readonly #decide: DecideCondition;
  readonly #schema: GraphQLSchema;
  readonly #limits: OperationLimits;
  readonly #keys: ResponseKeys;
  #nodes = 0;

  constructor(
    operation: ClientOperation,
    decide: DecideCondition,
    schema: GraphQLSchema,
    types: SupergraphTypes,
    limits: OperationLimits,
  ) {
    this.#operation = operation;
    this.#decide = decide;
    this.#schema = schema;
    this.#limits = limits;
    this.#keys = new ResponseKeys(types);
  }

  normalise(nodes: readonly SelectionNode[], parent: GraphQLCompositeType, depth: number): Selection[] {
    if (depth > this.#limits.maxDepth) {
      throw new GatewayError("OPERATION_TOO_LARGE", `The operation is nested deeper than ${this.#limits.maxDepth}.`);
    }
    return nodes.flatMap((node) => this.#normaliseNode(node, parent, depth));
  }

  #normaliseNode(node: SelectionNode, parent: GraphQLCompositeType, depth: number): Selection[] {
    // Every node counts, or fragments that spread each other twice would double without end at no field.
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes) {
      throw new GatewayError("OPERATION_TOO_LARGE", `The operation has more than ${this.#limits.maxNodes} selections.`);
    }
    if (!this.#isIncluded(node.directives)) return [];
    if (node.kind === Kind.FIELD) return [this.#normaliseField(node, parent, depth)];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#operation.fragments.get(node.name.value);
    if (!fragment) return [];
    return this.#normaliseFragment(fragment.selectionSet.selections, fragment.typeCondition?.name.value, parent, depth);
  }

  #normaliseField(node: FieldNode, parent: GraphQLCompositeType, depth: number): FieldSelection {
    const name = node.name.value;
    const responseName = node.alias?.value ?? name;
    // Never asked under the client's name: answered from the data's own `__typename`, or by the public schema.
    if (name.startsWith("__")) return { kind: "field", responseName, key: name, name, arguments: "", node };

    const args = printArguments(node.arguments);
    const definition = "getFields" in parent ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    // A mutation's fields are all run; an object is null wherever it was asked for, if what it must have is.
    const isMade = depth === 1 && this.#operation.definition.operation === OperationTypeNode.MUTATION;
    const key = this.#keys.keyOf(node, args, !node.selectionSet && !isMade);
    const field = { kind: "field", responseName, key, name, arguments: args, node } as const;
    if (!node.selectionSet || !type || !isCompositeType(type)) return field;
    return { ...field, type, selections: this.normalise(node.selectionSet.selections, type, depth + 1) };
  }

  #normaliseFragment(
    nodes: readonly SelectionNode[],
    typeName: string | undefined,
    parent: GraphQLCompositeType,
    depth: number,
  ): Selection[] {
    const condition = typeName === undefined ? parent : this.#schema.getType(typeName);
    if (!isCompositeType(condition)) return [];
    if (condition === parent) return this.normalise(nodes, parent, depth);
    if (isObjectType(parent)) {
      // With the fragments around it written out, a fragment can stand in a type that it never applies to.
      const applies = isAbstractType(condition) && this.#schema.isSubType(condition, parent);
      return applies ? this.normalise(nodes, parent, depth) : [];
    }
    const selections = this.normalise(nodes, condition, depth + 1);
    return selections.length > 0 ? [{ kind: "fragment", type: condition, selections }] : [];
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

/** A field without its selections. */
export function printHead({ key, name, arguments: args }: FieldSelection): string {
  return key === name ? `${name}${args}` : `${key}: ${name}${args}`;
}

/** Text for the planner. Nothing that the public schema answers by itself is in it. */
function printSelections(
  selections: readonly Selection[],
  parent: GraphQLCompositeType,
  schema: GraphQLSchema,
  types: SupergraphTypes,
): string {
  const texts = selections.flatMap((selection): string[] => {
    if (selection.kind === "fragment") {
      const inner = printSelections(selection.selections, selection.type, schema, types);
      return [`... on ${selection.type.name} {${inner}}`];
    }
    if (selection.name.startsWith("__")) return [];
    if (!selection.selections || !selection.type) return [printHead(selection)];
    return [`${printHead(selection)} {${printSelections(selection.selections, selection.type, schema, types)}}`];
  });
  // Where nothing is left, the object itself must still be asked for: it may be null.
  const isNeeded = isAbstractType(parent) && needsTypename(selections, parent, schema, types);
  return texts.length === 0 || isNeeded ? ["__typename", ...texts].join(" ") : texts.join(" ");
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
