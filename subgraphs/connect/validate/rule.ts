import type { DocumentNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import type { ConnectLink } from "../link.ts";
import type { DirectiveUses } from "../read-directives.ts";
import type { RootTypes } from "../root-types.ts";

export interface RuleContext {
  readonly subgraph: string;
  readonly document: DocumentNode;
  readonly file: string;
  readonly link: ConnectLink;
  readonly uses: DirectiveUses;
  readonly roots: RootTypes;
}

/** One rule: yields what is wrong, in document order. */
export type Rule = (context: RuleContext) => Iterable<Diagnostic>;
