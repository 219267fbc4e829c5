import { GraphQLError } from "graphql";
import { decodeBody, parseMediaType } from "./decode-body.ts";
import type { RestResponse } from "./operation.ts";
import { reasonOf } from "./reason.ts";
import { retryAfterOf } from "./retry-after.ts";
import { RestError } from "./rest-error.ts";

/**
 * A failed upstream call as clients see it: `extensions.code` says why, and the message tells neither URL nor body. The
 * RestError with the full story is the error's `originalError`, for the log.
 */
export function toGraphQLError(error: RestError, extensions: Readonly<Record<string, unknown>> = {}): GraphQLError {
  const http = error.status === undefined ? {} : { http: { status: error.status } };
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: {
      code: reasonOf(error),
      ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
      ...http,
      ...extensions,
    },
  });
}

/** The error for a status that is not a success. */
export function errorOfStatus(response: RestResponse, request: { method: string; url: string }): GraphQLError {
  const error = new RestError("REST_STATUS", `The upstream service answered ${response.status}.`, {
    status: response.status,
    detail: { ...request, body: Buffer.from(response.body.subarray(0, 2_000)).toString("utf8") },
  });
  return toGraphQLError(error, { ...problemOf(response), ...retryAfterIn(response) });
}

// RFC 9457 section 3.1. `type` and `title` name a kind of problem and may be shown. `detail`, `instance` and extension
// members describe this occurrence, with whatever the service put there.
function problemOf(response: RestResponse): { problem?: Record<string, unknown> } {
  if (parseMediaType(response.headers["content-type"]?.[0])?.essence !== "application/problem+json") return {};
  const { value } = decodeBody(response);
  if (typeof value !== "object" || value === null) return {};
  const problem: Record<string, unknown> = {};
  if ("type" in value && typeof value.type === "string") problem["type"] = value.type;
  if ("title" in value && typeof value.title === "string") problem["title"] = value.title;
  if ("status" in value && typeof value.status === "number") problem["status"] = value.status;
  return { problem };
}

/** `retryAfter` in whole seconds, where the service said when to come again. */
export function retryAfterIn(response: RestResponse): { retryAfter?: number } {
  if (response.headers["retry-after"] === undefined) return {};
  const ms = retryAfterOf(response, Date.now());
  return ms === undefined ? {} : { retryAfter: Math.ceil(ms / 1_000) };
}
