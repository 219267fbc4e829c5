/** What Apollo Client writes in operations for itself, and takes out before it sends them. */
import { visit, type ASTNode, type DocumentNode, type SelectionNode } from "graphql";

const clientDirectives = new Set(["connection", "nonreactive", "unmask", "export"]);
/** Definitions that something was taken out of. */
const shortened = new WeakSet<ASTNode>();

/** Takes `@client` fields out, and directives that no server knows. */
export function dropClientOnly(document: DocumentNode): DocumentNode {
  // Most documents have none of it, and to look for it by name is quicker than to go through them.
  if (!/@(?:client|connection|nonreactive|unmask|export)\b/.test(document.loc?.source.body ?? "@client"))
    return document;
  const changed = visit(document, {
    Field: {
      enter: (node) => (isLocal(node) ? null : undefined),
      // What asked for nothing else asks for nothing.
      leave: (node) => (node.selectionSet?.selections.length === 0 ? null : undefined),
    },
    InlineFragment: {
      enter: (node) => (isLocal(node) ? null : undefined),
      leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined),
    },
    FragmentSpread: (node) => (isLocal(node) ? null : undefined),
    Directive: (node) => (clientDirectives.has(node.name.value) ? null : undefined),
    OperationDefinition: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
  });
  for (const [index, definition] of changed.definitions.entries()) {
    if (definition !== document.definitions[index]) shortened.add(definition);
  }
  return changed;
}

function isLocal({ directives }: SelectionNode): boolean {
  return directives?.some(({ name }) => name.value === "client") === true;
}

/** Variables that only a `@client` field took are not sent either. Those that nothing ever took are a mistake. */
export function dropUnusedVariables(document: DocumentNode): DocumentNode {
  if (!document.definitions.some((definition) => shortened.has(definition))) return document;
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => void used.add(node.name.value),
  });
  return visit(document, {
    VariableDefinition: (node) => (used.has(node.variable.name.value) ? undefined : null),
  });
}
