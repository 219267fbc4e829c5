import { reasonOf } from "../rest/reason.ts";
import { RestError } from "../rest/rest-error.ts";
import { createSubgraphError } from "../subgraph-error.ts";
import type { SubgraphError, SubgraphResult } from "../subgraph.ts";

/**
 * Reads what a GraphQL server answered: its data and errors where the body is a GraphQL response, whatever the status
 * (servers answer 400 or 500 with `errors`), else one error that says why there is neither.
 *
 * @param body  The body's JSON value; `undefined` where it was not JSON.
 */
export function readGraphQLResponse(status: number, body: unknown): SubgraphResult {
  const response = isObject(body) ? body : undefined;
  const data = response?.["data"];
  const errors = response?.["errors"];
  const hasData = isObject(data);
  // Spec: https://spec.graphql.org/draft/#sec-Response-Format. `data`, `errors`, or both; errors are not empty.
  const hasErrors = Array.isArray(errors) && errors.length > 0;
  if (!hasData && !hasErrors) return { data: null, errors: [noResponse(status)] };
  return { data: hasData ? data : null, errors: hasErrors ? errors.map(readError) : [] };
}

function noResponse(status: number): SubgraphError {
  const ok = status >= 200 && status < 300;
  const cause = ok
    ? new RestError("REST_BODY_INVALID", "The subgraph's answer is not a GraphQL response.", { status })
    : new RestError("REST_STATUS", `The subgraph answered ${status}.`, { status });
  return createSubgraphError({
    message: cause.message,
    extensions: { code: reasonOf(cause), http: { status } },
    cause,
  });
}

function readError(error: unknown): SubgraphError {
  if (!isObject(error)) return createSubgraphError({ message: "The subgraph reported an error.", cause: error });
  const message = typeof error["message"] === "string" ? error["message"] : "The subgraph reported an error.";
  const path = Array.isArray(error["path"]) && error["path"].every(isPathSegment) ? error["path"] : undefined;
  return createSubgraphError({ message, path, ...publicExtensions(error["extensions"]), cause: error });
}

// What servers add for their own developers: stack traces are not for the graph's clients.
const privateExtensions = new Set(["stacktrace", "exception", "debug", "trace"]);

function publicExtensions(extensions: unknown): { extensions?: Record<string, unknown> } {
  if (!isObject(extensions)) return {};
  return {
    extensions: Object.fromEntries(Object.entries(extensions).filter(([name]) => !privateExtensions.has(name))),
  };
}

function isPathSegment(segment: unknown): segment is string | number {
  return typeof segment === "string" || typeof segment === "number";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
