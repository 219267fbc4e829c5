/**
 * What a gateway process counts, for Prometheus. Names follow OpenTelemetry's semantic conventions as Prometheus writes
 * them (https://opentelemetry.io/docs/specs/semconv/http/http-metrics/). Invariant: no label has a value of a client's
 * choice, as each value is a time series that is kept; operation names and paths are for logs and traces.
 */
import type { Histogram, MetricObjectWithValues, MetricValue } from "prom-client";
import type { RestCallReport } from "../subgraphs/rest/create-rest-operation.ts";
import { gatewayErrorCodes } from "./error-codes.ts";
import type { ServerObserver } from "./http/server-observer.ts";

/** The metrics of one process as plain data, to be added to those of others. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** Each function is to be handed to what it is told of: `onPlan` to `loadGraph`, `onCall` and itself to a server. */
export interface GatewayMetrics extends ServerObserver {
  readonly onCall: (report: RestCallReport) => void;
  /** A plan has been made, and everything that is compiled of it. */
  readonly onPlan: (durationMs: number) => void;
  /** Says which graph is served. */
  readonly describeGraph: (supergraphId: string) => void;
  /** In Prometheus's text format. */
  readonly text: () => Promise<string>;
  readonly snapshot: () => Promise<MetricsSnapshot>;
}

/** Of the text format. */
export const METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The convention's, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Error codes that are counted by themselves, beside those known beforehand; all others are one. */
const MAX_OWN_CODES = 50;

/** Makes the metrics of this process, and loads prom-client, which nothing else needs. Nothing is global. */
export async function createGatewayMetrics(): Promise<GatewayMetrics> {
  const { Registry, Counter, Gauge, Histogram, collectDefaultMetrics } = await import("prom-client");
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Duration of requests to the gateway. Status 499: the client left before it was answered.",
    labelNames: ["http_request_method", "http_route", "http_response_status_code"],
    buckets: BUCKETS,
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
  const plans = new Histogram({
    name: "graphql_plan_duration_seconds",
    help: "Time to plan and compile an operation that was not known.",
    buckets: [0.001, 0.0025, ...BUCKETS],
    registers,
  });
  const calls = new Histogram({
    name: "http_client_request_duration_seconds",
    help: "Duration of calls to services, by subgraph and source; error_type is the status class or the code of a call without an answer.",
    labelNames: ["subgraph", "source", "http_request_method", "http_response_status_class", "error_type"],
    buckets: BUCKETS,
    registers,
  });
  const sharedCalls = new Counter({
    name: "http_client_requests_shared_total",
    help: "Calls that were not sent: an equal one of the same operation (scope operation) or of another (scope gateway) was.",
    labelNames: ["scope"],
    registers,
  });
  const info = new Gauge({
    name: "restuary_supergraph_info",
    help: "The supergraph that is served.",
    labelNames: ["supergraph_id"],
    aggregator: "max",
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
    onSharedRequest: () => sharedCalls.inc({ scope: "gateway" }),
    onCall: (report) => (report.shared ? sharedCalls.inc({ scope: "operation" }) : observeCall(calls, report)),
    onPlan: (durationMs) => plans.observe(durationMs / 1000),
    describeGraph(supergraphId) {
      info.reset();
      info.set({ supergraph_id: supergraphId }, 1);
    },
    text: () => register.metrics(),
    snapshot: () => register.getMetricsAsJSON(),
  };
}

type CallLabel = "subgraph" | "source" | "http_request_method" | "http_response_status_class" | "error_type";

function observeCall(calls: Histogram<CallLabel>, report: RestCallReport): void {
  const { subgraph, source = "", method, status, error, durationMs } = report;
  const statusClass = status === undefined ? "" : `${Math.floor(status / 100)}xx`;
  const failure = status !== undefined && status >= 400 ? statusClass : "";
  calls.observe(
    {
      subgraph,
      source,
      http_request_method: knownMethod(method),
      http_response_status_class: statusClass,
      error_type: error?.code ?? failure,
    },
    durationMs / 1000,
  );
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A client can send any word for a method; the convention's name for all others is `_OTHER`. */
function knownMethod(method: string): string {
  return METHODS.has(method) ? method : "_OTHER";
}

/** Codes are also what services and resolvers answer with, and theirs could be endless. */
function boundCodes(): (code: unknown) => string {
  const known = new Set<string>([...Object.keys(gatewayErrorCodes), ...apolloCodes, "CONNECTOR_FETCH"]);
  const max = known.size + MAX_OWN_CODES;
  return (code) => {
    if (typeof code !== "string" || !/^[A-Z][A-Z0-9_]{0,63}$/.test(code)) return "OTHER";
    if (!known.has(code) && known.size >= max) return "OTHER";
    known.add(code);
    return code;
  };
}

/** What Apollo Server itself answers with. */
const apolloCodes = [
  "BAD_REQUEST",
  "GRAPHQL_PARSE_FAILED",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
];

/** Adds up what several processes have counted: counters and histograms as sums, gauges as each of them says. */
export async function aggregateMetrics(
  snapshots: readonly MetricsSnapshot[],
): Promise<{ readonly text: string; readonly snapshot: MetricsSnapshot }> {
  const { AggregatorRegistry } = await import("prom-client");
  const register = AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot]));
  return { text: await register.metrics(), snapshot: await register.getMetricsAsJSON() };
}
