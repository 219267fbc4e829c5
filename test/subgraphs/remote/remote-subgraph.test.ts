import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createRemoteSubgraph, type RemoteSubgraphOptions } from "../../../subgraphs/remote/remote-subgraph.ts";
import type { SubgraphResult } from "../../../subgraphs/subgraph.ts";
import type { Handler } from "../../support/rest-server.ts";
import { startUpstream, type Upstream } from "../rest/upstream.ts";

async function ask(
  handler: Handler,
  {
    query = "{ a }",
    variables = {},
    options = {},
    requestHeaders = {},
  }: {
    query?: string;
    variables?: Record<string, unknown>;
    options?: Partial<RemoteSubgraphOptions>;
    requestHeaders?: Record<string, string[]>;
  } = {},
): Promise<{ result: SubgraphResult; upstream: Upstream }> {
  const upstream = await startUpstream(handler);
  const subgraph = createRemoteSubgraph({ name: "billing", url: `${upstream.url}/graphql`, ...options });
  const fetch = subgraph.prepare(parse(query));
  return { result: await fetch.execute(variables, upstream.context({ requestHeaders })), upstream };
}

describe("a fetch", () => {
  it("is one POST with the document, its name and its variables", async () => {
    const { result, upstream } = await ask(() => ({ json: { data: { a: 1 } } }), {
      query: "query Bills($id: ID) { a(id: $id) }",
      variables: { id: 9007199254740993n, text: 'a"b' },
    });
    expect(result).toEqual({ data: { a: 1 }, errors: [] });
    expect(upstream.calls()).toEqual(["POST /graphql"]);
    expect(upstream.requests[0]?.body).toBe(
      String.raw`{"query":"query Bills($id: ID) {\n  a(id: $id)\n}","operationName":"Bills","variables":{"id":9007199254740993,"text":"a\"b"}}`,
    );
    expect(upstream.requests[0]?.headers).toMatchObject({
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
    });
  });

  it("is sent each time, even when it is the same", async () => {
    const upstream = await startUpstream(() => ({ json: { data: { a: 1 } } }));
    const subgraph = createRemoteSubgraph({ name: "billing", url: upstream.url });
    const fetch = subgraph.prepare(parse("{ a }"));
    const operation = upstream.context();
    await Promise.all([fetch.execute({}, operation), fetch.execute({}, operation)]);
    expect(upstream.requests).toHaveLength(2);
  });

  it("carries the headers of its list and its own", async () => {
    const { upstream } = await ask(() => ({ json: { data: {} } }), {
      options: { forward: ["Authorization", "x-tenant"], headers: { "X-Gateway": "g", "x-tenant": "fixed" } },
      requestHeaders: { authorization: ["Bearer t"], "x-tenant": ["client"], cookie: ["a=1"] },
    });
    expect(upstream.requests[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "x-gateway": "g",
      "x-tenant": "fixed",
    });
    expect(upstream.requests[0]?.headers).not.toHaveProperty("cookie");
  });

  const partial = {
    headers: { "content-type": "application/graphql-response+json; charset=utf-8" },
    body: JSON.stringify({
      data: { _entities: [{ a: null }] },
      errors: [
        {
          message: "no a",
          path: ["_entities", 0, "a"],
          locations: [{ line: 1, column: 1 }],
          extensions: { code: "X", table: "accounts", stacktrace: ["secret"], exception: {} },
        },
        { message: 7, path: [{}] },
        "odd",
      ],
    }),
  };

  it("keeps partial data and the errors' paths, without stack traces", async () => {
    const { result } = await ask(() => partial, { options: { showErrors: true } });
    expect(result).toEqual({
      data: { _entities: [{ a: null }] },
      errors: [
        { message: "no a", path: ["_entities", 0, "a"], extensions: { code: "X", table: "accounts" } },
        { message: "The subgraph reported an error." },
        { message: "The subgraph reported an error." },
      ],
    });
  });

  it("tells clients the code of its errors and none of its words, and keeps these for the log", async () => {
    const { result, upstream } = await ask(() => partial);
    expect(result).toEqual({
      data: { _entities: [{ a: null }] },
      errors: [
        { message: "The subgraph reported an error.", path: ["_entities", 0, "a"], extensions: { code: "X" } },
        { message: "The subgraph reported an error." },
        { message: "The subgraph reported an error." },
      ],
    });
    expect(result.errors.map(({ cause }) => cause)).toMatchObject([
      {
        name: "RemoteError",
        message: "no a",
        detail: {
          subgraph: "billing",
          method: "POST",
          url: `${upstream.url}/graphql`,
          body: '{"code":"X","table":"accounts","stacktrace":["secret"],"exception":{}}',
        },
      },
      { message: "no message" },
      { message: "no message", detail: { body: '"odd"' } },
    ]);
  });

  it("takes a GraphQL response of any status", async () => {
    const { result } = await ask(() => ({ status: 400, json: { errors: [{ message: "bad query" }] } }), {
      options: { showErrors: true },
    });
    expect(result).toEqual({ data: null, errors: [{ message: "bad query" }] });
  });
});

function statusError(status: number, code: string): object {
  return { message: `The subgraph answered ${status}.`, extensions: { code, http: { status } } };
}

describe("no GraphQL response", () => {
  const badResponse = {
    message: "The subgraph's answer is not a GraphQL response.",
    extensions: { code: "UPSTREAM_BAD_RESPONSE", http: { status: 200 } },
  };
  it.each<[string, ReturnType<Handler>, object]>([
    ["HTML", { headers: { "content-type": "text/html" }, body: "<p>secret</p>" }, badResponse],
    ["broken JSON", { headers: { "content-type": "application/json" }, body: "{secret" }, badResponse],
    ["nothing", { status: 200 }, badResponse],
    ["a list", { json: [{ data: { a: 1 } }] }, badResponse],
    ["an empty object", { json: {} }, badResponse],
    ["null data without errors", { json: { data: null } }, badResponse],
    ["data that is a list", { json: { data: [1] } }, badResponse],
    ["errors that are empty", { json: { errors: [] } }, badResponse],
    ["503", { status: 503, body: "secret" }, statusError(503, "UPSTREAM_ERROR")],
    [
      "500 with JSON that is not GraphQL",
      { status: 500, json: { error: "secret" } },
      statusError(500, "UPSTREAM_ERROR"),
    ],
    ["401", { status: 401 }, statusError(401, "UNAUTHENTICATED")],
    ["429", { status: 429 }, statusError(429, "RATE_LIMITED")],
  ])("%s is one error that says why", async (_what, answer, error) => {
    const { result } = await ask(() => answer);
    expect(result).toEqual({ data: null, errors: [error] });
  });

  it("from a server that is away is an error", async () => {
    const upstream = await startUpstream(() => ({}));
    await upstream.close();
    const subgraph = createRemoteSubgraph({ name: "billing", url: `${upstream.url}/?token=secret` });
    const result = await subgraph.prepare(parse("{ a }")).execute({}, upstream.context());
    expect(result).toEqual({
      data: null,
      errors: [
        {
          message: "No connection to the upstream service could be made.",
          extensions: { code: "UPSTREAM_UNAVAILABLE" },
        },
      ],
    });
    expect(result.errors[0]?.cause).toMatchObject({ code: "REST_CONNECT" });
  });

  it("in time is an error", async () => {
    const { result } = await ask(() => {}, { options: { timeoutMs: 30 } });
    expect(result.errors).toMatchObject([{ extensions: { code: "UPSTREAM_TIMEOUT" } }]);
  });

  it("within the size limit is an error", async () => {
    const { result } = await ask(() => ({ json: { data: { a: "x".repeat(100) } } }), { options: { maxBodyBytes: 50 } });
    expect(result.errors).toMatchObject([{ extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
  });

  it("to variables that are no JSON is an error", async () => {
    const variables: Record<string, unknown> = {};
    variables["self"] = variables;
    const { result, upstream } = await ask(() => ({ json: { data: {} } }), { variables });
    expect(result).toMatchObject({ data: null, errors: [{ message: "The subgraph could not be asked." }] });
    expect(upstream.requests).toEqual([]);
  });
});

describe("the calls of a fetch", () => {
  it.each([
    ["{ a { b } }", "billing:Query.a"],
    ["mutation { pay { ok } }", "billing:Mutation.pay"],
    ["{ a b }", "billing:Query"],
    ["query ($r: [_Any!]!) { _entities(representations: $r) { ... on Bill { id } } }", "billing:Bill"],
  ])("%s is one POST", (query, coordinate) => {
    const url = "http://billing:4001/graphql";
    expect(createRemoteSubgraph({ name: "billing", url }).prepare(parse(query)).calls).toEqual([
      {
        coordinate,
        method: "POST",
        url,
        per: "once",
        batchSize: null,
        perEntity: false,
        lists: [],
        optional: false,
        after: [],
      },
    ]);
  });
});

it.each(["/graphql", "ftp://billing/", "http://"])("refuses the URL %j when it is made", (url) => {
  expect(() => createRemoteSubgraph({ name: "billing", url })).toThrow("not an absolute http or https URL");
});

it("refuses a header that cannot be sent when it is made", () => {
  const headers = { "x-key": "a\r\nb" };
  expect(() => createRemoteSubgraph({ name: "billing", url: "http://billing/", headers })).toThrow("`x-key`");
});
