import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { connectorCoordinate, elementCoordinate, errorAt } from "../place.ts";
import type { RuleContext } from "./rule.ts";

/** INVALID_SELECTION where there is none, or an empty one. */
export function* selectionPresent({ uses, file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const use of uses.connects) {
    if (use.selection && use.selection.value.replace(comments, "").trim() !== "") continue;
    yield errorAt(file, use.selection ?? use.directive, {
      code: "INVALID_SELECTION",
      message: `\`${elementCoordinate(use.element)}\`: \`@${link.connectName}\` needs a \`selection\` that is not empty.`,
      coordinate: connectorCoordinate(subgraph, use),
    });
  }
}

// A comment may hold quotes; a string may not hold a bare `#` before its quote, so that a selection of comments alone is found.
const comments = /^\s*(?:#[^\n]*(?:\n|$)\s*)*$/;
