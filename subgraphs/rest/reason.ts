import { RestError, type RestErrorCode } from "./rest-error.ts";

/** Why an upstream call failed, in the words that clients see: `extensions.code` or `extensions.reason`. */
export type Reason =
  | "BAD_USER_INPUT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PRECONDITION_REQUIRED"
  | "RATE_LIMITED"
  | "UPSTREAM_ERROR"
  | "UPSTREAM_TIMEOUT"
  | "UPSTREAM_UNAVAILABLE"
  | "UPSTREAM_BAD_RESPONSE"
  | "CANCELLED";

/**
 * The reason for a status that is not a success, or for whatever was thrown instead of an answer. A status that nobody
 * should fail on (2xx) and an error that did not come from `rest/` are `UPSTREAM_ERROR`.
 */
export function reasonOf(failure: unknown): Reason {
  if (typeof failure === "number") return reasonByStatus.get(failure) ?? "UPSTREAM_ERROR";
  if (!(failure instanceof RestError)) return "UPSTREAM_ERROR";
  if (failure.code === "REST_STATUS" && failure.status !== undefined) return reasonOf(failure.status);
  return reasonByCode[failure.code];
}

const reasonByStatus: ReadonlyMap<number, Reason> = new Map([
  [400, "BAD_USER_INPUT"],
  [401, "UNAUTHENTICATED"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [409, "CONFLICT"],
  [410, "NOT_FOUND"],
  [412, "CONFLICT"],
  [422, "BAD_USER_INPUT"],
  [428, "PRECONDITION_REQUIRED"],
  [429, "RATE_LIMITED"],
]);

const reasonByCode: Readonly<Record<RestErrorCode, Reason>> = {
  REST_ABORTED: "CANCELLED",
  REST_BODY_ENCODING: "UPSTREAM_BAD_RESPONSE",
  REST_BODY_INVALID: "UPSTREAM_BAD_RESPONSE",
  REST_BODY_TOO_LARGE: "UPSTREAM_BAD_RESPONSE",
  REST_CIRCUIT_OPEN: "UPSTREAM_UNAVAILABLE",
  REST_CLOSED: "UPSTREAM_UNAVAILABLE",
  REST_CONNECT: "UPSTREAM_UNAVAILABLE",
  REST_CONNECT_TIMEOUT: "UPSTREAM_TIMEOUT",
  REST_CREDENTIAL: "UPSTREAM_UNAVAILABLE",
  REST_HEADER: "BAD_USER_INPUT",
  REST_MEDIA_TYPE: "UPSTREAM_BAD_RESPONSE",
  REST_OVERLOADED: "UPSTREAM_UNAVAILABLE",
  REST_PROTOCOL: "UPSTREAM_BAD_RESPONSE",
  REST_REDIRECT: "UPSTREAM_BAD_RESPONSE",
  REST_REQUEST: "UPSTREAM_ERROR",
  REST_SOCKET: "UPSTREAM_UNAVAILABLE",
  REST_STATUS: "UPSTREAM_ERROR",
  REST_TIMEOUT: "UPSTREAM_TIMEOUT",
  REST_UNAUTHENTICATED: "UNAUTHENTICATED",
  REST_URL: "BAD_USER_INPUT",
};
