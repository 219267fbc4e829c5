import { describe, expect, it } from "@jest/globals";
import { readSuite } from "../../../subgraphs/connector-tests/read-suite.ts";
import { suiteOf } from "./support.ts";

/** The findings of a suite that must be refused, each as `CODE line:column message | fix`. */
function faultsOf(text: string): string[] {
  const { suite, diagnostics } = readSuite(text, "shop.connector.yaml");
  expect(suite).toBeUndefined();
  return diagnostics.map(
    ({ code, message, locations: [at], fix }) =>
      `${code} ${at?.line}:${at?.column} ${message}${fix === undefined ? "" : ` | ${fix}`}`,
  );
}

describe("a test suite", () => {
  it("has every key of the format", () => {
    const { cases, schema, name, files } = suiteOf(`
config: { schema: ../shop.graphql, name: shop }
tests:
  - name: all
    target: Query.product
    skip: true
    variables:
      $args: { id: "7", filter: { tags: [a, b] } }
      $this: { id: 1 }
      $batch: [{ id: 1 }]
      $context: { user: { id: 9007199254740993 } }
      $config: { tenant: eu }
      $env: { PORT: 80 }
      $requestHeaders: { X-Trace: [a, b], Accept: text/plain }
    apiResponseBody: "{}"
    apiResponseHeaders: { Content-Type: application/json }
    status: 404
    expect:
      connectorRequest:
        method: POST
        scheme: https
        origin: api.test
        path: /products
        queryParams: { ids: [1, 2], q: null }
        headers: { Accept: text/plain }
        bodyFile: body.json
      connectorResponse: "null"
      connectorResponseHeaders: { Content-Type: application/json }
      errors: [{ contains_message: gone, extensions: { code: NOT_FOUND } }]
      problems: [one, { message: two, path: a.b, location: Selection, count: 2 }]
`);
    expect({ name, schema: schema?.file, files }).toEqual({ name: "shop", schema: "../shop.graphql", files: [] });
    const [{ range, locate, ...test } = { range: undefined, locate: undefined }] = cases;
    expect(range).toMatchObject({ line: 4, column: 11 });
    expect(locate?.(["expect", "connectorRequest", "path"])).toMatchObject({ line: 23, column: 15 });
    expect(test).toEqual({
      name: "all",
      target: "Query.product",
      skip: true,
      variables: {
        $args: { id: "7", filter: { tags: ["a", "b"] } },
        $this: { id: 1 },
        $batch: [{ id: 1 }],
        $context: { user: { id: 9007199254740993n } },
        $config: { tenant: "eu" },
        $env: { PORT: "80" },
        $requestHeaders: { "x-trace": ["a", "b"], accept: ["text/plain"] },
      },
      answer: {
        status: 404,
        headers: { "content-type": ["application/json"] },
        body: { kind: "inline", text: "{}" },
        isGiven: true,
      },
      expect: {
        request: {
          method: "POST",
          scheme: "https",
          origin: "api.test",
          path: "/products",
          queryParams: { ids: ["1", "2"], q: [""] },
          headers: { accept: ["text/plain"] },
          body: { kind: "file", file: "body.json" },
        },
        response: { kind: "inline", text: "null" },
        responseHeaders: { "content-type": ["application/json"] },
        errors: [{ part: "gone", extensions: { code: "NOT_FOUND" } }],
        errorsKey: "errors",
        problems: [{ message: "one" }, { message: "two", path: "a.b", location: "Selection", count: 2 }],
      },
    });
  });

  it("gives its tests what is common to them, unless they say otherwise", () => {
    const { cases, files } = suiteOf(`
config:
  common:
    connector: one
    variables: { $args: { id: 1 }, $config: { tenant: eu } }
    apiResponseBodyFile: answer.json
    apiResponseHeaders: { content-type: application/json }
    status: 201
    expectedResponse: "1"
    expectedRequestMethod: PUT
    expectedRequestUrl: https://api.test/1
tests:
  - { name: as it is }
  - name: otherwise
    target: two
    variables: { $args: { id: 2 } }
    apiResponseBody: "2"
    apiResponseHeaders: { x-more: "1" }
    status: 200
    expect: { connectorResponse: "2", connectorRequest: { path: /2 } }
`);
    expect(files.map(({ file }) => file)).toEqual(["answer.json"]);
    expect(
      cases.map(({ target, variables, answer, expect: { request, response } }) => ({
        target,
        variables,
        answer,
        request,
        response,
      })),
    ).toEqual([
      {
        target: "one",
        variables: { $args: { id: 1 }, $config: { tenant: "eu" } },
        answer: {
          status: 201,
          headers: { "content-type": ["application/json"] },
          body: { kind: "file", file: "answer.json" },
          isGiven: true,
        },
        request: { method: "PUT", url: "https://api.test/1" },
        response: { kind: "inline", text: "1" },
      },
      {
        target: "two",
        variables: { $args: { id: 2 }, $config: { tenant: "eu" } },
        answer: {
          status: 200,
          headers: { "content-type": ["application/json"], "x-more": ["1"] },
          body: { kind: "inline", text: "2" },
          isGiven: true,
        },
        request: { method: "PUT", path: "/2" },
        response: { kind: "inline", text: "2" },
      },
    ]);
  });

  it("names the files of tests that are run, with their places", () => {
    const { files } = suiteOf(`tests:
  - { name: a, target: a, apiResponseBodyFile: a.json, expect: { connectorResponseFile: b.json } }
  - { name: b, target: a, skip: true, apiResponseBodyFile: c.json }
  - { name: c, target: a, expect: { connectorRequestHttp: d.http } }
`);
    expect(files.map(({ file, range: { line, column } }) => [file, line, column])).toEqual([
      ["a.json", 2, 48],
      ["b.json", 2, 89],
      ["d.http", 4, 59],
    ]);
  });

  it.each([
    {
      what: "a key that does not exist, with the one that was meant",
      text: "tests:\n  - name: a\n    target: a\n    apiResponseBdy: '{}'\n",
      faults: [
        "CONNECTOR_TEST_UNKNOWN_KEY 4:5 `tests[0].apiResponseBdy` is not a key of the test suite. | Did you mean `apiResponseBody`, `apiResponseBodyFile` or `apiResponseHeaders`?",
      ],
    },
    {
      what: "an expectation that nobody would check",
      text: "tests:\n  - { name: a, target: a, expect: { conectorRequest: { method: GET } } }\n",
      faults: [
        "CONNECTOR_TEST_UNKNOWN_KEY 2:37 `tests[0].expect.conectorRequest` is not a key of the test suite. | Did you mean `connectorRequest`, `connectorRequestHttp` or `connectorResponse`?",
      ],
    },
    {
      what: "a variable that does not exist",
      text: "tests:\n  - { name: a, target: a, variables: { args: { id: 1 } } }\n",
      faults: [
        "CONNECTOR_TEST_UNKNOWN_KEY 2:40 `tests[0].variables.args` is not a key of the test suite. | Did you mean `$args`?",
      ],
    },
    {
      what: "values of the wrong kind, all of them",
      text: "tests:\n  - { name: 1, target: a, status: 42 }\n  - { name: b, target: a, variables: { $batch: {} } }\n",
      faults: [
        "CONNECTOR_TEST_INVALID_VALUE 2:13 `tests[0].name`: Expected a string, found `1`.",
        "CONNECTOR_TEST_INVALID_VALUE 2:35 `tests[0].status`: Expected at least 100, found `42`.",
        "CONNECTOR_TEST_INVALID_VALUE 3:48 `tests[1].variables.$batch`: Expected a list, found an object.",
      ],
    },
    {
      what: "a test without a connector",
      text: "tests:\n  - name: a\n",
      faults: [
        "CONNECTOR_TEST_INVALID_VALUE 2:11 `tests[0]` says nothing of the connector that it tests. | Add `target`, such as `Query.user` for the first connector of that field.",
      ],
    },
    {
      what: "two keys that say the same",
      text: "tests:\n  - name: a\n    target: a\n    apiResponseBody: x\n    apiResponseBodyFile: y\n",
      faults: [
        "CONNECTOR_TEST_INVALID_VALUE 5:26 `tests[0].apiResponseBodyFile`: Write either `apiResponseBody` or `apiResponseBodyFile`, not both.",
      ],
    },
    {
      what: "an expected response that is no JSON",
      text: "tests:\n  - name: a\n    target: a\n    expect: { connectorResponse: '{id: 1}' }\n",
      faults: [
        expect.stringMatching(
          /^CONNECTOR_TEST_INVALID_VALUE 4:34 `tests\[0\]\.expect\.connectorResponse`: Expected JSON as text: /,
        ),
      ],
    },
    {
      what: "YAML that does not parse",
      text: "tests:\n  - name: [\n",
      faults: [expect.stringMatching(/^CONNECTOR_TEST_SYNTAX 3:1 /)],
    },
    {
      what: "a file with nothing in it",
      text: "# later\n",
      faults: [
        "CONNECTOR_TEST_INVALID_VALUE undefined:undefined shop.connector.yaml: `tests` is missing. Expected a list.",
      ],
    },
  ])("is refused for $what", ({ text, faults }) => {
    expect(faultsOf(text)).toEqual(faults);
  });
});
