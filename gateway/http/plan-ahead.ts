/**
 * Plans for a graph that is about to be served what is asked of the one that is: the first requests after a change would
 * have to wait for their plans, and all others with them.
 */
import { Kind, type DocumentNode } from "graphql";
import type { Servable } from "./graph-generations.ts";

export interface PlanAheadOptions {
  /** Most documents. Default 500. */
  readonly max?: number;
  /** After that the rest is left to the requests, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
}

/** @param documents  The one that was asked for last comes first. Never rejects. */
export async function planAhead(
  graph: Servable,
  documents: Iterable<DocumentNode>,
  { max = 500, timeoutMs = 10_000 }: PlanAheadOptions = {},
): Promise<void> {
  if (!graph.planAhead) return;
  const end = performance.now() + timeoutMs;
  let left = max;
  for (const document of documents) {
    if (left === 0 || performance.now() > end) return;
    left -= 1;
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    for (const { name } of operations) {
      // oxlint-disable-next-line no-await-in-loop -- Requests come in between.
      await new Promise((resolve) => setImmediate(resolve));
      // Most clients name their operation, be it the only one.
      graph.planAhead(document, name?.value);
    }
  }
}
