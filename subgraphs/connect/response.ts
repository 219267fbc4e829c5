/**
 * Answers of REST services, read: the mapped value, or the one GraphQL error of a call that failed.
 * Connect spec reference, section 8.
 */
import { isObject, ownValue, setOwn, type JsonObject } from "../mapping/json.ts";
import type { Mapping, Problem, Variables } from "../mapping/mapping.ts";
import { decodeBody, type DecodedBody } from "../rest/decode-body.ts";
import type { RestResponse } from "../rest/operation.ts";
import { reasonOf, type Reason } from "../rest/reason.ts";
import { RestError } from "../rest/rest-error.ts";
import type { Connector } from "./connector.ts";
import { jsonSafe } from "./json-safe.ts";

export type ResponseLocation =
  | "Selection"
  | "IsSuccess"
  | "ErrorsMessage"
  | "SourceErrorsExtensions"
  | "ConnectErrorsExtensions";

export type ReportResponseProblems = (location: ResponseLocation, problems: readonly Problem[]) => void;

/** An error without its place: the same failed call may leave several nulls. */
export interface CallError {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export type CallOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: CallError };

export interface ResponseReader {
  /** @param selection  The connector's, or a narrower one that yields all that is asked here. */
  read(response: RestResponse, selection: Mapping, variables: Variables, report: ReportResponseProblems): CallOutcome;
  /** What a call that got no answer, or was not made, says. */
  failure(code: string, reason: Reason, message: string): CallError;
  /** `thrown` is what `RestOperation#fetch` rejected with. */
  transportFailure(thrown: unknown): CallError;
}

export function compileResponse(
  connector: Connector,
  options: { readonly strict: boolean; readonly production: boolean },
): ResponseReader {
  const isSuccess = connector.isSuccess ?? connector.source?.isSuccess;
  const message = connector.errors?.message ?? connector.source?.errors?.message;
  const sourceExtensions = connector.source?.errors?.extensions;
  const ownExtensions = connector.errors?.extensions;
  // Who the services behind the graph are is not for clients in production.
  const origin = options.production
    ? {}
    : { service: connector.subgraph, connector: { coordinate: connector.coordinate } };

  const failure = (code: string, reason: Reason, text: string): CallError => ({
    message: text,
    extensions: { code, reason, ...origin },
  });

  return {
    failure,
    transportFailure(thrown) {
      const reason = reasonOf(thrown);
      const code = reason === "UPSTREAM_TIMEOUT" ? "GATEWAY_TIMEOUT" : "HTTP_CLIENT_ERROR";
      return failure(code, reason, thrown instanceof RestError ? thrown.message : "The upstream call failed.");
    },
    read(response, selection, request, report) {
      const { status } = response;
      const body =
        connector.rest?.answer === undefined ? decodeOnce(response) : decodeAs(connector.rest.answer, response);
      const variables: Variables = { ...request, $response: { headers: response.headers }, $status: status };
      const evaluate = (mapping: Mapping, location: ResponseLocation): unknown => {
        const problems: Problem[] = [];
        const value = mapping.evaluate(body.value, variables, problems);
        if (problems.length > 0) report(location, problems);
        return value;
      };

      const ok = status >= 200 && status < 300;
      // A failed status is told as such even where its body is broken.
      if (body.kind === "invalid" && ok) {
        return {
          kind: "error",
          error: withStatus(failure("CONNECTOR_DESERIALIZE", "UPSTREAM_BAD_RESPONSE", body.error.message), status),
        };
      }
      if (isSuccess ? evaluate(isSuccess, "IsSuccess") === true : ok) {
        if (body.kind === "unsupported") {
          const text = `The answer's media type \`${body.mediaType}\` is neither JSON nor plain text; it is read as null.`;
          if (options.strict) {
            const error = failure(
              "CONNECTOR_DESERIALIZE",
              "UPSTREAM_BAD_RESPONSE",
              "The upstream service's answer is of an unsupported media type.",
            );
            return { kind: "error", error: withStatus(error, status) };
          }
          report("Selection", [{ message: text, path: "", count: 1, start: 0, end: 0 }]);
        }
        if (body.kind === "empty" || body.kind === "unsupported") {
          // Nothing was there to be mapped, and that each key is missing from it is no news. What the selection says
          // without the body (`deleted: $(true)`) still counts.
          return { kind: "value", value: selection.evaluate(null, variables, []) };
        }
        return { kind: "value", value: evaluate(selection, "Selection") };
      }

      const text = message && evaluate(message, "ErrorsMessage");
      const fallback = failure(
        "CONNECTOR_FETCH",
        ok ? "UPSTREAM_BAD_RESPONSE" : reasonOf(status),
        "The upstream service answered with an error.",
      );
      const extensions: Record<string, unknown> = { ...withStatus(fallback, status).extensions };
      const fromSource = sourceExtensions && evaluate(sourceExtensions, "SourceErrorsExtensions");
      const fromConnect = ownExtensions && evaluate(ownExtensions, "ConnectErrorsExtensions");
      for (const mapped of [fromSource, fromConnect])
        if (isObject(mapped)) mergeShallow(extensions, jsonSafe(mapped) as JsonObject);
      return {
        kind: "error",
        error: { message: message ? (typeof text === "string" ? text : "") : fallback.message, extensions },
      };
    },
  };
}

/** `@rest(answer:)`: a text or bytes, whatever the media type. An error's body stays what it says it is. */
function decodeAs(kind: "text" | "base64", response: RestResponse): DecodedBody {
  if (response.body.length === 0 || response.status < 200 || response.status > 299) return decodeOnce(response);
  const { body } = response;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { kind: "text", value: bytes.toString(kind === "text" ? "utf8" : "base64") };
}

function withStatus(error: CallError, status: number): CallError {
  return { message: error.message, extensions: { ...error.extensions, http: { status } } };
}

/** Later wins; two objects under one name (`http`) become one. */
function mergeShallow(target: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(from)) {
    const present = ownValue(target, key);
    setOwn(target, key, isObject(present) && isObject(value) ? { ...present, ...value } : value);
  }
}

/**
 * Callers that share one GET get the same response object, one right after the other: its body is parsed once for all of
 * them, and forgotten before anything else happens. (A WeakMap in its place made every collection of garbage slower.)
 */
function decodeOnce(response: RestResponse): DecodedBody {
  if (latest?.response === response) return latest.body;
  const body = decodeBody(response);
  const mine = { response, body };
  latest = mine;
  queueMicrotask(() => {
    if (latest === mine) latest = undefined;
  });
  return body;
}

let latest: { readonly response: RestResponse; readonly body: DecodedBody } | undefined;
