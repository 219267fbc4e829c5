/** What is kept of services' answers, as it is written in a config, and what the transport is given of it. */
import type { CacheSettings } from "../../subgraphs/rest/cache/cache-settings.ts";
import type { Duration, InNumbers, Size } from "./units.ts";

/** Where answers are kept: those of sources with `cache`, and whatever else replicas share. */
export interface StoreConfig {
  /** `redis` is shared by all processes and replicas. Default `memory`: of each process its own. */
  readonly store?: "memory" | "redis";
  /** `redis://` or `rediss://`. `{$env.NAME}` in it is read from the environment. */
  readonly url?: string;
  /** Starts every key in Redis. Default `restuary`. */
  readonly namespace?: string;
  /** Most bytes of answers in the memory of one process. Default 64MB. */
  readonly maxSize?: Size;
  /** How long Redis is waited for before it is gone on without. Default 50ms. */
  readonly timeout?: Duration;
}

/** What is kept of one source's answers; `true` is all defaults. */
export interface SourceCacheConfig {
  /** `public`: what an answer calls public is given to clients of any identity. Default `private`: to the same alone. */
  readonly scope?: "private" | "public";
  /** For answers that do not say how long they are fresh. Default: such an answer is asked for again. */
  readonly ttl?: Duration;
  /** For answers that say when they were last changed and nothing else: this share of the time since. Default 0. */
  readonly heuristic?: number;
  /** How long past its time an answer stands in for a service that fails, where it does not say. Default 0. */
  readonly staleIfError?: Duration;
  /** How long past its time an answer is given while a new one is fetched, where it does not say. Default 0. */
  readonly staleWhileRevalidate?: Duration;
  /** Longest body that is kept. Default 1MB. */
  readonly maxEntry?: Size;
  /** Request headers that change no answer of the service, so that answers are kept once for all their values. */
  readonly ignoreHeaders?: readonly string[];
}

/** The transport's settings, in its words; `undefined` where nothing is kept. */
export function toCacheSettings(config: InNumbers<SourceCacheConfig> | boolean | undefined): CacheSettings | undefined {
  if (config === undefined || config === false) return undefined;
  if (config === true) return {};
  const { scope, ttl, heuristic, staleIfError, staleWhileRevalidate, maxEntry, ignoreHeaders } = config;
  return {
    ...(scope !== undefined && { scope }),
    ...(ttl !== undefined && { ttlMs: ttl }),
    ...(heuristic !== undefined && { heuristic }),
    ...(staleIfError !== undefined && { staleIfErrorMs: staleIfError }),
    ...(staleWhileRevalidate !== undefined && { staleWhileRevalidateMs: staleWhileRevalidate }),
    ...(maxEntry !== undefined && { maxEntryBytes: maxEntry }),
    ...(ignoreHeaders !== undefined && { ignoreHeaders: ignoreHeaders.map((name) => name.toLowerCase()) }),
  };
}
