import { Kind, visit, type ASTNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

/** GRAPHQL_ERROR for a directive in a place that the spec does not name, where it would be passed over. */
export function* misplaced({ document, uses, link, file }: RuleContext): Iterable<Diagnostic> {
  const placed = new Set<ASTNode>([...uses.sources, ...uses.connects].map(({ directive }) => directive));
  const lost: { readonly node: ASTNode; readonly name: string }[] = [];
  visit(document, {
    [Kind.DIRECTIVE](node) {
      const name = node.name.value;
      if ((name === link.connectName || name === link.sourceName) && !placed.has(node)) lost.push({ node, name });
    },
  });
  for (const { node, name } of lost) {
    const where = name === link.sourceName ? "the schema" : "an object type or one of its fields";
    yield errorAt(file, node, { code: "GRAPHQL_ERROR", message: `\`@${name}\` can only be on ${where}.` });
  }
}
