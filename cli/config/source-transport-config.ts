/** How a source is reached over the wire, as it is written in a config, and what the transport is given of it. */
import type { ReturnPolicy } from "../../subgraphs/rest/returned-headers.ts";
import type { TransportSettings } from "../../subgraphs/rest/transport-settings.ts";
import type { AuthConfig } from "./auth-config.ts";
import { defined } from "./defined.ts";
import type { TlsConfig } from "./read-tls.ts";
import type { Duration, InNumbers, Size } from "./units.ts";

export interface SourceTransportConfig {
  /** For one whole call, retries included. Default: what is left of `gateway.timeout`. */
  readonly timeout?: Duration;
  /** For TCP and TLS together. Default 5s. */
  readonly connectTimeout?: Duration;
  /** Until an answer begins. Default: none of its own. */
  readonly headersTimeout?: Duration;
  /** Longest silence in the midst of an answer. Default: none of its own. */
  readonly bodyTimeout?: Duration;
  /** Most decoded bytes of one body. Default 10MB. */
  readonly maxBody?: Size;
  /** Request header that tells the service the milliseconds that are left. Default: none. */
  readonly deadlineHeader?: string;
  /** Origins that a redirect may lead to, beside the source's own. */
  readonly redirects?: readonly string[];
  /** HTTP/2 where the service offers it. Default false. */
  readonly http2?: boolean;
  /** How long an idle connection is kept. Default 4s. */
  readonly keepAlive?: Duration;
  readonly tls?: TlsConfig;
  /** `false`: nothing is sent again. */
  readonly retry?: RetryConfig | false;
  /** `false`: the service is asked however often it fails. */
  readonly breaker?: BreakerConfig | false;
  readonly limit?: LimitConfig;
  /** How the service knows who asks. Default: nothing is added. */
  readonly auth?: AuthConfig;
  /** Headers of its answers that clients get, and of several answers the first's, the last's, or all. Default: none. */
  readonly returnHeaders?: Readonly<Record<string, ReturnPolicy>>;
}

export interface RetryConfig {
  /** After the first attempt. Default 2. */
  readonly retries?: number;
  /** Default GET and HEAD. */
  readonly methods?: readonly ("GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE")[];
  /** Most of the first pause. Default 100ms. */
  readonly delay?: Duration;
  /** Most of any pause. Default 2s. */
  readonly maxDelay?: Duration;
  /** Longest `Retry-After` that is waited for. Default 5s. */
  readonly maxRetryAfter?: Duration;
  /** Most retries as a share of what is sent. Default 0.2. */
  readonly budget?: number;
  /** Retries that are always allowed, each second. Default 10. */
  readonly minPerSecond?: number;
}

export interface BreakerConfig {
  /** Share of failed calls above which the service is left alone. Default 0.5. */
  readonly failures?: number;
  /** Calls are counted over it. Default 10s. */
  readonly window?: Duration;
  /** Fewer calls say nothing. Default 20. */
  readonly minCalls?: number;
  /** Until one call tries whether the service is back. Default 5s. */
  readonly pause?: Duration;
}

export interface LimitConfig {
  /** Calls to one origin at a time. Default 256. */
  readonly calls?: number;
  /** Calls that wait for one of these to end. Default 1024. */
  readonly queue?: number;
}

/** The transport's settings, in its words. Files of `tls` are not read here. */
export function toTransportSettings(config: InNumbers<SourceTransportConfig>): TransportSettings {
  const { timeout, connectTimeout, headersTimeout, bodyTimeout, maxBody, keepAlive, retry, breaker, limit } = config;
  return defined({
    timeoutMs: timeout,
    connectTimeoutMs: connectTimeout,
    headersTimeoutMs: headersTimeout,
    bodyTimeoutMs: bodyTimeout,
    maxBodyBytes: maxBody,
    deadlineHeader: config.deadlineHeader?.toLowerCase(),
    redirects: config.redirects,
    http2: config.http2,
    keepAliveMs: keepAlive,
    limit,
    retry: retry && toRetrySettings(retry),
    breaker:
      breaker &&
      defined({
        failures: breaker.failures,
        windowMs: breaker.window,
        minCalls: breaker.minCalls,
        pauseMs: breaker.pause,
      }),
  });
}

function toRetrySettings(retry: InNumbers<RetryConfig>): Exclude<TransportSettings["retry"], false | undefined> {
  return defined({
    retries: retry.retries,
    methods: retry.methods,
    delayMs: retry.delay,
    maxDelayMs: retry.maxDelay,
    maxRetryAfterMs: retry.maxRetryAfter,
    budget: retry.budget,
    minPerSecond: retry.minPerSecond,
  });
}
