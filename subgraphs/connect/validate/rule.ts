import type { DocumentNode } from "graphql";
import type { Diagnostic, Severity } from "../../../schema/diagnostic.ts";
import type { FederationNames } from "../federation-names.ts";
import type { ConnectLink } from "../link.ts";
import type { DirectiveUses } from "../read-directives.ts";
import type { RootTypes } from "../root-types.ts";
import type { TypeIndex } from "../type-index.ts";

export interface RuleContext {
  readonly subgraph: string;
  readonly document: DocumentNode;
  readonly file: string;
  readonly link: ConnectLink;
  readonly uses: DirectiveUses;
  readonly roots: RootTypes;
  readonly types: TypeIndex;
  readonly federation: FederationNames;
  /** How a circular selection before connect v0.4 is told. */
  readonly circularReferences: Severity;
}

/** One rule: yields what is wrong, in document order. */
export type Rule = (context: RuleContext) => Iterable<Diagnostic>;
