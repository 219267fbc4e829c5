/**
 * What a panel for debugging connectors shows, `extensions.apolloConnectorsDebugging` (connect spec reference, section
 * 12): each call with its request, its answer and what that was mapped to. In development alone, and for clients that
 * ask for it: answers of services are in it as they came. Secrets in headers and queries are not, and those of the config
 * not even where a service tells them.
 */
import type { Connector, HeaderMapping } from "../../subgraphs/connect/connector.ts";
import { printMapping } from "../../subgraphs/mapping/print.ts";
import type { ConnectorCallReport } from "../../subgraphs/operation-context.ts";
import { decodeBody } from "../../subgraphs/rest/decode-body.ts";
import { parseJson } from "../../subgraphs/rest/json.ts";
import { redactUrl } from "../../subgraphs/redact-sent.ts";
import { isSecretHeader, REDACTED } from "../../subgraphs/secret-names.ts";
import { Secrets } from "../../subgraphs/secrets.ts";

export const DEBUGGING_EXTENSION = "apolloConnectorsDebugging";

export function wantsDebugging(requestHeaders: Readonly<Record<string, readonly string[]>>): boolean {
  return requestHeaders["apollo-connectors-debugging"]?.[0] === "true";
}

/** The extension's value. */
export function debuggingExtension(calls: readonly ConnectorCallReport[], secrets: Iterable<string>): object {
  return { version: "2", data: new Secrets(secrets).redactKnown(calls.map(describeCall)) };
}

function describeCall(call: ConnectorCallReport): object {
  const { request, response, problems } = call;
  return {
    request: request ? describeRequest(call.connector, request) : null,
    response: response ? describeResponse(call, response) : null,
    problems: problems.map(({ location, message, path, count }) => ({ location, details: { message, path, count } })),
  };
}

function describeRequest(
  { source, http }: Connector,
  { method, url, headers, body }: NonNullable<ConnectorCallReport["request"]>,
): object {
  return {
    url: redactUrl(url),
    method,
    headers: headerPairs(headers),
    body: body === undefined ? null : describeSentBody(body, http),
    sourceUrl: source
      ? {
          base: source.baseUrl.source,
          path: source.path?.source ?? null,
          queryParams: source.queryParams?.source ?? null,
        }
      : null,
    connectUrl: http
      ? { base: http.url.source, path: http.path?.source ?? null, queryParams: http.queryParams?.source ?? null }
      : null,
    sourceHeaders: source?.headers.map(describeHeader) ?? null,
    connectHeaders: http?.headers.map(describeHeader) ?? null,
  };
}

function describeSentBody(text: string, http: Connector["http"]): object {
  const json = parsed(text);
  const content = json ? json.value : text;
  return {
    kind: json ? "json" : "form-urlencoded",
    content,
    selection: http?.body
      ? { source: http.body.source, transformed: printMapping(http.body.ast), result: content }
      : null,
  };
}

function describeResponse(
  { selection, connector, outcome }: ConnectorCallReport,
  response: NonNullable<ConnectorCallReport["response"]>,
): object {
  const { kind, value } = decodeBody(response);
  return {
    status: response.status,
    headers: headerPairs(response.headers),
    body: {
      kind: kind === "invalid" || kind === "unsupported" ? "invalid" : kind,
      content: kind === "invalid" ? new TextDecoder().decode(response.body) : value,
      selection:
        outcome.kind === "value"
          ? {
              source: connector.selection.source,
              transformed: printMapping(selection.ast),
              result: outcome.value ?? null,
            }
          : null,
    },
    errors: outcome.kind === "error" ? outcome.error : null,
  };
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A header may be there several times. */
function headerPairs(headers: Headers): [name: string, value: string][] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, isSecretHeader(name) ? REDACTED : value]),
  );
}

/** A template says where a secret comes from; a constant would be the secret itself. */
function describeHeader(header: HeaderMapping): [name: string, value: string] {
  if (header.kind === "from") return [header.name, header.from];
  const isConstant = header.value.parts.every(({ kind }) => kind === "text");
  return [header.name, isConstant && isSecretHeader(header.name) ? REDACTED : header.value.source];
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
