import type * as Prom from "prom-client";
import type { PoolState } from "../../subgraphs/rest/connections.ts";
import type { OriginState } from "../../subgraphs/rest/resilience/policy.ts";
import type { ResilienceObserver } from "../../subgraphs/rest/resilience/resilient-transport.ts";
import type { CircuitPhase } from "../../subgraphs/rest/resilience/circuit.ts";
import { boundOrigins, type ServerLabels } from "./bounded-labels.ts";

/** Of whom the state of the way out is asked, when somebody wants to know it. */
export interface ObservedTransport {
  origins(): readonly OriginState[];
  pools(): readonly PoolState[];
}

export interface TransportMetrics extends Required<ResilienceObserver> {
  /** In place of the one before. */
  readonly observeTransport: (transport: ObservedTransport) => void;
}

const byOrigin = ["server_address", "server_port"] as const;

/** How services are reached, by origin. States are read when somebody asks for them, and cost a call nothing. */
export function createTransportMetrics(prom: typeof Prom, registers: Prom.Registry[]): TransportMetrics {
  const labelsOf = boundOrigins();
  const retries = new prom.Counter({
    name: "restuary_upstream_retries_total",
    help: "Calls to services that were sent once more.",
    labelNames: byOrigin,
    registers,
  });
  const opened = new prom.Counter({
    name: "restuary_upstream_circuit_opened_total",
    help: "Times that a service was left alone, as too many calls had failed.",
    labelNames: byOrigin,
    registers,
  });
  let observed: ObservedTransport = { origins: () => [], pools: () => [] };
  createStateGauges(prom, registers, { labelsOf, observed: () => observed });
  return {
    observeTransport: (transport) => void (observed = transport),
    onRetry: (origin) => retries.inc({ ...labelsOf(origin) }),
    onCircuit(origin, phase) {
      if (phase === "open") opened.inc({ ...labelsOf(origin) });
    },
  };
}

type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

function createStateGauges(
  { Gauge }: typeof Prom,
  registers: Prom.Registry[],
  { labelsOf, observed }: { labelsOf: (origin: string) => ServerLabels; observed: () => ObservedTransport },
): void {
  const gauge = (name: string, help: string, labelNames: readonly string[], read: () => readonly Reading[]): void => {
    void new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        // Origins come and go. Where one is there more than once, it is the sum.
        this.reset();
        for (const [labels, value] of read()) this.inc({ ...labels }, value);
      },
    });
  };
  const origins = (read: (state: OriginState) => number): readonly Reading[] =>
    observed()
      .origins()
      .map((state) => [{ ...labelsOf(state.origin) }, read(state)]);

  gauge("http_client_active_requests", "Calls to services that run.", byOrigin, () =>
    origins(({ bulkhead }) => bulkhead.running),
  );
  gauge("restuary_upstream_queued_requests", "Calls to services that wait for one to end.", byOrigin, () =>
    origins(({ bulkhead }) => bulkhead.waiting),
  );
  gauge("restuary_upstream_circuit_open", "1: calls to the service fail at once; 0.5: one tries it.", byOrigin, () =>
    origins(({ circuit }) => openness[circuit?.phase ?? "closed"]),
  );
  const withState = [...byOrigin, "http_connection_state"];
  gauge("http_client_open_connections", "Connections to services that are in use, or idle.", withState, () =>
    observed()
      .pools()
      .flatMap(({ origin, idle, active }): Reading[] => [
        [{ ...labelsOf(origin), http_connection_state: "idle" }, idle],
        [{ ...labelsOf(origin), http_connection_state: "active" }, active],
      ]),
  );
}

const openness: Readonly<Record<CircuitPhase, number>> = { closed: 0, "half-open": 0.5, open: 1 };
