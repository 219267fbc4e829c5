import { Kind, print, type DefinitionNode, type DocumentNode } from "graphql";

/** A supergraph as text that is read in reviews: each link and each source of the schema has a line of its own. */
export function printSupergraph(document: DocumentNode): string {
  return document.definitions.map(printDefinition).join("\n\n");
}

function printDefinition(node: DefinitionNode): string {
  if (node.kind !== Kind.SCHEMA_DEFINITION || !node.directives?.length) return print(node);
  const { directives, ...bare } = node;
  const text = print(bare);
  const brace = text.lastIndexOf("{");
  const lines = directives.map((directive) => `  ${print(directive).replaceAll("\n", "\n  ")}`);
  return `${text.slice(0, brace).trimEnd()}\n${lines.join("\n")}\n${text.slice(brace)}`;
}
