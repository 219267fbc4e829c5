import { isObject } from "../mapping/json.ts";
import { reasonOf } from "../rest/reason.ts";
import type { RestResponse } from "../rest/operation.ts";
import { RestError, type RestErrorDetail } from "../rest/rest-error.ts";
import { startOfBody } from "../rest/upstream-error.ts";
import { RemoteError } from "./remote-error.ts";
import { createSubgraphError } from "../subgraph-error.ts";
import type { SubgraphError, SubgraphResult } from "../subgraph.ts";

export interface ReadingOptions {
  /** What was asked. */
  readonly sent: RestErrorDetail;
  /** Whether clients are told its errors in its words. */
  readonly showErrors: boolean;
}

/**
 * Reads what a GraphQL server answered: its data and errors where the body is a GraphQL response, whatever the status
 * (servers answer 400 or 500 with `errors`), else one error that says why there is neither.
 *
 * @param body  The body's JSON value; `undefined` where it was not JSON.
 */
export function readGraphQLResponse(
  answer: RestResponse,
  body: unknown,
  { sent, showErrors }: ReadingOptions,
): SubgraphResult {
  const response = isObject(body) ? body : undefined;
  const data = response?.["data"];
  const errors = response?.["errors"];
  const hasData = isObject(data);
  // Spec: https://spec.graphql.org/draft/#sec-Response-Format. `data`, `errors`, or both; errors are not empty.
  const hasErrors = Array.isArray(errors) && errors.length > 0;
  if (!hasData && !hasErrors) return { data: null, errors: [noResponse(answer, sent)] };
  const read = (error: unknown): SubgraphError => readError(error, sent, showErrors);
  return { data: hasData ? data : null, errors: hasErrors ? errors.map(read) : [] };
}

function noResponse(answer: RestResponse, sent: RestErrorDetail): SubgraphError {
  const { status } = answer;
  const ok = status >= 200 && status < 300;
  const options = { status, detail: { ...sent, body: startOfBody(answer) } };
  const cause = ok
    ? new RestError("REST_BODY_INVALID", "The subgraph's answer is not a GraphQL response.", options)
    : new RestError("REST_STATUS", `The subgraph answered ${status}.`, options);
  return createSubgraphError({
    message: cause.message,
    extensions: { code: reasonOf(cause), http: { status } },
    cause,
  });
}

const HIDDEN = "The subgraph reported an error.";

function readError(error: unknown, sent: RestErrorDetail, showErrors: boolean): SubgraphError {
  const cause = new RemoteError(error, sent);
  if (!isObject(error)) return createSubgraphError({ message: HIDDEN, cause });
  const path = Array.isArray(error["path"]) && error["path"].every(isPathSegment) ? error["path"] : undefined;
  const extensions = isObject(error["extensions"]) ? error["extensions"] : undefined;
  if (showErrors) {
    const message = typeof error["message"] === "string" ? error["message"] : HIDDEN;
    return createSubgraphError({ message, path, ...(extensions && { extensions: withoutPrivate(extensions) }), cause });
  }
  const code = extensions?.["code"];
  return createSubgraphError({
    message: HIDDEN,
    path,
    ...(typeof code === "string" && { extensions: { code } }),
    cause,
  });
}

// What servers add for their own developers: stack traces are not for the graph's clients.
const privateExtensions = new Set(["stacktrace", "exception", "debug", "trace"]);

function withoutPrivate(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => !privateExtensions.has(name)));
}

function isPathSegment(segment: unknown): segment is string | number {
  return typeof segment === "string" || typeof segment === "number";
}
