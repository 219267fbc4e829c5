import { GraphQLError } from "graphql";
import { jsonSafe } from "../connect/json-safe.ts";
import { isObject, ownValue, setOwn } from "../mapping/json.ts";
import { decodeBody, parseMediaType } from "./decode-body.ts";
import type { RestResponse } from "./operation.ts";
import { reasonOf } from "./reason.ts";
import { retryAfterOf } from "./retry-after.ts";
import { RestError, type RestErrorDetail } from "./rest-error.ts";

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

/**
 * The error for a status that is not a success.
 *
 * @param problemMembers  What clients are told of a problem, beside its kind.
 */
export function errorOfStatus(
  response: RestResponse,
  request: Omit<RestErrorDetail, "body">,
  problemMembers?: readonly string[],
): GraphQLError {
  const error = new RestError("REST_STATUS", `The upstream service answered ${response.status}.`, {
    status: response.status,
    detail: { ...request, body: startOfBody(response) },
  });
  return toGraphQLError(error, { ...problemIn(response, problemMembers), ...retryAfterIn(response) });
}

/** The first 2,000 bytes of a body, as text. */
export function startOfBody({ body }: RestResponse): string {
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 2_000)).toString("utf8");
}

/**
 * `problem`, where the answer is problem details (RFC 9457 section 3.1). `type`, `title` and `status` name a kind of
 * problem and may be shown. `detail`, `instance` and extension members describe this occurrence, with whatever the
 * service put there.
 *
 * @param members  Those that may be shown too.
 */
export function problemIn(
  response: RestResponse,
  members: readonly string[] = [],
): { problem?: Readonly<Record<string, unknown>> } {
  if (parseMediaType(response.headers["content-type"]?.[0])?.essence !== "application/problem+json") return {};
  const { value } = decodeBody(response);
  if (!isObject(value)) return {};
  const problem: Record<string, unknown> = {};
  const take = (name: string, isKnown: (member: unknown) => boolean): void => {
    const member = ownValue(value, name);
    if (isKnown(member)) setOwn(problem, name, jsonSafe(member));
  };
  take("type", (member) => typeof member === "string");
  take("title", (member) => typeof member === "string");
  take("status", (member) => typeof member === "number");
  for (const name of members) take(name, (member) => member !== undefined);
  return { problem };
}

/** `retryAfter` in whole seconds, where the service said when to come again. */
export function retryAfterIn(response: RestResponse): { retryAfter?: number } {
  if (response.headers["retry-after"] === undefined) return {};
  const ms = retryAfterOf(response, Date.now());
  return ms === undefined ? {} : { retryAfter: Math.ceil(ms / 1_000) };
}
