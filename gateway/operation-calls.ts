/** How many REST calls an operation makes, as `check` keeps and compares it. Plain data, so that it can be cached. */
import type { DocumentNode } from "graphql";
import { estimateCalls, type CallCount, type CountedList, type EstimableGraph } from "./estimate.ts";
import { GatewayError, OperationErrors } from "./gateway-error.ts";

export type OperationCalls =
  | CountedCalls
  /** It does not fit the graph, which is another check's to say. */
  | { readonly kind: "invalid" }
  | { readonly kind: "unplanned"; readonly message: string };

export interface CountedCalls extends CallCount {
  readonly kind: "counted";
  /** The calls that are made once for each object of a list, and those of which nobody knows how many there are. */
  readonly repeated: readonly RepeatedCall[];
  /** Coordinates of what code decides: its calls are not counted. */
  readonly uncounted: readonly string[];
}

export interface RepeatedCall {
  /** `users:User[0]` */
  readonly coordinate: string;
  /** False where one call asks for a batch of them. */
  readonly isSingle: boolean;
  readonly max: number | null;
  readonly lists: readonly CountedList[];
}

/**
 * Counts the calls of one operation, by the estimator of `explain`. Depends on its arguments alone.
 *
 * @param options.assumedListSize  Length of the lists of which nothing else says it.
 */
export function countOperationCalls(
  graph: EstimableGraph,
  operation: { readonly document: DocumentNode; readonly operationName?: string | undefined },
  options: { readonly assumedListSize?: number | undefined } = {},
): OperationCalls {
  try {
    const { calls, total } = estimateCalls(graph, operation, { assumeListSize: options.assumedListSize });
    const counted = calls.filter(({ per }) => per !== "unknown");
    const maxima = counted.map(({ count }) => count.max);
    return {
      kind: "counted",
      min: total.min,
      max: maxima.includes(null) ? null : maxima.reduce<number>((sum, max) => sum + (max ?? 0), 0),
      repeated: counted.flatMap(({ coordinate, per, lists, count }) =>
        lists.length === 0 ? [] : [{ coordinate, isSingle: per === "object", max: count.max, lists }],
      ),
      uncounted: [...new Set(calls.filter(({ per }) => per === "unknown").map(({ coordinate }) => coordinate))],
    };
  } catch (error) {
    if (error instanceof OperationErrors) return { kind: "invalid" };
    if (error instanceof GatewayError) return { kind: "unplanned", message: error.message };
    throw error;
  }
}
