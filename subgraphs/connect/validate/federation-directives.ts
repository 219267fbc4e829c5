import { Kind, visit, type ASTNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { importedName } from "../../../schema/link.ts";
import { argumentOf } from "../ast.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

const unsupported = ["context", "fromContext"];

/** CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE, where it is imported and, by its full name, where it is used. */
export function* federationDirectives({ document, federation, file }: RuleContext): Iterable<Diagnostic> {
  const { link } = federation;
  if (!link) return;
  const found: { readonly node: ASTNode; readonly name: string }[] = [];
  const imports = argumentOf(link.directive, "import");
  for (const node of imports?.kind === Kind.LIST ? imports.values : imports ? [imports] : []) {
    const name = unsupported.find((directive) => importedName(node) === `@${directive}`);
    if (name !== undefined) found.push({ node, name });
  }
  visit(document, {
    Directive(node) {
      const name = unsupported.find((directive) => node.name.value === `${link.namespace}__${directive}`);
      if (name !== undefined) found.push({ node, name });
    },
  });
  for (const { node, name } of found) {
    yield errorAt(file, node, {
      code: "CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE",
      message: `\`@${name}\` cannot be used in a subgraph with connectors.`,
    });
  }
}
