/**
 * What a gateway process counts, for Prometheus. Names follow OpenTelemetry's semantic conventions as Prometheus writes
 * them (https://opentelemetry.io/docs/specs/semconv/http/http-metrics/). Invariant: no label has a value of a client's
 * choice, as each value is a time series that is kept; operation names and paths are for logs and traces.
 */
import type { MetricObjectWithValues, MetricValue } from "prom-client";
import type { ServerObserver } from "../http/server-observer.ts";
import { BUCKETS } from "./bounded-labels.ts";
import { createCallMetrics, type CallMetrics } from "./call-metrics.ts";
import { createRequestMetrics, type RequestMetrics } from "./request-metrics.ts";
import { createServerMetrics } from "./server-metrics.ts";
import { createTransportMetrics, type TransportMetrics } from "./transport-metrics.ts";

/** The metrics of one process as plain data, to be added to those of others. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** Each function is to be handed to what it is told of: `onPlan` to `loadGraph`, the rest to a server and a transport. */
export interface GatewayMetrics
  extends Omit<ServerObserver, keyof RequestMetrics>, RequestMetrics, CallMetrics, TransportMetrics {
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

/** Makes the metrics of this process, and loads prom-client, which nothing else needs. Nothing is global. */
export async function createGatewayMetrics(): Promise<GatewayMetrics> {
  const prom = await import("prom-client");
  const register = new prom.Registry();
  const registers = [register];
  prom.collectDefaultMetrics({ register });
  const plans = new prom.Histogram({
    name: "graphql_plan_duration_seconds",
    help: "Time to plan and compile an operation that was not known.",
    buckets: [0.001, 0.0025, ...BUCKETS],
    registers,
  });
  const info = new prom.Gauge({
    name: "restuary_supergraph_info",
    help: "The supergraph that is served.",
    labelNames: ["supergraph_id"],
    aggregator: "max",
    registers,
  });
  return {
    ...createServerMetrics(prom, registers),
    ...createRequestMetrics(prom, registers),
    ...createCallMetrics(prom, registers),
    ...createTransportMetrics(prom, registers),
    onPlan: (durationMs) => plans.observe(durationMs / 1000),
    describeGraph(supergraphId) {
      info.reset();
      info.set({ supergraph_id: supergraphId }, 1);
    },
    text: () => register.metrics(),
    snapshot: () => register.getMetricsAsJSON(),
  };
}

/** Adds up what several processes have counted: counters and histograms as sums, gauges as each of them says. */
export async function aggregateMetrics(
  snapshots: readonly MetricsSnapshot[],
): Promise<{ readonly text: string; readonly snapshot: MetricsSnapshot }> {
  const { AggregatorRegistry } = await import("prom-client");
  const register = AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot]));
  return { text: await register.metrics(), snapshot: await register.getMetricsAsJSON() };
}
