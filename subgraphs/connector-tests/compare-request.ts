/**
 * What was sent, held against what a test expects. URLs are compared by meaning: an encoded and a plain character are
 * the same, and the order of differently named parameters does not matter; a slash and an encoded slash differ.
 */
import { jsonEqual } from "../mapping/json-equal.ts";
import { parseJson } from "../rest/json.ts";
import { sortedJson } from "./json-text.ts";
import type { CaseRun } from "./run-case.ts";
import type { RequestExpectation } from "./suite.ts";

/** One thing that is not as expected. Paths are those of `connectorRequest`. */
export interface RequestDifference {
  readonly path: readonly string[];
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

type SentRequest = NonNullable<CaseRun["request"]>;

/** @param expectedBody  The text of `expected.body`. */
export function compareRequest(
  sent: SentRequest,
  expected: RequestExpectation,
  expectedBody: string | undefined,
): RequestDifference[] {
  return [
    ...compareText(["method"], "the method", expected.method, sent.method),
    ...compareUrl(sent.url, expected),
    ...compareHeaders(["headers"], sent.headers, expected.headers ?? {}),
    ...(expectedBody === undefined ? [] : compareBody(sent.body, expectedBody)),
  ];
}

function compareText(
  path: readonly string[],
  what: string,
  expected: string | undefined,
  actual: string,
): RequestDifference[] {
  if (expected === undefined || expected === actual) return [];
  return [{ path, message: `Not ${what} that was expected.`, expected, actual }];
}

function compareUrl(sentUrl: string, expected: RequestExpectation): RequestDifference[] {
  const sent = viewOf(new URL(sentUrl));
  if (expected.url !== undefined) {
    const wanted = parseExpectedUrl(expected.url, sentUrl);
    if (wanted && sameUrl(sent, wanted)) return [];
    return [
      { path: ["url"], message: "Not the URL that was expected.", expected: expected.url.trim(), actual: sentUrl },
    ];
  }
  const { scheme, origin, path, queryParams } = expected;
  const differences = [...compareText(["scheme"], "the scheme", scheme, sent.scheme)];
  if (origin !== undefined) {
    const whole = origin.includes("://");
    differences.push(
      ...compareText(["origin"], "the origin", trimSlash(origin), whole ? `${sent.scheme}://${sent.host}` : sent.host),
    );
  }
  if (path !== undefined && !sameList(sent.segments, segmentsOf(path.startsWith("/") ? path : `/${path}`))) {
    differences.push({
      path: ["path"],
      message: "Not the path that was expected.",
      expected: path,
      actual: new URL(sentUrl).pathname,
    });
  }
  if (queryParams && !sameQuery(sent.query, new Map(Object.entries(queryParams)))) {
    differences.push({
      path: ["queryParams"],
      message: "Not the query parameters that were expected.",
      expected: queryText(new Map(Object.entries(queryParams))),
      actual: queryText(sent.query),
    });
  }
  return differences;
}

interface UrlView {
  readonly scheme: string;
  readonly host: string;
  readonly segments: readonly string[];
  readonly query: ReadonlyMap<string, readonly string[]>;
}

function viewOf(url: URL): UrlView {
  const query = new Map<string, string[]>();
  for (const [name, value] of url.searchParams) {
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return { scheme: url.protocol.slice(0, -1), host: url.host, segments: segmentsOf(url.pathname), query };
}

/** `/users/1` means the same path on whatever origin was asked. */
function parseExpectedUrl(text: string, sentUrl: string): UrlView | undefined {
  const url = text.trim();
  const base = url.startsWith("/") ? sentUrl : undefined;
  return URL.canParse(url, base) ? viewOf(new URL(url, base)) : undefined;
}

function sameUrl(a: UrlView, b: UrlView): boolean {
  return a.scheme === b.scheme && a.host === b.host && sameList(a.segments, b.segments) && sameQuery(a.query, b.query);
}

function segmentsOf(path: string): string[] {
  return path.split("/").map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  });
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function sameQuery(a: UrlView["query"], b: UrlView["query"]): boolean {
  return a.size === b.size && [...a].every(([name, values]) => sameList(values, b.get(name) ?? []));
}

function queryText(query: UrlView["query"]): string {
  return [...query]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, values]) => values.map((value) => `${name}: ${value}`))
    .join("\n");
}

function trimSlash(text: string): string {
  return text.endsWith("/") ? text.slice(0, -1) : text;
}

/** Those that are expected, by name in any case. Several values are compared as RFC 9110 section 5.3 joins them. */
export function compareHeaders(
  path: readonly string[],
  actual: Readonly<Record<string, string | readonly string[]>>,
  expected: Readonly<Record<string, readonly string[]>>,
): RequestDifference[] {
  return Object.entries(expected).flatMap(([name, values]) => {
    const found = actual[name];
    const text = typeof found === "string" ? found : found?.join(", ");
    const wanted = values.join(", ");
    if (text === wanted) return [];
    const message =
      text === undefined ? `There is no header \`${name}\`.` : `Not the value that was expected of header \`${name}\`.`;
    return [{ path: [...path, name], message, expected: wanted, actual: text ?? "" }];
  });
}

function compareBody(sent: string | undefined, expected: string): RequestDifference[] {
  const actual = sent ?? "";
  const [wanted, found] = [json(expected), json(actual)];
  if (wanted && found ? jsonEqual(wanted.value, found.value) : expected.trimEnd() === actual.trimEnd()) return [];
  const message = sent === undefined ? "No body is sent." : "Not the body that was expected.";
  const isJson = wanted !== undefined && (found !== undefined || sent === undefined);
  return [
    {
      path: ["body"],
      message,
      expected: isJson ? sortedJson(wanted.value) : expected.trimEnd(),
      actual: isJson && found ? sortedJson(found.value) : actual.trimEnd(),
    },
  ];
}

function json(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
