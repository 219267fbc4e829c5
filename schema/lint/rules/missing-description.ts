import { rangeOf } from "../../source-text.ts";
import { elementsOf } from "../elements.ts";
import type { LintFinding, LintRule } from "../rule.ts";

const described = new Set(["type", "field", "inputField"]);
const roots = new Set(["Query", "Mutation", "Subscription"]);

/** Off by default. An element that several subgraphs have is described where one of them describes it. */
export const missingDescription: LintRule = {
  code: "MISSING_DESCRIPTION",
  severity: "off",
  find: (subgraphs) => {
    const all = subgraphs.flatMap(({ name: subgraph, file, document }) =>
      elementsOf(document).map((element) => ({ subgraph, file, ...element })),
    );
    const known = new Set(
      all
        .filter(({ node }) => "description" in node && node.description?.value.trim())
        .map(({ coordinate }) => coordinate),
    );
    return all.flatMap(({ subgraph, file, kind, coordinate, node }): LintFinding[] => {
      if (!described.has(kind) || roots.has(coordinate) || known.has(coordinate)) return [];
      known.add(coordinate);
      return [
        {
          subgraph,
          coordinate,
          message: `\`${coordinate}\` has no description.`,
          locations: [rangeOf(node.name, file)],
        },
      ];
    });
  },
};
