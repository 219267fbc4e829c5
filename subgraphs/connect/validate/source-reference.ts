import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";
import { hasUnseenSource, importSource } from "./source-import.ts";

/** NO_SOURCES_DEFINED, SOURCE_NAME_MISMATCH. */
export function* sourceReference({ uses, file, link, subgraph, document }: RuleContext): Iterable<Diagnostic> {
  const names = uses.sources.flatMap((source) => source.name?.value ?? []);
  const isUnseen = hasUnseenSource({ document, link });
  for (const use of uses.connects) {
    const name = use.source?.value;
    if (!use.source || name === undefined || names.includes(name)) continue;
    const owner = elementCoordinate(use.element);
    const coordinate = connectorCoordinate(subgraph, use);
    if (uses.sources.length === 0) {
      yield errorAt(file, use.source, {
        code: "NO_SOURCES_DEFINED",
        message: `\`${owner}\`: there is no source \`${name}\`, as this subgraph defines no sources.`,
        coordinate,
        fix: isUnseen
          ? importSource
          : `Add \`@${link.sourceName}(name: "${name}", http: { baseURL: "…" })\` to the schema.`,
      });
    } else {
      yield errorAt(file, use.source, {
        code: "SOURCE_NAME_MISMATCH",
        message: `\`${owner}\`: there is no source \`${name}\`. ${
          didYouMean(name, names) ?? `Defined are ${names.map((option) => `\`${option}\``).join(", ")}.`
        }`,
        coordinate,
      });
    }
  }
}
