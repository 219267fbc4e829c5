import type { LintedSubgraph, LintRule } from "../../schema/lint/rule.ts";
import type { ConnectModel } from "../connect/connector.ts";

/** A subgraph with its connectors; without a model it is coded or remote. */
export interface LintedSource extends LintedSubgraph {
  readonly model?: ConnectModel;
}

export type SourceRule = LintRule<LintedSource>;
