import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { schemaDirectives } from "../../../schema/link.ts";
import { rangeOf } from "../../../schema/source-text.ts";
import type { RuleContext } from "./rule.ts";

/** NO_SOURCE_IMPORT, a warning: the sources that the document has or asks for are not seen. */
export function* sourceImport({ document, file, link, uses }: RuleContext): Iterable<Diagnostic> {
  if (link.imports.has("@source") || uses.sources.length > 0) return;
  if (!hasUnseenSource({ document, link }) && !uses.connects.some(({ source }) => source)) return;
  yield {
    code: "NO_SOURCE_IMPORT",
    severity: "warning",
    message: `The connect \`@link\` does not import \`@source\`, so a source is only found as \`@${link.sourceName}\`.`,
    locations: [rangeOf(link.directive, file)],
    fix: importSource,
  };
}

export const importSource = 'Add `"@source"` to the `import` of the connect `@link`.';

/** Whether a `@source` is written that is not imported, and is none therefore. */
export function hasUnseenSource({ document, link }: Pick<RuleContext, "document" | "link">): boolean {
  return !link.imports.has("@source") && schemaDirectives(document).some(({ name }) => name.value === "source");
}
