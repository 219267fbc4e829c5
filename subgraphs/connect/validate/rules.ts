import type { Diagnostic } from "../../../schema/diagnostic.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { httpMethod } from "./http-method.ts";
import { selectionPresent } from "./selection-present.ts";
import { sourceReference } from "./source-reference.ts";

/** What keeps a connector from being built at all. */
export const structureRules: readonly Rule[] = [sourceReference, httpMethod, selectionPresent];

export function runRules(rules: readonly Rule[], context: RuleContext): Diagnostic[] {
  return rules.flatMap((rule) => [...rule(context)]);
}
