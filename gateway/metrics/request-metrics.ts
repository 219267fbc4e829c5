import type * as Prom from "prom-client";
import type { ServerObserver } from "../http/server-observer.ts";

/** Of costs and of calls: from one object to what nobody should ask for. */
const BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000];

/** What requests ask for: what it costs, and whether it was known beforehand. */
export type RequestMetrics = Required<Pick<ServerObserver, "onDemand" | "onDocument">>;

export function createRequestMetrics(prom: typeof Prom, registers: Prom.Registry[]): RequestMetrics {
  const costs = new prom.Histogram({
    name: "graphql_operation_cost",
    help: "Estimated cost of operations by @cost and @listSize, where `limits.cost` has them measured.",
    buckets: BUCKETS,
    registers,
  });
  const calls = new prom.Histogram({
    name: "graphql_operation_rest_calls_estimated",
    help: "Calls to services that operations make at most, where `limits.cost` has them measured.",
    buckets: BUCKETS,
    registers,
  });
  const tooExpensive = new prom.Counter({
    name: "graphql_operations_too_expensive_total",
    help: "Operations past a limit of `limits.cost`, by the limit, and whether they were refused or only measured.",
    labelNames: ["limit", "outcome"],
    registers,
  });
  const documents = new prom.Counter({
    name: "graphql_documents_total",
    help: "Operations by how they were named: found or missing by an id; as a text that is listed or unlisted.",
    labelNames: ["outcome"],
    registers,
  });
  return {
    onDemand(report) {
      costs.observe(report.cost);
      calls.observe(report.calls);
      const outcome = report.refused ? "refused" : "measured";
      for (const limit of report.exceeded) tooExpensive.inc({ limit, outcome });
    },
    onDocument: (outcome) => documents.inc({ outcome }),
  };
}
