/** How elements are named: `PascalCase` types, `camelCase` fields and arguments, `SCREAMING_SNAKE_CASE` enum values. */
import { rangeOf } from "../source-text.ts";
import { elementsOf, type SdlElement } from "./elements.ts";
import type { LintedSubgraph, LintFinding } from "./rule.ts";

export interface NameCase {
  readonly kinds: readonly SdlElement["kind"][];
  readonly what: string;
  readonly name: string;
  readonly pattern: RegExp;
  /** Makes the words of a name into one that is right. */
  readonly join: (words: readonly string[]) => string;
}

export function findMisnamed(subgraphs: readonly LintedSubgraph[], wanted: NameCase): LintFinding[] {
  return subgraphs.flatMap(({ name: subgraph, file, document }) => {
    const seen = new Set<string>();
    return elementsOf(document).flatMap(({ kind, coordinate, node }): LintFinding[] => {
      const { value } = node.name;
      // An extension has the name that another gave; in another subgraph or in this one.
      const isNew = !node.kind.endsWith("Extension") && !seen.has(coordinate);
      seen.add(coordinate);
      if (!isNew || !wanted.kinds.includes(kind) || wanted.pattern.test(value)) return [];
      const better = wanted.join(wordsOf(value));
      const isBetter = wanted.pattern.test(better) && better !== value;
      return [
        {
          subgraph,
          coordinate,
          message: `\`${coordinate}\` is not in ${wanted.name}, as ${wanted.what} are.`,
          locations: [rangeOf(node.name, file)],
          ...(isBetter ? { fix: `Call it \`${better}\`.` } : {}),
        },
      ];
    });
  });
}

/** `user_id`, `userID` and `USER-ID` are of two words each. */
function wordsOf(name: string): string[] {
  const spaced = name.replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return spaced.split(/[\s_]+/).filter((word) => word !== "");
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
