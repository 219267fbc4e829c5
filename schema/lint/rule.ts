import type { DocumentNode } from "graphql";
import type { LintCode } from "../checks/lint-codes.ts";
import type { Severity, SourceRange } from "../diagnostic.ts";

/** One subgraph as rules see it. */
export interface LintedSubgraph {
  readonly name: string;
  /** Names it in findings. */
  readonly file: string;
  /** Its own SDL, parsed with places, or taken out of a supergraph. */
  readonly document: DocumentNode;
}

/** A rule sees all subgraphs at once: some faults are only between them. */
export interface LintRule<Subgraph extends LintedSubgraph = LintedSubgraph> {
  readonly code: LintCode;
  /** Where the config does not say otherwise. */
  readonly severity: "off" | Severity;
  /** True: said again as long as it is there, however old it is. */
  readonly evenIfOld?: boolean;
  find(subgraphs: readonly Subgraph[]): LintFinding[];
}

export interface LintFinding {
  /** Name of the subgraph. */
  readonly subgraph: string;
  readonly message: string;
  readonly locations: readonly SourceRange[];
  readonly coordinate?: string;
  /** As in `Finding`. */
  readonly subject?: string;
  readonly fix?: string;
}
