/** The types of a document by name, each with its definition and extensions taken together. */
import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";

export interface IndexedType {
  readonly name: string;
  readonly kind: "object" | "interface" | "union" | "enum" | "scalar" | "input";
  /** Definition and extensions, in document order; never empty. */
  readonly nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly directives: readonly ConstDirectiveNode[];
  /** Of objects and interfaces. */
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
  /** Object types that an abstract type can be; an object type is itself. */
  readonly possibleTypes: readonly string[];
}

export type TypeIndex = ReadonlyMap<string, IndexedType>;

/** By document. Documents do not change, and rules of many kinds ask for the types of the same one. */
const known = new WeakMap<DocumentNode, TypeIndex>();

export function indexTypes(document: DocumentNode): TypeIndex {
  let index = known.get(document);
  if (!index) known.set(document, (index = createIndex(document)));
  return index;
}

function createIndex(document: DocumentNode): TypeIndex {
  const nodesByName = new Map<string, (TypeDefinitionNode | TypeExtensionNode)[]>();
  for (const node of document.definitions) {
    if (isTypeNode(node)) nodesByName.set(node.name.value, [...(nodesByName.get(node.name.value) ?? []), node]);
  }
  const implementers = new Map<string, string[]>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    for (const { name } of node.interfaces ?? []) {
      implementers.set(name.value, [...new Set([...(implementers.get(name.value) ?? []), node.name.value])]);
    }
  }

  const index = new Map<string, IndexedType>();
  for (const [name, nodes] of nodesByName) {
    const kind = kindOf(nodes);
    index.set(name, {
      name,
      kind,
      nodes,
      directives: nodes.flatMap((node) => node.directives ?? []),
      fields: new Map(nodes.flatMap(fieldsOf).map((field) => [field.name.value, field])),
      possibleTypes:
        kind === "object" ? [name] : kind === "interface" ? (implementers.get(name) ?? []) : nodes.flatMap(membersOf),
    });
  }
  return index;
}

function isTypeNode(node: DocumentNode["definitions"][number]): node is TypeDefinitionNode | TypeExtensionNode {
  return node.kind in kinds;
}

const kinds: Readonly<Partial<Record<string, IndexedType["kind"]>>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: "object",
  [Kind.OBJECT_TYPE_EXTENSION]: "object",
  [Kind.INTERFACE_TYPE_DEFINITION]: "interface",
  [Kind.INTERFACE_TYPE_EXTENSION]: "interface",
  [Kind.UNION_TYPE_DEFINITION]: "union",
  [Kind.UNION_TYPE_EXTENSION]: "union",
  [Kind.ENUM_TYPE_DEFINITION]: "enum",
  [Kind.ENUM_TYPE_EXTENSION]: "enum",
  [Kind.SCALAR_TYPE_DEFINITION]: "scalar",
  [Kind.SCALAR_TYPE_EXTENSION]: "scalar",
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: "input",
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: "input",
};

function kindOf(nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[]): IndexedType["kind"] {
  return kinds[nodes[0]?.kind ?? ""] ?? "scalar";
}

function fieldsOf(node: TypeDefinitionNode | TypeExtensionNode): readonly FieldDefinitionNode[] {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return node.fields ?? [];
    default:
      return [];
  }
}

function membersOf(node: TypeDefinitionNode | TypeExtensionNode): string[] {
  return node.kind === Kind.UNION_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_EXTENSION
    ? (node.types ?? []).map(({ name }) => name.value)
    : [];
}
