import { Kind, type DocumentNode, type FieldDefinitionNode, type NameNode, type TypeNode } from "graphql";

/** What a subgraph's document says of its types, definitions and extensions together. */
export interface SubgraphTypes {
  /** Named type of each field of each object and interface type. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Object types of each interface and union. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

export function readTypes(document: DocumentNode): SubgraphTypes {
  const fields = new Map<string, Map<string, string>>();
  const members = new Map<string, Set<string>>();
  const addMember = (type: string, member: string): void => {
    members.set(type, (members.get(type) ?? new Set()).add(member));
  };
  const addFields = (node: { readonly name: NameNode; readonly fields?: readonly FieldDefinitionNode[] }): void => {
    const own = fields.get(node.name.value) ?? new Map<string, string>();
    for (const { name, type } of node.fields ?? []) own.set(name.value, namedTypeOf(type));
    fields.set(node.name.value, own);
  };
  for (const node of document.definitions) {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
        for (const { name } of node.interfaces ?? []) addMember(name.value, node.name.value);
        addFields(node);
        break;
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        addFields(node);
        break;
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION:
        for (const { name } of node.types ?? []) addMember(node.name.value, name.value);
        break;
      default:
    }
  }
  return { fields, members };
}

/** `User` of `[User!]!`. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
