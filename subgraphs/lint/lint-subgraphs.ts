import type { Finding } from "../../schema/checks/finding.ts";
import { extractSubgraph } from "../../schema/extract-subgraph.ts";
import { lint, type LintInput } from "../../schema/lint/lint.ts";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { schemaRules } from "../../schema/lint/schema-rules.ts";
import { readConnectors } from "../connect/read.ts";
import type { LintedSource, SourceRule } from "./rule.ts";
import { nonNullEntityField } from "./rules/non-null-entity-field.ts";
import { secretInSdl } from "./rules/secret-in-sdl.ts";
import { unbatchedEntity } from "./rules/unbatched-entity.ts";

/** Every rule, in the order in which they report. */
export const lintRules: readonly SourceRule[] = [secretInSdl, unbatchedEntity, nonNullEntityField, ...schemaRules];

/** @returns Findings of `lintCodes`, of which those that the baseline has as well are left out. */
export function lintSubgraphs(input: LintInput<LintedSource>): Finding[] {
  return lint(lintRules, input);
}

/** The subgraphs of a supergraph, to be compared with: their places are in its text. */
export function subgraphsOf(supergraph: Supergraph, file: string): LintedSource[] {
  return supergraph.graphs.map(({ name, declared }) => {
    const document = extractSubgraph(supergraph, name);
    const { model } = declared ? readConnectors({ subgraph: name, document, file }) : {};
    return { name, file, document, ...(model ? { model } : {}) };
  });
}
