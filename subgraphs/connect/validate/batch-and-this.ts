import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";
import { readsVariable } from "./selection.ts";

/** CONNECT_BATCH_AND_THIS: a request for many objects has no single one to read from. */
export function* batchAndThis(context: RuleContext): Iterable<Diagnostic> {
  const { uses, file, link, subgraph } = context;
  for (const use of uses.connects) {
    if (use.element.kind !== "type") continue;
    if (!readsVariable(use, context, "$batch") || !readsVariable(use, context, "$this")) continue;
    yield errorAt(file, use.directive, {
      code: "CONNECT_BATCH_AND_THIS",
      message: `\`${elementCoordinate(use.element)}\`: one \`@${link.connectName}\` cannot read both \`$batch\` and \`$this\`.`,
      coordinate: connectorCoordinate(subgraph, use),
    });
  }
}
