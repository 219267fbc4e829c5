import { Kind, type DefinitionNode, type DocumentNode } from "graphql";

/**
 * The definitions of a subgraph's SDL as a schema of its own: a type that is only extended is one that it defines, and
 * directive definitions are left out, because they may use types of a spec (`FieldSet`) that the document has not.
 */
export function typeDefinitions(document: DocumentNode): DefinitionNode[] {
  const defined = new Set<string>();
  for (const node of document.definitions) {
    if (!(node.kind in definitionOf) && "name" in node && node.name) defined.add(node.name.value);
  }
  return document.definitions.flatMap((node): DefinitionNode[] => {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) return [];
    const kind = definitionOf[node.kind];
    if (!kind || !("name" in node) || !node.name || defined.has(node.name.value)) return [node];
    defined.add(node.name.value);
    // The cast holds: the two kinds of node differ in `kind` alone.
    return [{ ...node, kind } as DefinitionNode];
  });
}

const definitionOf: Readonly<Record<string, Kind>> = {
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
};
