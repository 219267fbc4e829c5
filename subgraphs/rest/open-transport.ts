import type { TextStore } from "../store/text-store.ts";
import type { AnswerStore } from "./cache/answer-store.ts";
import { httpCache } from "./cache/http-cache.ts";
import { MemoryAnswers } from "./cache/memory-answers.ts";
import { SharedAnswers } from "./cache/shared-answers.ts";
import type { PoolState, ProxySettings } from "./connections.ts";
import { tokenEndpointSources, withCredentials } from "./credentials/with-credentials.ts";
import { identitiesOf } from "./identities.ts";
import type { OriginState } from "./resilience/policy.ts";
import { makeResilient, type ResilienceObserver, type ResilientTransport } from "./resilience/resilient-transport.ts";
import type { TransportSettings } from "./transport-settings.ts";
import { createRestTransport, type RestTransport } from "./transport.ts";

export interface OpenTransportOptions {
  /** Settings by the key of a source (`users.api`), or by the name of a remote subgraph. */
  readonly sources?: Readonly<Record<string, TransportSettings>>;
  /** Default: none, whatever the environment says. */
  readonly proxy?: ProxySettings;
  /** Told of retries and of services that are left alone. */
  readonly observer?: ResilienceObserver;
  /** Where answers of sources with `cache` are kept. Default: in memory. `false`: none is kept, whatever sources say. */
  readonly cache?: CacheOptions | false;
  /** Whether services are told which trace a call belongs to. Default true. */
  readonly traceContext?: boolean;
  /** From 0 to 1, for the pauses between attempts. Default `Math.random`. */
  readonly random?: () => number;
  /** For how long a token is good: a clock that only goes forward, in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** For signatures, and the age of what is kept: milliseconds since 1970. Default `Date.now`. */
  readonly wallClock?: () => number;
}

export interface CacheOptions {
  /** A place that is not this transport's own. Default: one of its own, in `store` or in memory. */
  readonly answers?: AnswerStore | undefined;
  /** Shared with other processes; closed with the transport. Default: the memory of this one. */
  readonly store?: TextStore | undefined;
  /** Most bytes in memory. Default 67 108 864. */
  readonly maxBytes?: number | undefined;
}

export interface OpenTransport extends RestTransport {
  /** What is known of each service: its circuit, and the calls that run and wait. */
  origins(): readonly OriginState[];
  /** Its connections. */
  pools(): readonly PoolState[];
  secrets(): Iterable<string>;
}

/**
 * The way out to every service, by the settings of the sources: each layer is a transport over the next one.
 *
 *     httpCache( credentials( resilience( wire )))
 *
 * A layer that no source is configured for is left out. Sharing across operations is the gateway's own and goes over it.
 */
export function openTransport(options: OpenTransportOptions = {}): OpenTransport {
  const { sources = {}, proxy, observer, traceContext = true, random, now, wallClock } = options;
  const reached = { ...sources, ...tokenEndpointSources(sources) };
  const wire = createRestTransport({ sources: reached, traceContext, ...(proxy && { proxy }) });
  const resilient: ResilientTransport = makeResilient(wire, {
    sources: reached,
    ...(observer && { observer }),
    ...(random && { random }),
  });
  const authenticated = withCredentials(resilient, { sources, ...(now && { now }), ...(wallClock && { wallClock }) });
  const identityOf = identitiesOf(sources);
  const outermost = withCache(authenticated ?? resilient, options);
  return {
    request: (request) => outermost.request(request),
    async close() {
      await outermost.close();
      await (options.cache ? options.cache.store?.close() : undefined);
    },
    origins: () => resilient.origins(),
    pools: () => wire.pools(),
    secrets: () => authenticated?.secrets?.() ?? [],
    ...(identityOf && { identityOf }),
  };
}

function withCache(next: RestTransport, { sources = {}, cache = {}, wallClock }: OpenTransportOptions): RestTransport {
  if (cache === false || !Object.values(sources).some((settings) => settings.cache)) return next;
  const { store, maxBytes, answers = store ? new SharedAnswers(store) : new MemoryAnswers(maxBytes) } = cache;
  return httpCache(next, { sources, store: answers, ...(wallClock && { now: wallClock }) });
}
