import type { CacheSettings } from "./cache/cache-settings.ts";
import type { AuthSettings } from "./credentials/auth-settings.ts";
import type { TlsSettings } from "./tls-settings.ts";

/** How a source is reached over the wire. Everything optional; what is not said is safe. Times are in milliseconds. */
export interface TransportSettings {
  /** For one whole call: waiting for a slot, retries and all. Default: what is left of the operation's time. */
  readonly timeoutMs?: number;
  /** For TCP and TLS together. Default 5 000. */
  readonly connectTimeoutMs?: number;
  /** From sending a request to the first line of its answer, for each attempt. Default: none of its own. */
  readonly headersTimeoutMs?: number;
  /** Longest silence in the midst of an answer. Default: none of its own. */
  readonly bodyTimeoutMs?: number;
  /** Most decoded bytes of one body. Default 10 485 760. */
  readonly maxBodyBytes?: number;
  /** Request header that tells the service how much time is left, in milliseconds. Default: none. */
  readonly deadlineHeader?: string;
  /** Origins that a redirect may lead to, beside the request's own. A write follows 307 and 308 to these alone. */
  readonly redirects?: readonly string[];
  /** HTTP/2 where a service offers it in TLS. Default false. */
  readonly http2?: boolean;
  /** How long an idle connection is kept; a service's `keep-alive` header can shorten it. Default 4 000. */
  readonly keepAliveMs?: number;
  readonly tls?: TlsSettings;
  /** `false`: nothing is sent again. */
  readonly retry?: RetrySettings | false;
  /** `false`: a service is asked however often it fails. */
  readonly breaker?: BreakerSettings | false;
  readonly limit?: LimitSettings;
  /** What is added to each request, so that the service knows who asks. Default: nothing. */
  readonly auth?: AuthSettings;
  /** Absent: no answer is kept. */
  readonly cache?: CacheSettings;
}

export interface RetrySettings {
  /** After the first attempt. Default 2. */
  readonly retries?: number;
  /** Methods that may be sent again. Default GET and HEAD. Others are, with an `idempotency-key` header. */
  readonly methods?: readonly string[];
  /** Most of the first pause; each further one may be twice as long. Default 100. */
  readonly delayMs?: number;
  /** Most of any pause. Default 2 000. */
  readonly maxDelayMs?: number;
  /** Longest `Retry-After` that is waited for; a longer one is handed on with the answer. Default 5 000. */
  readonly maxRetryAfterMs?: number;
  /** Most retries as a share of what is sent in 10 seconds. Default 0.2. */
  readonly budget?: number;
  /** Retries that are always allowed, each second. Default 10. */
  readonly minPerSecond?: number;
}

export interface BreakerSettings {
  /** Share of failed calls above which the service is left alone. Default 0.5. */
  readonly failures?: number;
  /** Calls are counted over it. Default 10 000. */
  readonly windowMs?: number;
  /** Fewer calls say nothing. Default 20. */
  readonly minCalls?: number;
  /** Until one call tries whether the service is back; doubled each time it is not, to 12 times as long. Default 5 000. */
  readonly pauseMs?: number;
}

export interface LimitSettings {
  /** Calls to one origin at a time. Default 256. */
  readonly calls?: number;
  /** Calls that wait for one of these to end; one more fails at once. Default 1 024. */
  readonly queue?: number;
}
