import type * as Prom from "prom-client";
import type { RestCallReport } from "../../subgraphs/rest/create-rest-operation.ts";
import { BUCKETS, knownMethod } from "./bounded-labels.ts";

export interface CallMetrics {
  readonly onCall: (report: RestCallReport) => void;
  /** A call got the answer of an equal one of another operation. */
  readonly onSharedRequest: () => void;
}

/** What operations ask of services. */
export function createCallMetrics({ Counter, Histogram }: typeof Prom, registers: Prom.Registry[]): CallMetrics {
  const calls = new Histogram({
    name: "http_client_request_duration_seconds",
    help: "Duration of calls to services, by subgraph and source; error_type is the status class or the code of a call without an answer.",
    labelNames: ["subgraph", "source", "http_request_method", "http_response_status_class", "error_type"],
    buckets: [...BUCKETS],
    registers,
  });
  const shared = new Counter({
    name: "http_client_requests_shared_total",
    help: "Calls that were not sent: an equal one of the same operation (scope operation) or of another (scope gateway) was.",
    labelNames: ["scope"],
    registers,
  });
  const cached = new Counter({
    name: "http_client_cache_requests_total",
    help: "Calls to sources that keep answers, by what the cache had to do with them: hit, revalidated, stale, miss, bypass.",
    labelNames: ["subgraph", "source", "result"],
    registers,
  });
  return {
    onSharedRequest: () => shared.inc({ scope: "gateway" }),
    onCall(report) {
      if (report.shared) return shared.inc({ scope: "operation" });
      const { subgraph, source = "", method, status, error, durationMs, cache } = report;
      if (cache) cached.inc({ subgraph, source, result: cache });
      // It was no call: how fast a service answers is not told by what it was not asked.
      if (cache === "hit" || cache === "stale") return undefined;
      const statusClass = status === undefined ? "" : `${Math.floor(status / 100)}xx`;
      const labels = {
        subgraph,
        source,
        http_request_method: knownMethod(method),
        http_response_status_class: statusClass,
        error_type: error?.code ?? (status !== undefined && status >= 400 ? statusClass : ""),
      };
      return calls.observe(labels, durationMs / 1000);
    },
  };
}
