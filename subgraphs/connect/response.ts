/**
 * Answers of REST services, read: the mapped value, or the one GraphQL error of a call that failed.
 * Connect spec reference, section 8.
 */
import { isObject, ownValue, setOwn, type JsonObject } from "../mapping/json.ts";
import type { Mapping, Problem, Variables } from "../mapping/mapping.ts";
import { decodeBody, type DecodedBody } from "../rest/decode-body.ts";
import type { RestResponse } from "../rest/operation.ts";
import type { ResponseKind } from "../rest-directives/request-extras.ts";
import { reasonOf, type Reason } from "../rest/reason.ts";
import { RestError } from "../rest/rest-error.ts";
import { problemIn, retryAfterIn } from "../rest/upstream-error.ts";
import { bodyOf, type AnswerBody } from "./answer-body.ts";
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
  /** What happened, for the log alone. Not enumerable. */
  readonly cause?: unknown;
}

export type CallOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: CallError };

/** Takes what is asked for straight from a JSON body: then nothing is mapped. */
export interface TakeDirectly {
  /** Whether the body has to be read without loss, and not by `JSON.parse` alone. */
  readonly needsExact: boolean;
  /** False where it cannot. */
  from(body: unknown): boolean;
}

export interface ResponseReader {
  /** @param selection  The connector's, or a narrower one that yields all that is asked here. */
  read(
    response: RestResponse,
    selection: Mapping,
    variables: Variables,
    report: ReportResponseProblems,
    take?: TakeDirectly,
  ): CallOutcome;
  /** What a call that got no answer, or was not made, says. */
  failure(code: string, reason: Reason, message: string): CallError;
  /** `thrown` is what `RestOperation#fetch` rejected with. */
  transportFailure(thrown: unknown): CallError;
}

export function compileResponse(
  connector: Connector,
  options: {
    readonly strict: boolean;
    readonly production: boolean;
    /** What clients are told of a service's problem details, beside their kind. */
    readonly problemMembers?: readonly string[] | undefined;
  },
): ResponseReader {
  const isSuccess = connector.isSuccess ?? connector.source?.isSuccess;
  // Who the services behind the graph are is not for clients in production.
  const origin = options.production
    ? {}
    : { service: connector.subgraph, connector: { coordinate: connector.coordinate } };

  const failure: ResponseReader["failure"] = (code, reason, message) => ({
    message,
    extensions: { code, reason, ...origin },
  });
  const describeFailure = compileFailure(connector, failure, options.problemMembers);

  return {
    failure,
    transportFailure(thrown) {
      const reason = reasonOf(thrown);
      const code = reason === "UPSTREAM_TIMEOUT" ? "GATEWAY_TIMEOUT" : "HTTP_CLIENT_ERROR";
      if (!(thrown instanceof RestError)) return failure(code, reason, "The upstream call failed.");
      const { message, extensions } = failure(code, reason, thrown.message);
      const { retryAfter } = thrown;
      return { message, extensions: { ...extensions, ...(retryAfter !== undefined && { retryAfter }) } };
    },
    read(response, selection, request, report, take) {
      const { status } = response;
      const kind = connector.request?.response;
      if (take && kind === undefined && !isSuccess && isOk(status) && takeFrom(bodyOf(response), take)) return taken;
      const body = kind === undefined ? bodyOf(response).decoded : decodeAs(kind, response);
      const variables = withAnswer(request, response);
      const evaluate: Answer["evaluate"] = (mapping, location) => {
        const problems: Problem[] = [];
        const value = mapping.evaluate(body.value, variables, problems);
        if (problems.length > 0) report(location, problems);
        return value;
      };
      const answer: Answer = { status, body, variables, evaluate, response };

      const ok = isOk(status);
      // A broken body tells `isSuccess` nothing; but a failed status is told as such even where its body is broken.
      const isBroken = body.kind === "invalid" && ok;
      const succeeded = isBroken || (isSuccess ? evaluate(isSuccess, "IsSuccess") === true : ok);
      if (!succeeded) return { kind: "error", error: describeFailure(answer) };
      if (isSuccess && take && body.kind === "json" && take.from(body.value)) return taken;
      return mapAnswer(answer, selection, { failure, strict: options.strict, report });
    },
  };
}

/** An answer while it is read. */
interface Answer {
  readonly response: RestResponse;
  readonly status: number;
  readonly body: DecodedBody;
  readonly variables: Variables;
  /** Evaluates against the body, and reports the problems. */
  readonly evaluate: (mapping: Mapping, location: ResponseLocation) => unknown;
}

const taken: CallOutcome = { kind: "value", value: undefined };

function takeFrom(body: AnswerBody, take: TakeDirectly): boolean {
  if (!take.needsExact) return body.plain !== undefined && take.from(body.plain);
  const { decoded } = body;
  return decoded.kind === "json" && take.from(decoded.value);
}

/** Written out, as a copy with further keys gets a hidden class of its own. */
function withAnswer(request: Variables, { status, headers }: RestResponse): Variables {
  const { $args, $this, $batch, $config, $env, $context, $request } = request;
  return { $args, $this, $batch, $config, $env, $context, $request, $response: { headers }, $status: status };
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function mapAnswer(
  { status, body, variables, evaluate }: Answer,
  selection: Mapping,
  { failure, strict, report }: { strict: boolean; report: ReportResponseProblems } & Pick<ResponseReader, "failure">,
): CallOutcome {
  const unreadable = (message: string): CallOutcome => ({
    kind: "error",
    error: withStatus(failure("CONNECTOR_DESERIALIZE", "UPSTREAM_BAD_RESPONSE", message), status),
  });
  switch (body.kind) {
    case "json":
    case "text":
      return { kind: "value", value: evaluate(selection, "Selection") };
    case "invalid":
      return unreadable(body.error.message);
    case "unsupported": {
      if (strict) return unreadable("The upstream service's answer is of an unsupported media type.");
      const message = `The answer's media type \`${body.mediaType}\` is neither JSON nor plain text; it is read as null.`;
      report("Selection", [{ message, path: "", count: 1, start: 0, end: 0 }]);
      break;
    }
    case "empty":
      break;
    default:
      body satisfies never;
  }
  // Nothing was there to be mapped, and that each key is missing from it is no news. What the selection says without
  // the body (`deleted: $(true)`) still counts.
  return { kind: "value", value: selection.evaluate(null, variables, []) };
}

/** The one error of an answer that is no success, in the words of the connector and its source. */
function compileFailure(
  { source, errors }: Connector,
  failure: ResponseReader["failure"],
  problemMembers: readonly string[] | undefined,
): (answer: Answer) => CallError {
  const message = errors?.message ?? source?.errors?.message;
  return ({ status, evaluate, response }) => {
    const text = message && evaluate(message, "ErrorsMessage");
    const fallback = failure(
      "CONNECTOR_FETCH",
      isOk(status) ? "UPSTREAM_BAD_RESPONSE" : reasonOf(status),
      "The upstream service answered with an error.",
    );
    const extensions: Record<string, unknown> = {
      ...withStatus(fallback, status).extensions,
      ...problemIn(response, problemMembers),
      ...retryAfterIn(response),
    };
    const fromSource = source?.errors?.extensions && evaluate(source.errors.extensions, "SourceErrorsExtensions");
    const fromConnect = errors?.extensions && evaluate(errors.extensions, "ConnectErrorsExtensions");
    for (const mapped of [fromSource, fromConnect])
      if (isObject(mapped)) mergeShallow(extensions, jsonSafe(mapped) as JsonObject);
    return { message: message ? (typeof text === "string" ? text : "") : fallback.message, extensions };
  };
}

/** `@request(response:)`: JSON, text or bytes, whatever the media type. An error's body stays what it says it is. */
function decodeAs(kind: ResponseKind, response: RestResponse): DecodedBody {
  if (response.body.length === 0 || !isOk(response.status)) return bodyOf(response).decoded;
  if (kind === "json") return decodeBody({ ...response, headers: {} });
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
