import type { Override, Planner } from "./planner.ts";

/**
 * Decides progressive `@override` for one operation. `percent(N)` of operations take the new subgraph: a number is drawn
 * for each operation that the supergraph has such labels for.
 *
 * @param labels  Labels other than `percent(N)` that are on; those that the supergraph does not have are ignored.
 * @param random  In [0, 1).
 * @returns `key` is equal for operations that are planned alike.
 */
export function decideOverride(
  planner: Pick<Planner, "overrideLabels" | "overridePercentages">,
  labels: Iterable<string>,
  random: () => number,
): Override & { readonly key: string } {
  const { overrideLabels, overridePercentages } = planner;
  if (overrideLabels.length === 0 && overridePercentages.length === 0) return none;
  const known = new Set([...labels].filter((label) => overrideLabels.includes(label)));
  const drawn = overridePercentages.length > 0 ? random() * 100 : 0;
  // Rounded down to the nearest percentage in use, so that there is one plan for each outcome, not for each number.
  const percentage = Math.max(0, ...overridePercentages.filter((percent) => percent <= drawn));
  return { labels: known, percentage, key: `${percentage} ${[...known].toSorted().join(" ")}` };
}

const none: Override & { readonly key: string } = { labels: new Set(), percentage: 0, key: "" };
