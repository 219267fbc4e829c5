/** Mapping problems as lines for people: each of them in `dev`, a tally of them in `serve`. */
import type { MappingProblemReport } from "../subgraphs/operation-context.ts";

/** `catalog:Query.product[0] Selection at price.amount: Property ... not found in null. (3 times)` */
export function describeProblem(problem: MappingProblemReport): string {
  return `${kindOf(problem)}${problem.count > 1 ? ` (${problem.count} times)` : ""}`;
}

/** Kinds that one tally keeps; the mappings of one graph do not have more. */
const maxKinds = 10_000;

/**
 * For a server that runs for long: each kind of problem is printed when it first occurs, and when it has occurred ten
 * times, a hundred times, ... so that a log neither misses one nor drowns in it.
 */
export function createProblemTally(print: (line: string) => void): (problem: MappingProblemReport) => void {
  const counts = new Map<string, number>();
  return (problem) => {
    const kind = kindOf(problem);
    const before = counts.get(kind) ?? 0;
    if (before === 0 && counts.size >= maxKinds) return;
    const now = before + problem.count;
    counts.set(kind, now);
    if (Math.floor(Math.log10(now)) > Math.floor(Math.log10(before))) {
      print(`${kind}${now > 1 ? ` (${now} times so far)` : ""}`);
    }
  };
}

function kindOf({ coordinate, location, message, path }: MappingProblemReport): string {
  return `${coordinate} ${location}${path === "" ? "" : ` at ${path}`}: ${message}`;
}
