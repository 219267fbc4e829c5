import { Kind } from "graphql";
import { rangeOf } from "../../source-text.ts";
import { directiveOf, elementsOf } from "../elements.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** Who meets a deprecated field wants to know what to use in its place. The default of `reason` does not say it. */
export const deprecatedWithoutReason: LintRule = {
  code: "DEPRECATED_WITHOUT_REASON",
  severity: "warning",
  find: (subgraphs) =>
    subgraphs.flatMap(({ name: subgraph, file, document }) =>
      elementsOf(document).flatMap(({ coordinate, node }): LintFinding[] => {
        const directive = directiveOf(node, "deprecated");
        if (!directive) return [];
        const reason = directive.arguments?.find(({ name }) => name.value === "reason")?.value;
        const text = reason?.kind === Kind.STRING ? reason.value.trim() : "";
        if (text !== "" && text !== "No longer supported") return [];
        return [
          {
            subgraph,
            coordinate,
            message: `\`${coordinate}\` is deprecated without a reason.`,
            locations: [rangeOf(directive, file)],
            fix: 'Say what to use in its place: `@deprecated(reason: "Use `other`.")`.',
          },
        ];
      }),
    ),
};
