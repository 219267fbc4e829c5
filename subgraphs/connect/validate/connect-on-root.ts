import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { connectorCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

/** CONNECT_ON_ROOT */
export function* connectOnRoot({ uses, roots, file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const use of uses.connects) {
    if (use.element.kind !== "type" || !Object.values(roots).includes(use.element.typeName)) continue;
    yield errorAt(file, use.directive, {
      code: "CONNECT_ON_ROOT",
      message: `\`@${link.connectName}\` cannot be on \`${use.element.typeName}\` itself, as there is no reference to a root type.`,
      coordinate: connectorCoordinate(subgraph, use),
      fix: "Put it on a field.",
    });
  }
}
