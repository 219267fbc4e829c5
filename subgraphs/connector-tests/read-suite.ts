/** Reads a test suite: YAML becomes test cases with `common` merged in, or diagnostics with their places. */
import { checkData } from "../../schema/check-data.ts";
import type { Diagnostic, SourceRange } from "../../schema/diagnostic.ts";
import { startOf } from "../../schema/source-text.ts";
import { parseYamlText, type Locate } from "../../schema/yaml-text.ts";
import { suiteSchema } from "./suite-schema.ts";
import type {
  CaseVariables,
  ErrorExpectation,
  Expectation,
  HeaderLists,
  NamedFile,
  ProblemExpectation,
  RequestExpectation,
  Suite,
  TestCase,
  Text,
} from "./suite.ts";
import type {
  WrittenCommon,
  WrittenError,
  WrittenExpectation,
  WrittenHeaders,
  WrittenParameters,
  WrittenProblem,
  WrittenRequest,
  WrittenSuite,
  WrittenTest,
  WrittenVariables,
} from "./written-suite.ts";

/**
 * @param file  As messages name it.
 * @returns The suite where there is no error; else diagnostics `CONNECTOR_TEST_*`.
 */
export function readSuite(text: string, file: string): { suite?: Suite; diagnostics: readonly Diagnostic[] } {
  const { value, locate, diagnostics: syntax } = parseYamlText(text, file, "CONNECTOR_TEST_SYNTAX");
  if (syntax.length > 0) return { diagnostics: syntax };
  const { data, diagnostics } = checkData(suiteSchema, value, {
    file,
    noun: "test suite",
    codes: { unknownKey: "CONNECTOR_TEST_UNKNOWN_KEY", invalidValue: "CONNECTOR_TEST_INVALID_VALUE" },
    locate,
  });
  if (!data) return { diagnostics };
  const untargeted = data.tests.flatMap((test, index) => (targetOf(test, data) === undefined ? [index] : []));
  if (untargeted.length > 0) return { diagnostics: untargeted.map((index) => noTarget(index, file, locate)) };
  return { suite: toSuite(data, file, locate), diagnostics: [] };
}

function noTarget(index: number, file: string, locate: Locate): Diagnostic {
  return {
    code: "CONNECTOR_TEST_INVALID_VALUE",
    severity: "error",
    message: `\`tests[${index}]\` says nothing of the connector that it tests.`,
    locations: [locate(["tests", index, "name"]) ?? startOf(file)],
    fix: "Add `target`, such as `Query.user` for the first connector of that field.",
  };
}

function targetOf({ target, connector }: WrittenTest, { config }: WrittenSuite): string | undefined {
  return target ?? connector ?? config?.common?.target ?? config?.common?.connector;
}

function toSuite(written: WrittenSuite, file: string, locate: Locate): Suite {
  const { config } = written;
  const place = (path: readonly PropertyKey[]): SourceRange => locate(path) ?? startOf(file);
  const cases = written.tests.map((test, index) =>
    toCase(test, targetOf(test, written) ?? "", config?.common, {
      name: place(["tests", index, "name"]),
      of: (path) => place(["tests", index, ...path]),
    }),
  );
  return {
    name: config?.name ?? file,
    file,
    ...(config?.schema !== undefined && {
      schema: { file: config.schema, range: place(["config", "schema"]) },
    }),
    cases,
    files: namedFiles(written, place),
  };
}

interface CasePlaces {
  readonly name: SourceRange;
  readonly of: (path: readonly PropertyKey[]) => SourceRange;
}

function toCase(test: WrittenTest, target: string, common: WrittenCommon | undefined, places: CasePlaces): TestCase {
  const body =
    textOf(test.apiResponseBody, test.apiResponseBodyFile) ??
    textOf(common?.apiResponseBody, common?.apiResponseBodyFile);
  const status = test.status ?? common?.status;
  return {
    name: test.name,
    target,
    skip: test.skip ?? false,
    variables: toVariables(test.variables, common?.variables),
    answer: {
      status: status ?? 200,
      headers: headerLists({ ...common?.apiResponseHeaders, ...test.apiResponseHeaders }),
      ...(body && { body }),
      isGiven: body !== undefined || status !== undefined,
    },
    expect: toExpectation(test.expect ?? {}, common ?? {}),
    range: places.name,
    locate: places.of,
  };
}

function toVariables(own: WrittenVariables = {}, common: WrittenVariables = {}): CaseVariables {
  // A variable is the test's own, or the common one where its own is empty or absent: never a mixture.
  const present = Object.fromEntries(Object.entries(own).filter(([, value]) => Object.keys(value ?? {}).length > 0));
  const { $requestHeaders, $env, $args, $this, $batch, $context, $config }: WrittenVariables = {
    ...own,
    ...common,
    ...present,
  };
  return {
    ...($args && { $args }),
    ...($this && { $this }),
    ...($batch && { $batch }),
    ...($context && { $context }),
    ...($config && { $config }),
    ...($env && { $env: Object.fromEntries(Object.entries($env).map(([name, value]) => [name, String(value)])) }),
    ...($requestHeaders && { $requestHeaders: headerLists($requestHeaders) }),
  };
}

function toExpectation(own: WrittenExpectation, common: WrittenCommon): Expectation {
  const request = toRequest(own.connectorRequest, own.connectorRequestHttp === undefined ? common : {});
  const response =
    textOf(own.connectorResponse, own.connectorResponseFile) ??
    textOf(common.expectedResponse, common.expectedResponseFile);
  const errors = own.errors ?? (own.error && [own.error]);
  return {
    ...(request && { request }),
    ...(own.connectorRequestHttp !== undefined && { requestHttp: { kind: "file", file: own.connectorRequestHttp } }),
    ...(response && { response }),
    ...(own.connectorResponseHeaders && { responseHeaders: headerLists(own.connectorResponseHeaders) }),
    ...(errors && { errors: errors.map(toError) }),
    errorsKey: own.errors ? "errors" : "error",
    ...(own.problems && { problems: own.problems.map(toProblem) }),
  };
}

function toRequest(own: WrittenRequest = {}, common: WrittenCommon): RequestExpectation | undefined {
  const merged = { ...sharedRequest(own, common), ...own };
  if (Object.keys(merged).length === 0) return undefined;
  const { body: ownBody, bodyFile, queryParams, headers, ...rest } = merged;
  const body = textOf(ownBody, bodyFile);
  return {
    ...rest,
    ...(queryParams && { queryParams: textLists(queryParams) }),
    ...(headers && { headers: headerLists(headers) }),
    ...(body && { body }),
  };
}

/** A URL in one piece and a URL in parts exclude each other; the test's own way of writing it is kept. */
function sharedRequest(own: WrittenRequest, common: WrittenCommon): WrittenRequest {
  const isInParts = [own.scheme, own.origin, own.path, own.queryParams].some((part) => part !== undefined);
  return withoutUndefined({
    method: common.expectedRequestMethod,
    ...(!isInParts && { url: common.expectedRequestUrl }),
    ...(own.url === undefined && {
      scheme: common.expectedRequestScheme,
      origin: common.expectedRequestOrigin,
      path: common.expectedRequestPath,
      queryParams: common.expectedRequestQueryParams,
    }),
  });
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // `fromEntries` forgets the keys' types; none was added, and those without a value are gone.
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function toError({ message, contains_message: part, extensions }: WrittenError): ErrorExpectation {
  return { ...messageOf(message, part), ...(extensions && { extensions }) };
}

function toProblem(written: WrittenProblem): ProblemExpectation {
  if (typeof written === "string") return { message: written };
  const { message, contains_message: part, path, location, count } = written;
  return {
    ...messageOf(message, part),
    ...(path !== undefined && { path }),
    ...(location !== undefined && { location }),
    ...(count !== undefined && { count }),
  };
}

/** `message` always supersedes `contains_message`. */
function messageOf(message: string | undefined, part: string | undefined): { message?: string; part?: string } {
  if (message !== undefined) return { message };
  return part === undefined ? {} : { part };
}

function textOf(text: string | undefined, file: string | undefined): Text | undefined {
  if (text !== undefined) return { kind: "inline", text };
  return file === undefined ? undefined : { kind: "file", file };
}

function headerLists(headers: WrittenHeaders): HeaderLists {
  return Object.fromEntries(Object.entries(textLists(headers)).map(([name, list]) => [name.toLowerCase(), list]));
}

function textLists(values: WrittenParameters): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const list = Array.isArray(value) ? (value as readonly unknown[]) : [value ?? ""];
      return [name, list.map(String)];
    }),
  );
}

const fileKeys = ["apiResponseBodyFile", "expectedResponseFile"] as const;
const expectedFileKeys = ["connectorRequestHttp", "connectorResponseFile"] as const;

function namedFiles(
  { config, tests }: WrittenSuite,
  place: (path: readonly PropertyKey[]) => SourceRange,
): NamedFile[] {
  const found: NamedFile[] = [];
  const add = (file: string | undefined, path: readonly PropertyKey[]): void => {
    if (file !== undefined) found.push({ file, range: place(path) });
  };
  for (const key of fileKeys) add(config?.common?.[key], ["config", "common", key]);
  for (const [index, { apiResponseBodyFile, expect, skip }] of tests.entries()) {
    if (skip) continue;
    add(apiResponseBodyFile, ["tests", index, "apiResponseBodyFile"]);
    for (const key of expectedFileKeys) add(expect?.[key], ["tests", index, "expect", key]);
    add(expect?.connectorRequest?.bodyFile, ["tests", index, "expect", "connectorRequest", "bodyFile"]);
  }
  return found;
}
