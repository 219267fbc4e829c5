/** One connector, ready to be called: variables in, mapped value out. */
import type { Mapping, Problem, Variables } from "../mapping/mapping.ts";
import type { MappingProblemReport, OperationContext } from "../operation-context.ts";
import type { RestRequest, RestResponse } from "../rest/operation.ts";
import { reasonOf } from "../rest/reason.ts";
import { RestError } from "../rest/rest-error.ts";
import { isTenantUrls } from "../rest/tenant-url.ts";
import { urlMappings } from "../rest-directives/request-extras.ts";
import { connectorReads, readRequestHeaders } from "./connector-reads.ts";
import type { Connector, SourceSettings } from "./connector.ts";
import { failedOutcome } from "./failed-call.ts";
import { compileRequest, type BuildRequest, type BuiltRequest } from "./request.ts";
import {
  compileResponse,
  type CallError,
  type CallOutcome,
  type ResponseReader,
  type TakeDirectly,
} from "./response.ts";

/** A connector with its settings. One per connector of the model. */
export interface CompiledConnector {
  readonly connector: Connector;
  readonly settings: SourceSettings;
  /** Whether chunks of a batch differ in the length of their URL. */
  readonly urlGrows: boolean;
  /** What is sent, or the outcome where nothing can be. */
  prepare(own: OwnVariables, operation: OperationContext): PreparedCall | CallOutcome;
  /** Sends it and maps the answer. Never rejects. */
  send(call: PreparedCall, selection: Mapping, operation: OperationContext, take?: TakeDirectly): Promise<CallOutcome>;
  readonly failure: ResponseReader["failure"];
}

export type OwnVariables = Pick<Variables, "$args" | "$this" | "$batch">;

export interface PreparedCall {
  readonly kind: "call";
  /** Absent for a virtual connector. */
  readonly request: BuiltRequest | undefined;
  readonly variables: Variables;
  /** Of the request; kept only where the call will be told of. */
  readonly problems: readonly MappingProblemReport[];
}

/** Where in a fetch a connector is called: with a selection that yields what is asked for there. */
export interface CallSite {
  readonly compiled: CompiledConnector;
  readonly selection: Mapping;
}

interface ConnectorOptions {
  readonly settings: SourceSettings;
  readonly env: Readonly<Record<string, string>>;
  readonly production: boolean;
}

export function compileConnector(connector: Connector, options: ConnectorOptions): CompiledConnector {
  const { settings, production } = options;
  const { http } = connector;
  const { strict = false, problemMembers } = settings;
  const response = compileResponse(connector, { strict, production, problemMembers });
  return {
    connector,
    settings,
    urlGrows: [http?.url, http?.path, http?.queryParams, ...urlMappings(connector.request)].some((part) =>
      part?.reads.has("$batch"),
    ),
    failure: (code, reason, message) => response.failure(code, reason, message),
    prepare: compilePrepare(connector, options, response),
    send: compileSend(connector, settings, response),
  };
}

function compilePrepare(
  connector: Connector,
  { settings, env }: ConnectorOptions,
  response: ResponseReader,
): CompiledConnector["prepare"] {
  const { http, coordinate } = connector;
  const build = http && compileRequest(connector, http, settings);
  const config = settings.config ?? {};
  const reads = readRequestHeaders(connector);
  const readsHeaders =
    reads === "all" || reads.size > 0 || (settings.forward ?? []).length > 0 || isTenantUrls(settings.baseUrl);
  const readsContext = connectorReads(connector, "$context") !== undefined || isTenantUrls(settings.baseUrl);

  return (own, operation) => {
    // They are made of the client's request when they are first asked for, which most operations never do.
    const headers = readsHeaders || operation.onConnectorCall ? operation.requestHeaders : noHeaders;
    // Written out: of a copy with further keys V8 makes a hidden class each time, which holds more than the object itself.
    const variables: Variables = {
      $args: own.$args,
      $this: own.$this,
      $batch: own.$batch,
      $config: config,
      $env: env,
      // Not even looked at where it changes nothing: who looks at it makes the answer one for this client alone.
      $context: readsContext || operation.onConnectorCall ? operation.context : noContext,
      $request: { headers },
    };
    const problems: MappingProblemReport[] = [];
    const report = reporter(coordinate, operation, problems);
    if (!build) return { kind: "call", request: undefined, variables, problems };
    const refuse = (error: CallError): CallOutcome => {
      const outcome: CallOutcome = { kind: "error", error };
      operation.onConnectorCall?.({ connector, variables, selection: connector.selection, outcome, problems });
      return outcome;
    };
    let built: ReturnType<BuildRequest>;
    try {
      built = build(variables, headers, report);
    } catch (thrown) {
      // Half of a surrogate pair in a value, which no URL can hold.
      if (!(thrown instanceof RestError)) throw thrown;
      return refuse(response.failure("CONNECTOR_REQUEST", reasonOf(thrown), thrown.message));
    }
    switch (built.kind) {
      case "request":
        return { kind: "call", request: built, variables, problems };
      case "null-key":
        return { kind: "value", value: null };
      case "refused":
        return refuse(response.failure("CONNECTOR_REQUEST", "BAD_USER_INPUT", built.message));
      default:
        return built satisfies never;
    }
  };
}

const noHeaders: OperationContext["requestHeaders"] = {};
const noContext: OperationContext["context"] = {};

function compileSend(
  connector: Connector,
  settings: SourceSettings,
  response: ResponseReader,
): CompiledConnector["send"] {
  const { coordinate, subgraph } = connector;
  const whose = { coordinate, subgraph };
  const fixed = fixedParts(connector, settings);

  const exchange = (
    { request, variables }: PreparedCall,
    selection: Mapping,
    operation: OperationContext,
    problems: MappingProblemReport[],
    listen: { readonly take?: TakeDirectly | undefined; readonly onAnswer?: (answer: RestResponse) => void },
  ): Promise<CallOutcome> => {
    const report = reporter(coordinate, operation, problems);
    if (!request) return Promise.resolve(mapVirtual(selection, variables, report));
    return operation.rest.fetch(toRestRequest(fixed, request)).then(
      (answer) => {
        operation.policy?.useAnswer(answer.cache);
        listen.onAnswer?.(answer);
        const outcome = response.read(answer, selection, variables, report, listen.take);
        return outcome.kind === "error" ? failedOutcome(outcome.error, { ...whose, request, answer }) : outcome;
      },
      (thrown: unknown) => {
        operation.policy?.refuse();
        return failedOutcome(response.transportFailure(thrown), { ...whose, request, thrown });
      },
    );
  };

  const exchangeAndTell: CompiledConnector["send"] = async (call, selection, operation) => {
    const problems = [...call.problems];
    let answer: RestResponse | undefined;
    // Who is told of the call is told of the mapped value: nothing is taken directly.
    const onAnswer = (given: RestResponse): void => void (answer = given);
    const outcome = await exchange(call, selection, operation, problems, { onAnswer });
    operation.onConnectorCall?.({
      connector,
      variables: call.variables,
      selection,
      ...(call.request && { request: inText(call.request) }),
      ...(answer && { response: answer }),
      outcome,
      problems,
    });
    return outcome;
  };

  return (call, selection, operation, take) =>
    operation.onConnectorCall
      ? exchangeAndTell(call, selection, operation)
      : exchange(call, selection, operation, [], { take });
}

type FixedParts = Pick<RestRequest, "subgraph" | "coordinate" | "source" | "sourceKey" | "timeoutMs" | "maxBodyBytes">;

/** What is the same in every request of a connector. */
function fixedParts({ coordinate, subgraph, source }: Connector, settings: SourceSettings): FixedParts {
  const { timeoutMs, maxBodyBytes } = settings;
  const sourceKey = `${subgraph}.${source?.name ?? ""}`;
  return { subgraph, coordinate, source: source?.name, sourceKey, timeoutMs, maxBodyBytes };
}

function toRestRequest(fixed: FixedParts, { method, url, headers, body, tenant }: BuiltRequest): RestRequest {
  const { subgraph, coordinate, source, sourceKey, timeoutMs, maxBodyBytes } = fixed;
  // Written out: a copy of `fixed` with more keys takes V8 a microsecond.
  return { subgraph, coordinate, source, sourceKey, timeoutMs, maxBodyBytes, method, url, headers, body, tenant };
}

/** A virtual connector (v0.4) makes no call: its selection is mapped from its variables. */
function mapVirtual(selection: Mapping, variables: Variables, report: Report): CallOutcome {
  const problems: Problem[] = [];
  const value = selection.evaluate({}, variables, problems);
  if (problems.length > 0) report("Selection", problems);
  return { kind: "value", value };
}

type Report = (location: string, problems: readonly Problem[]) => void;

/**
 * Equal problems of one response (a field that is missing in each of 100 items) are reported once, with their number.
 *
 * @param kept  Gets them too, where the call will be told of.
 */
function reporter(
  coordinate: string,
  { onProblem, onConnectorCall }: OperationContext,
  kept: MappingProblemReport[],
): Report {
  if (!onProblem && !onConnectorCall) return ignore;
  return (location, problems) => {
    const counted = new Map<string, { -readonly [K in keyof MappingProblemReport]: MappingProblemReport[K] }>();
    for (const { message, path, count } of problems) {
      const key = `${path}\n${message}`;
      const known = counted.get(key);
      if (known) known.count += count;
      else counted.set(key, { coordinate, location, message, path, count });
    }
    for (const problem of counted.values()) {
      onProblem?.(problem);
      if (onConnectorCall) kept.push(problem);
    }
  };
}

const ignore: Report = () => {};

/** Bytes of files are nothing that a report is read for. */
function inText({ body, ...request }: BuiltRequest): Omit<BuiltRequest, "body"> & { readonly body?: string } {
  if (body === undefined) return request;
  return { ...request, body: typeof body === "string" ? body : `(${body.byteLength} bytes)` };
}
