import { visit, type DocumentNode, type NamedTypeNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { readLinks } from "../../../schema/link.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

// Scalars of GraphQL, and what federation adds to every subgraph.
const known = ["String", "Int", "Float", "Boolean", "ID", "_Any", "_Entity", "_Service"];

/** MISSING_SCHEMA_TYPE */
export function* schemaTypes({ document, types, file }: RuleContext): Iterable<Diagnostic> {
  const names = new Set([...known, ...types.keys(), ...importedTypes(document)]);
  for (const node of namedTypes(document)) {
    const name = node.name.value;
    if (names.has(name)) continue;
    const hint = didYouMean(name, types.keys());
    yield errorAt(file, node, {
      code: "MISSING_SCHEMA_TYPE",
      message: `There is no type \`${name}\`.${hint === undefined ? "" : ` ${hint}`}`,
    });
  }
}

/** Types that a spec defines are there without a definition: `@link(..., import: ["Purpose"])`, `federation__FieldSet`. */
function importedTypes(document: DocumentNode): string[] {
  return readLinks(document).flatMap(({ imports }) => [...imports.values()]);
}

function namedTypes(document: DocumentNode): NamedTypeNode[] {
  const found: NamedTypeNode[] = [];
  visit(document, {
    // The types in a pasted directive definition may be those of a spec.
    DirectiveDefinition: () => false,
    NamedType: (node) => void found.push(node),
  });
  return found.filter(({ name }) => !name.value.includes("__"));
}
