/** What a case's run was, held against what the case expects. */
import type { SourceRange } from "../../schema/diagnostic.ts";
import { jsonEqual } from "../mapping/json-equal.ts";
import type { MappingProblemReport } from "../operation-context.ts";
import { parseJson, stringifyJson } from "../rest/json.ts";
import { compareHeaders, compareRequest, type RequestDifference } from "./compare-request.ts";
import { sortedJson } from "./json-text.ts";
import { readHttpRequest } from "./read-http-request.ts";
import type { CaseRun } from "./run-case.ts";
import type {
  ErrorExpectation,
  ProblemExpectation,
  ReadNamedFile,
  RequestExpectation,
  TestCase,
  Text,
} from "./suite.ts";

/** One thing that is not as expected. `expected` and `actual` are texts whose lines can be compared. */
export interface Failure {
  /** Which expectation: `connectorRequest.url`, `error`, ... */
  readonly what: string;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly range: SourceRange;
}

export interface CaseVerdict {
  /** Empty: the case passes. */
  readonly failures: readonly Failure[];
  /** Mapping problems where the case expects nothing of them. */
  readonly problems: readonly MappingProblemReport[];
}

/**
 * @param options.strict  A problem that is not expected fails the case. Default false.
 */
export function checkCase(
  test: TestCase,
  run: CaseRun,
  options: { readonly readFile: ReadNamedFile; readonly strict?: boolean },
): CaseVerdict {
  const { expect } = test;
  // A case that tells no answer and expects nothing of one is about the request alone.
  const judgesAnswer =
    test.answer.isGiven || [expect.response, expect.responseHeaders, expect.errors, expect.problems].some(Boolean);
  const found = judgesAnswer ? [...run.requestProblems, ...run.responseProblems] : run.requestProblems;
  const failures = [
    ...checkRequest(test, run, options.readFile),
    ...(judgesAnswer || !run.request ? checkOutcome(test, run) : []),
    ...checkResponse(test, run, options.readFile),
    ...checkProblems(test, found, options.strict ?? false),
  ];
  return { failures, problems: expect.problems ? [] : found };
}

function textOf(text: Text, readFile: ReadNamedFile): string {
  return text.kind === "inline" ? text.text : readFile(text.file);
}

function checkRequest(test: TestCase, run: CaseRun, readFile: ReadNamedFile): Failure[] {
  const { request, requestHttp } = test.expect;
  const key = requestHttp ? "connectorRequestHttp" : "connectorRequest";
  const fail = (message: string, rest: Partial<Failure> = {}): Failure => ({
    what: key,
    message,
    range: test.locate(["expect", key]),
    ...rest,
  });
  let expected: RequestExpectation | undefined = request;
  if (requestHttp) {
    expected = readHttpRequest(textOf(requestHttp, readFile));
    if (!expected) return [fail("The file is no HTTP request: its first line is not a method and a URL.")];
  }
  if (!expected) return [];
  if (!run.request) return [fail("No request was sent.")];
  const body = expected.body && textOf(expected.body, readFile);
  const place = (path: readonly string[]): SourceRange =>
    requestHttp ? test.locate(["expect", key]) : test.locate(["expect", key, ...path]);
  return compareRequest(run.request, expected, body).map((difference) => fromDifference(key, difference, place));
}

function fromDifference(
  key: string,
  { path, message, expected, actual }: RequestDifference,
  place: (path: readonly string[]) => SourceRange,
): Failure {
  return { what: [key, ...path].join("."), message, expected, actual, range: place(path) };
}

function checkOutcome(test: TestCase, { outcome, request }: CaseRun): Failure[] {
  const wanted = test.expect.errors?.[0];
  const { errors, errorsKey } = test.expect;
  const range = errors ? test.locate(["expect", errorsKey]) : test.range;
  if (outcome.kind === "value") {
    if (!wanted) return [];
    return [{ what: "error", message: "An error was expected, but the call succeeded.", range }];
  }
  const { error } = outcome;
  const actual = sortedJson({ message: error.message, extensions: error.extensions });
  if (!wanted) {
    const message = request ? "The call failed." : "The request could not be built.";
    return [{ what: "error", message, expected: "", actual, range }];
  }
  if (errors && errors.length > 1)
    return [{ what: "errors", message: "Several errors were expected; a connector's call has one at most.", range }];
  return isExpected(wanted, error)
    ? []
    : [
        {
          what: "error",
          message: "Not the error that was expected.",
          expected: sortedJson(shownExpectation(wanted)),
          actual: sortedJson(shownActual(wanted, error)),
          range,
        },
      ];
}

type CallError = Extract<CaseRun["outcome"], { kind: "error" }>["error"];

function isExpected(wanted: ErrorExpectation, error: CallError): boolean {
  return (
    sameMessage(wanted, error.message) &&
    Object.entries(wanted.extensions ?? {}).every(([name, value]) => sameExtension(name, value, error.extensions[name]))
  );
}

/**
 * A suite does not say what its subgraph is called in a graph, so what names the subgraph is left out: `service`, and
 * the first part of a coordinate.
 */
function sameExtension(name: string, wanted: unknown, actual: unknown): boolean {
  if (name === "service") return true;
  return jsonEqual(plain(withoutSubgraph(name, wanted)), plain(withoutSubgraph(name, actual)));
}

function withoutSubgraph(name: string, value: unknown): unknown {
  if (name !== "connector" || typeof value !== "object" || value === null || !("coordinate" in value)) return value;
  const { coordinate } = value;
  return { ...value, coordinate: typeof coordinate === "string" ? coordinate.replace(/^[^:]*:/, "") : coordinate };
}

function shownExpectation({ message, part, extensions }: ErrorExpectation): object {
  return { message, contains_message: part, extensions };
}

/** Of the error, what the expectation speaks of. */
function shownActual(wanted: ErrorExpectation, { message, extensions }: CallError): object {
  const names = Object.keys(wanted.extensions ?? {});
  return {
    ...(wanted.part === undefined ? { message } : { contains_message: message }),
    ...(wanted.extensions && {
      extensions: Object.fromEntries(
        names.filter((name) => Object.hasOwn(extensions, name)).map((name) => [name, extensions[name]]),
      ),
    }),
  };
}

function sameMessage({ message, part }: { message?: string; part?: string }, actual: string): boolean {
  if (message !== undefined) return message === actual;
  return part === undefined || actual.includes(part);
}

function checkResponse(test: TestCase, run: CaseRun, readFile: ReadNamedFile): Failure[] {
  const { response, responseHeaders } = test.expect;
  const failures = compareHeaders(["connectorResponseHeaders"], test.answer.headers, responseHeaders ?? {}).map(
    ({ path, message, expected, actual }): Failure => ({
      what: path.join("."),
      message,
      expected,
      actual,
      range: test.locate(["expect", ...path]),
    }),
  );
  if (!response) return failures;
  const key = response.kind === "file" ? "connectorResponseFile" : "connectorResponse";
  const range = test.locate(["expect", key]);
  // An error leaves null; what the error is was told above.
  const actual = run.outcome.kind === "value" ? plain(run.outcome.value) : null;
  let wanted: unknown;
  try {
    wanted = parseJson(textOf(response, readFile));
  } catch (error) {
    return [...failures, { what: key, message: `The file is no JSON: ${(error as SyntaxError).message}.`, range }];
  }
  if (jsonEqual(wanted, actual)) return failures;
  const message = "Not the value that was expected.";
  return [...failures, { what: key, message, expected: sortedJson(wanted), actual: sortedJson(actual), range }];
}

/** As JSON has it: missing is null, or is left out of its object. */
function plain(value: unknown): unknown {
  return value === undefined ? null : parseJson(stringifyJson(value));
}

function checkProblems(test: TestCase, found: readonly MappingProblemReport[], strict: boolean): Failure[] {
  const wanted = test.expect.problems;
  if (!wanted && !(strict && found.length > 0)) return [];
  const left = [...found];
  const missing: ProblemExpectation[] = [];
  // Those that say most choose first, so that a vague one does not take what only they can have.
  for (const each of (wanted ?? []).toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)) {
    const at = left.findIndex((problem) => isExpectedProblem(each, problem));
    if (at < 0) missing.push(each);
    else left.splice(at, 1);
  }
  if (missing.length + left.length === 0) return [];
  return [
    {
      what: "problems",
      message:
        missing.length > 0 ? "Not the problems that were expected." : "There are problems that were not expected.",
      expected: missing
        .map(({ part, ...rest }) => problemText({ ...rest, ...(part !== undefined && { contains_message: part }) }))
        .join("\n"),
      actual: left
        .map(({ location, path, message, count }) => problemText({ message, path, location, count }))
        .join("\n"),
      range: wanted ? test.locate(["expect", "problems"]) : test.range,
    },
  ];
}

function isExpectedProblem(
  wanted: ProblemExpectation,
  { message, path, location, count }: MappingProblemReport,
): boolean {
  return (
    sameMessage(
      { ...wanted, ...(wanted.message !== undefined && { message: unquoted(wanted.message) }) },
      wanted.part === undefined ? unquoted(message) : message,
    ) &&
    (wanted.path === undefined || wanted.path === path) &&
    (wanted.location === undefined || wanted.location === location) &&
    (wanted.count === undefined || wanted.count === count)
  );
}

/** Tools quote names and end sentences in their own ways. */
function unquoted(message: string): string {
  return message.replaceAll("`", "").replace(/\.$/, "");
}

function problemText(problem: object): string {
  return stringifyJson(problem);
}
