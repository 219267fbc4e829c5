/**
 * A call that was made becomes a test: its variables and its answer are written without secrets, and what the test
 * expects is what the connector makes of these. So it holds when it is run, and no secret can be left in what is
 * expected, except those that the SDL itself has.
 */
import type { Connector } from "../connect/connector.ts";
import { project } from "../connect/representation.ts";
import { isObject } from "../mapping/json.ts";
import type { KeyTree, VariableName } from "../mapping/mapping.ts";
import type { ConnectorCallReport } from "../operation-context.ts";
import { decodeBody } from "../rest/decode-body.ts";
import { parseJson, stringifyJson } from "../rest/json.ts";
import type { RestResponse } from "../rest/operation.ts";
import { isSecretHeader, isSecretParameter, REDACTED } from "../secret-names.ts";
import { connectorReads, readRequestHeaders, readResponseHeaders } from "../connect/connector-reads.ts";
import { localCoordinate } from "./find-connector.ts";
import { indentedJson } from "./json-text.ts";
import { redactAll, Secrets } from "../secrets.ts";
import { runCase, type CaseRun } from "./run-case.ts";
import type { CaseVariables, HeaderLists } from "./suite.ts";
import type { WrittenError, WrittenRequest, WrittenTest } from "./written-suite.ts";

export type RecordedCase =
  | { readonly kind: "test"; readonly test: WrittenTest }
  /** `reason` is a sentence. */
  | { readonly kind: "left-out"; readonly reason: string };

/**
 * @param connector  The call's, as the subgraph's own SDL has it.
 * @param known  Secrets that were sent and stand in no report: a service may tell them.
 */
export async function recordCase(
  call: ConnectorCallReport,
  connector: Connector,
  known: Iterable<string> = [],
): Promise<RecordedCase> {
  const { request, response } = call;
  if (!request) return leftOut("No request was made.");
  if (!response) return leftOut("No answer came.");
  const given = givenVariables(call, connector);
  const secrets = findSecrets({ request, response }, given, known);
  const variables = redactVariables(given, secrets);
  const answer = redactAnswer(response, connector, secrets);
  const run = await runCase(connector, { variables, answer });
  if (!run.request) return leftOut("Without its secrets no request can be built.");

  const test: WrittenTest = {
    name: nameOf(connector, variables, answer.status),
    target: localCoordinate(connector),
    ...(Object.keys(variables).length > 0 && { variables: writtenVariables(variables) }),
    ...(answer.body !== undefined && { apiResponseBody: answer.body }),
    ...(Object.keys(answer.headers).length > 0 && { apiResponseHeaders: singles(answer.headers) }),
    ...(answer.status !== 200 && { status: answer.status }),
    expect: {
      connectorRequest: writtenRequest(run.request, request),
      ...writtenOutcome(run),
      ...writtenProblems(run),
    },
  };
  return { kind: "test", test };
}

function leftOut(reason: string): RecordedCase {
  return { kind: "left-out", reason };
}

interface Sent {
  readonly request: NonNullable<ConnectorCallReport["request"]>;
  readonly response: RestResponse;
}

/** The variables of a call, each cut down to what the connector reads of it. */
function givenVariables({ variables }: ConnectorCallReport, connector: Connector): CaseVariables {
  const read = (name: VariableName): Record<string, unknown> | undefined => {
    const tree = connectorReads(connector, name);
    const value = tree && project(variables[name], tree);
    // These variables are objects or absent, and a projection keeps that.
    return isEmpty(value) ? undefined : (value as Record<string, unknown>);
  };
  const { $args } = variables;
  const $this = withoutTypename(variables.$this, connectorReads(connector, "$this"));
  const $batch = withoutTypename(variables.$batch, connectorReads(connector, "$batch"));
  const [$context, $config, $env] = [read("$context"), read("$config"), read("$env")];
  const headers = pickHeaders(requestHeadersOf(variables.$request), readRequestHeaders(connector));
  return {
    ...(!isEmpty($args) && { $args }),
    ...(!isEmpty($this) && { $this }),
    ...(!isEmpty($batch) && { $batch }),
    ...($context && { $context }),
    ...($config && { $config }),
    // Strings, as `$env` has no other.
    ...($env && { $env: $env as Record<string, string> }),
    ...(!isEmpty(headers) && { $requestHeaders: headers }),
  };
}

/** Every reference says its type; a test need not, where nobody reads it. */
function withoutTypename(value: unknown, reads: KeyTree | undefined): unknown {
  if (reads?.size === 0 || reads?.has("__typename")) return value;
  if (Array.isArray(value)) return value.map((item) => withoutTypename(item, reads));
  if (!isObject(value)) return value;
  const { __typename, ...rest } = value;
  return rest;
}

function isEmpty(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

/** `$request` is made by `connector-call.ts`, and always of this shape. */
function requestHeadersOf($request: unknown): HeaderLists {
  return ($request as { readonly headers: HeaderLists }).headers;
}

function pickHeaders(headers: HeaderLists, names: ReadonlySet<string> | "all"): HeaderLists {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names === "all" || names.has(name)));
}

function findSecrets({ request, response }: Sent, given: CaseVariables, known: Iterable<string>): Secrets {
  const secrets = new Secrets(known);
  secrets.add(given.$env);
  secrets.add(given.$config);
  for (const [name, values] of Object.entries(given.$requestHeaders ?? {}))
    if (isSecretHeader(name)) secrets.add(values);
  for (const [name, values] of Object.entries(response.headers)) if (isSecretHeader(name)) secrets.add(values);
  for (const value of Object.values(given)) secrets.addMembers(value);
  const body = decodeBody(response);
  if (body.kind === "json") secrets.addMembers(body.value);

  const composed = [
    ...Object.entries(request.headers).flatMap(([name, value]) => (isSecretHeader(name) ? [value].flat() : [])),
    ...[...new URL(request.url).searchParams].flatMap(([name, value]) => (isSecretParameter(name) ? [value] : [])),
  ];
  secrets.add(composed);
  for (const value of Object.values(given)) secrets.addOrigins(composed, value);
  return secrets;
}

function redactVariables(given: CaseVariables, secrets: Secrets): CaseVariables {
  const redacted = Object.entries(given).map(([name, value]) => {
    if (name === "$env" || name === "$config") return [name, redactAll(value)];
    return [name, name === "$requestHeaders" ? redactHeaders(value as HeaderLists, secrets) : secrets.redact(value)];
  });
  // Keys and kinds are those that came in.
  return Object.fromEntries(redacted) as CaseVariables;
}

function redactHeaders(headers: HeaderLists, secrets: Secrets): HeaderLists {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [
      name,
      values.map((value) => (isSecretHeader(name) ? REDACTED : secrets.redactText(value))),
    ]),
  );
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderLists;
  readonly body?: string;
}

/** The answer, with the headers that matter: those that are read, and the media type. */
function redactAnswer(response: RestResponse, connector: Connector, secrets: Secrets): Answer {
  const read = readResponseHeaders(connector);
  const names = read === "all" ? read : new Set([...read, "content-type"]);
  const headers = redactHeaders(pickHeaders(response.headers, names), secrets);
  return { status: response.status, headers, ...bodyOf(response, secrets) };
}

function bodyOf(response: RestResponse, secrets: Secrets): { body?: string } {
  const body = decodeBody(response);
  switch (body.kind) {
    case "json":
      return { body: `${indentedJson(secrets.redact(body.value))}\n` };
    case "text":
      return { body: secrets.redactText(body.value) };
    case "invalid":
      return { body: secrets.redactText(new TextDecoder().decode(response.body)) };
    // Bytes that nobody reads: any will do, and none are fewest. What is mapped is null in both cases.
    case "unsupported":
    case "empty":
      return {};
    default:
      return body satisfies never;
  }
}

function writtenVariables({ $requestHeaders, ...rest }: CaseVariables): NonNullable<WrittenTest["variables"]> {
  // They were objects and lists of objects in the call.
  const variables = rest as NonNullable<WrittenTest["variables"]>;
  return { ...variables, ...($requestHeaders && { $requestHeaders: singles($requestHeaders) }) };
}

function singles(headers: HeaderLists): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );
}

/** @param observed  What was really sent: a secret that is the same in both comes from the SDL itself. */
function writtenRequest(sent: NonNullable<CaseRun["request"]>, observed: Sent["request"]): WrittenRequest {
  const headers = Object.entries(sent.headers).filter(
    ([name, value]) => !isSecretHeader(name) || String(value) !== String(observed.headers[name]),
  );
  const { body } = sent;
  return {
    method: sent.method,
    ...writtenUrl(new URL(sent.url), new URL(observed.url)),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(body !== undefined && { body: isJson(sent) ? `${indentedJson(parseJson(body))}\n` : body }),
  };
}

function isJson({ headers }: NonNullable<CaseRun["request"]>): boolean {
  return /[/+]json\b/.test(String(headers["content-type"]));
}

function writtenUrl(sent: URL, observed: URL): WrittenRequest {
  const hasSecret =
    sent.username !== "" ||
    [...sent.searchParams].some(
      ([name, value]) =>
        isSecretParameter(name) && !value.includes(REDACTED) && observed.searchParams.getAll(name).includes(value),
    );
  // Without `queryParams` nobody compares the query.
  return hasSecret ? { origin: sent.origin, path: sent.pathname } : { url: sent.href };
}

function writtenOutcome({ outcome }: CaseRun): { connectorResponse: string } | { error: WrittenError } {
  if (outcome.kind === "value") return { connectorResponse: `${indentedJson(outcome.value ?? null)}\n` };
  const { service: _service, connector: _connector, ...extensions } = outcome.error.extensions;
  return { error: { message: outcome.error.message, extensions } };
}

function writtenProblems({ requestProblems, responseProblems }: CaseRun): {
  problems?: { message: string; path: string }[];
} {
  const problems = [...requestProblems, ...responseProblems].map(({ message, path }) => ({ message, path }));
  return problems.length > 0 ? { problems } : {};
}

/** `Query.user {"id":"7"} 404` */
function nameOf(connector: Connector, { $args, $this, $batch }: CaseVariables, status: number): string {
  const inputs = [$args, $this, $batch]
    .flatMap((value) => (value === undefined ? [] : [stringifyJson(value)]))
    .join(" ");
  const shortened = inputs.length > 80 ? `${inputs.slice(0, 80)}...` : inputs;
  return [localCoordinate(connector), shortened, ...(status === 200 ? [] : [String(status)])]
    .filter((part) => part !== "")
    .join(" ");
}
