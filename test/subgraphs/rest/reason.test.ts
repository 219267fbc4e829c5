import { expect, it } from "@jest/globals";
import { reasonOf } from "../../../subgraphs/rest/reason.ts";
import { RestError, type RestErrorCode } from "../../../subgraphs/rest/rest-error.ts";

it.each([
  [400, "BAD_USER_INPUT"],
  [422, "BAD_USER_INPUT"],
  [401, "UNAUTHENTICATED"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [410, "NOT_FOUND"],
  [409, "CONFLICT"],
  [412, "CONFLICT"],
  [428, "PRECONDITION_REQUIRED"],
  [429, "RATE_LIMITED"],
  [418, "UPSTREAM_ERROR"],
  [500, "UPSTREAM_ERROR"],
  [503, "UPSTREAM_ERROR"],
])("status %i is %s, as a number and inside an error", (status, reason) => {
  expect(reasonOf(status)).toBe(reason);
  expect(reasonOf(new RestError("REST_STATUS", "", { status }))).toBe(reason);
});

it.each<[RestErrorCode, string]>([
  ["REST_TIMEOUT", "UPSTREAM_TIMEOUT"],
  ["REST_CONNECT", "UPSTREAM_UNAVAILABLE"],
  ["REST_SOCKET", "UPSTREAM_UNAVAILABLE"],
  ["REST_BODY_INVALID", "UPSTREAM_BAD_RESPONSE"],
  ["REST_BODY_TOO_LARGE", "UPSTREAM_BAD_RESPONSE"],
  ["REST_MEDIA_TYPE", "UPSTREAM_BAD_RESPONSE"],
  ["REST_REDIRECT", "UPSTREAM_BAD_RESPONSE"],
  ["REST_URL", "BAD_USER_INPUT"],
  ["REST_ABORTED", "CANCELLED"],
])("%s is %s, also when a status had arrived", (code, reason) => {
  expect(reasonOf(new RestError(code, ""))).toBe(reason);
  expect(reasonOf(new RestError(code, "", { status: 404 }))).toBe(reason);
});

it("anything else is an upstream error", () => {
  expect(reasonOf(new TypeError("x is not a function"))).toBe("UPSTREAM_ERROR");
});
