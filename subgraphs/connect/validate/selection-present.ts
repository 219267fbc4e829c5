import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

/** INVALID_SELECTION where it holds nothing. Where there is none, an argument is missing. */
export function* selectionPresent({ uses, file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const use of uses.connects) {
    if (!use.selection || !blank.test(use.selection.value)) continue;
    yield errorAt(file, use.selection, {
      code: "INVALID_SELECTION",
      message: `\`${elementCoordinate(use.element)}\`: the \`selection\` of \`@${link.connectName}\` is empty.`,
      coordinate: connectorCoordinate(subgraph, use),
    });
  }
}

/** Space and comments alone. */
const blank = /^(?:\s|#[^\n]*)*$/;
