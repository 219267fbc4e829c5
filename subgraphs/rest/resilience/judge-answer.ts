import type { RestResponse } from "../operation.ts";
import { RestError, type RestErrorCode } from "../rest-error.ts";

/** What an attempt says of the service, for the circuit. */
export type Verdict = "success" | "failure" | "none";

/** Only failures of the service count: what a client asked wrongly (4xx), or no longer wants, says nothing. */
export function judgeStatus(status: number): Verdict {
  // 501 and 505: it will never do that, and is well.
  return status >= 500 && status !== 501 && status !== 505 ? "failure" : "success";
}

const faults: ReadonlySet<RestErrorCode> = new Set([
  "REST_CONNECT",
  "REST_CONNECT_TIMEOUT",
  "REST_PROTOCOL",
  "REST_SOCKET",
  "REST_TIMEOUT",
]);

export function judgeError(error: unknown): Verdict {
  return error instanceof RestError && faults.has(error.code) ? "failure" : "none";
}

/** 429 Too Many Requests, 502 Bad Gateway, 503 Service Unavailable, 504 Gateway Timeout: another attempt may do. */
const retriedStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function isWorthAnotherTry(outcome: RestResponse | RestError): boolean {
  if (!(outcome instanceof RestError)) return retriedStatuses.has(outcome.status);
  switch (outcome.code) {
    case "REST_CONNECT":
    case "REST_CONNECT_TIMEOUT":
      return true;
    case "REST_SOCKET":
      // Also a connection that the service had just closed. Once an answer has begun, more load is no help.
      return outcome.status === undefined;
    default:
      return false;
  }
}

/**
 * Milliseconds that a `Retry-After` asks for; 0 for none. RFC 9110 section 10.2.3: seconds, or an HTTP-date.
 *
 * @param wallClock  Milliseconds since 1970.
 */
export function retryAfterOf(response: RestResponse, wallClock: number): number {
  const value = response.headers["retry-after"]?.[0]?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  // Date.parse reads much that is no HTTP-date; all of those begin with the name of a day.
  const at = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? 0 : Math.max(0, at - wallClock);
}
