/**
 * A transport over another one that tries again what may be tried again, leaves a service alone that fails, and asks
 * none too much at once; each by origin. A call that goes well costs no promise but its own.
 */
import { makeRoom } from "../make-room.ts";
import type { RestTransport, TransportRequest, WireTransport } from "../transport.ts";
import type { TransportSettings } from "../transport-settings.ts";
import { Bulkhead } from "./bulkhead.ts";
import { Circuit, type CircuitPhase } from "./circuit.ts";
import type { OriginState, Policy } from "./policy.ts";
import { ResilientCall } from "./resilient-call.ts";
import { RetryBudget } from "./retry-budget.ts";

export interface ResilienceOptions {
  /** Settings by the key of a source. */
  readonly sources?: Readonly<Record<string, TransportSettings>>;
  readonly observer?: ResilienceObserver;
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

export interface ResilienceObserver {
  readonly onRetry?: (origin: string) => void;
  readonly onCircuit?: (origin: string, phase: CircuitPhase) => void;
}

export interface ResilientTransport extends RestTransport {
  /** What is known, by origin; where sources of one origin are set up differently, it is there more than once. */
  origins(): readonly OriginState[];
}

export function makeResilient(
  wire: Pick<WireTransport, "send" | "close">,
  options: ResilienceOptions = {},
): ResilientTransport {
  const plain = new Origins({}, options);
  const bySource = new Map<string, Origins>();
  // Sources that say the same know the same of a service: a breaker that one of them opened is open for all.
  const bySettings = new Map<string, Origins>([[keyOf({}), plain]]);
  for (const [source, settings] of Object.entries(options.sources ?? {})) {
    const key = keyOf(settings);
    const origins = bySettings.get(key) ?? new Origins(settings, options);
    bySettings.set(key, origins);
    bySource.set(source, origins);
  }
  return {
    request(request: TransportRequest) {
      const { source } = request;
      const origins = (source === undefined ? undefined : bySource.get(source)) ?? plain;
      return new ResilientCall(wire, request, origins.policy, origins.at(originOf(request.url)));
    },
    close: () => wire.close(),
    origins: () => [...bySettings.values()].flatMap((origins) => origins.all()),
  };
}

function keyOf({ retry, breaker, limit, timeoutMs }: TransportSettings): string {
  return JSON.stringify([retry, breaker, limit, timeoutMs]);
}

/** `https://users.internal`, without what a parser costs. What is no URL is refused by the wire. */
function originOf(url: string): string {
  const host = url.indexOf("//") + 2;
  const end = url.slice(host).search(/[/?#]/);
  return end === -1 ? url : url.slice(0, host + end);
}

class Origins {
  readonly policy: Policy;
  readonly #settings: TransportSettings;
  readonly #observer: ResilienceObserver | undefined;
  readonly #states = new Map<string, OriginState>();

  constructor(settings: TransportSettings, { observer, random = Math.random }: ResilienceOptions) {
    const { retry = {}, timeoutMs } = settings;
    const retrySettings = retry === false ? { retries: 0 } : retry;
    this.#settings = settings;
    this.#observer = observer;
    this.policy = {
      retries: retrySettings.retries ?? 2,
      methods: new Set(retrySettings.methods ?? ["GET", "HEAD"]),
      delayMs: retrySettings.delayMs ?? 100,
      maxDelayMs: retrySettings.maxDelayMs ?? 2_000,
      maxRetryAfterMs: retrySettings.maxRetryAfterMs ?? 5_000,
      timeoutMs,
      random,
      onRetry: observer?.onRetry,
    };
  }

  at(origin: string): OriginState {
    let state = this.#states.get(origin);
    if (!state) {
      makeRoom(this.#states, isIdle);
      state = this.#make(origin);
      this.#states.set(origin, state);
    }
    return state;
  }

  all(): readonly OriginState[] {
    return [...this.#states.values()];
  }

  #make(origin: string): OriginState {
    const { retry = {}, breaker = {}, limit = {} } = this.#settings;
    const { budget = 0.2, minPerSecond = 10 } = retry === false ? {} : retry;
    const onCircuit = this.#observer?.onCircuit;
    return {
      origin,
      circuit: breaker === false ? undefined : new Circuit(breaker, onCircuit && ((phase) => onCircuit(origin, phase))),
      bulkhead: new Bulkhead(limit.calls ?? 256, limit.queue ?? 1_024),
      budget: new RetryBudget(budget, minPerSecond),
    };
  }
}

/** Nothing is lost with it but counts: a service that is left alone stays so, until it would be asked again. */
function isIdle({ bulkhead, circuit }: OriginState): boolean {
  return bulkhead.running + bulkhead.waiting === 0 && circuit?.refusal(performance.now()) === undefined;
}
