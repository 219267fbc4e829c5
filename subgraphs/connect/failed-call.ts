/**
 * What happened in a connector's call that failed: what was sent, what came back, what was thrown. For the log alone; the
 * client is told the error, the log is found by its id.
 */
import type { RestResponse } from "../rest/operation.ts";
import { RestError, withDetail, type RestErrorDetail } from "../rest/rest-error.ts";
import { startOfBody } from "../rest/upstream-error.ts";
import type { BuiltRequest } from "./request.ts";
import type { CallError, CallOutcome } from "./response.ts";

export interface FailedCall {
  readonly subgraph: string;
  readonly coordinate: string;
  readonly request: BuiltRequest;
  /** What came back, or else what was thrown. */
  readonly answer?: RestResponse;
  readonly thrown?: unknown;
}

/** The error of a call, with what happened. */
export function failedOutcome(error: CallError, call: FailedCall): CallOutcome {
  // Not enumerable: reports of calls are printed as JSON.
  const told = Object.defineProperty({ ...error }, "cause", { value: causeOf(error, call), enumerable: false });
  return { kind: "error", error: told };
}

function causeOf(error: CallError, { subgraph, coordinate, request, answer, thrown }: FailedCall): unknown {
  const { method, url, headers } = request;
  const sent: RestErrorDetail = { subgraph, coordinate, method, url, headers };
  // What has a story already was not this request's: the token for it could not be had.
  if (!answer) return thrown instanceof RestError ? withDetail(thrown, { ...sent, ...thrown.detail }) : thrown;
  const { status } = answer;
  const isSuccess = status >= 200 && status < 300;
  const message = isSuccess ? error.message : `The upstream service answered ${status}.`;
  const detail = { ...sent, body: startOfBody(answer) };
  return new RestError(isSuccess ? "REST_BODY_INVALID" : "REST_STATUS", message, { status, detail });
}
