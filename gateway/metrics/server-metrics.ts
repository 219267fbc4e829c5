import type * as Prom from "prom-client";
import type { ServerObserver } from "../http/server-observer.ts";
import { boundCodes, BUCKETS, knownMethod } from "./bounded-labels.ts";

export type ServerMetrics = Omit<ServerObserver, "onSharedRequest">;

/** What clients ask and get. */
export function createServerMetrics(
  { Counter, Gauge, Histogram }: typeof Prom,
  registers: Prom.Registry[],
): ServerMetrics {
  const requests = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Duration of requests to the gateway. Status 499: the client left before it was answered.",
    labelNames: ["http_request_method", "http_route", "http_response_status_code"],
    buckets: [...BUCKETS],
    registers,
  });
  const active = new Gauge({
    name: "http_server_active_requests",
    help: "Requests that are being answered.",
    registers,
  });
  const operations = new Counter({
    name: "graphql_operations_total",
    help: "GraphQL operations that were answered, by type and outcome: success, partial (data and errors), error.",
    labelNames: ["graphql_operation_type", "outcome"],
    registers,
  });
  const errors = new Counter({
    name: "graphql_errors_total",
    help: "Errors in answers, by extensions.code.",
    labelNames: ["code"],
    registers,
  });
  const sharedOperations = new Counter({
    name: "graphql_operations_shared_total",
    help: "Queries that got the result of an equal one in flight.",
    registers,
  });
  const boundCode = boundCodes();
  return {
    onRequest(method, route) {
      active.inc();
      const startedAt = performance.now();
      return (status) => {
        active.dec();
        const seconds = (performance.now() - startedAt) / 1000;
        const labels = { http_request_method: knownMethod(method), http_route: route };
        requests.observe({ ...labels, http_response_status_code: status }, seconds);
      };
    },
    onOperation({ type, outcome, codes }) {
      operations.inc({ graphql_operation_type: type ?? "unknown", outcome });
      for (const code of codes) errors.inc({ code: boundCode(code) });
    },
    onSharedOperation: () => sharedOperations.inc(),
  };
}
