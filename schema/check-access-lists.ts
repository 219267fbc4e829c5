import { Kind, visit, type ASTNode, type ConstDirectiveNode, type DocumentNode } from "graphql";
import type { Diagnostic } from "./diagnostic.ts";
import { rangeOf } from "./source-text.ts";

/** By what they are called where they are imported, and where they are not. */
const lists: ReadonlyMap<string, string> = new Map(
  Object.entries({ requiresScopes: "scopes", policy: "policies" }).flatMap(([name, argument]) => [
    [name, argument],
    [`federation__${name}`, argument],
  ]),
);

/**
 * `@requiresScopes(scopes: ["a"])`, which anybody may write who thinks of one list. Composers take lists of lists alone,
 * and throw without a place.
 */
export function checkAccessLists(document: DocumentNode, file: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const own = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
  );
  visit(document, {
    Directive(node) {
      // Who defines it may mean another one, and has a definition that says what it takes.
      const argumentName = own.has(node.name.value) ? undefined : lists.get(node.name.value);
      // The type definitions of a subgraph have constants alone.
      const value = (node as ConstDirectiveNode).arguments?.find(({ name }) => name.value === argumentName)?.value;
      if (argumentName === undefined || !value || isListOfLists(value)) return;
      const usage = `@${node.name.value}(${argumentName}: [["a", "b"], ["c"]])`;
      diagnostics.push({
        code: "INVALID_GRAPHQL",
        severity: "error",
        message: `\`@${node.name.value}(${argumentName}:)\` takes a list of lists of texts.`,
        locations: [rangeOf(value, file)],
        fix: `Write \`${usage}\`: \`a\` and \`b\`, or \`c\`.`,
      });
    },
  });
  return diagnostics;
}

function isListOfLists(value: ASTNode): boolean {
  return isListOf(value, (list) => isListOf(list, ({ kind }) => kind === Kind.STRING));
}

function isListOf(value: ASTNode, isItem: (item: ASTNode) => boolean): boolean {
  return value.kind === Kind.LIST && value.values.every(isItem);
}
