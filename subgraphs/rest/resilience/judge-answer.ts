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
