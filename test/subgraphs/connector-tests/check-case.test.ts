import { describe, expect, it } from "@jest/globals";
import { connectorsOf, verdictOf } from "./support.ts";

const connectors = connectorsOf(
  `type Query {
    product(id: ID!): Product @connect(source: "api", http: { GET: "/products/{$args.id}" }, selection: "id name: title")
    search(filter: Filter, ids: [ID]): [Product] @connect(
      source: "api"
      http: { POST: "/search?v=1", body: "$args.filter { name tags }", queryParams: "id: $args.ids" }
      selection: "$.items { id name: title }"
    )
    secured: String @connect(
      source: "api"
      http: {
        GET: "/secured/{$config.tenant}"
        headers: [{ name: "authorization", value: "Bearer {$env.TOKEN}" }, { name: "x-trace", from: "x-trace" }]
      }
      selection: "$([$env.TOKEN, $context.user, $config.tenant, $response.headers.'x-page'->first, $status])->joinNotNull('-')"
    )
  }
  input Filter { name: String tags: [String] }
  type Product @key(fields: "id")
    @connect(source: "api", http: { GET: "/products", queryParams: "ids: $batch.id->joinNotNull(',')" }, selection: "id name: title") {
    id: ID!
    name: String
    related: String @connect(source: "api", http: { GET: "/products/{$this.id}/related" }, selection: "$this.id")
  }`,
  `, errors: { message: "$.detail", extensions: "code: $.code" }`,
);

/** A test that expects a request of `Query.search`. */
const searching = (request: string): string =>
  `target: Query.search\nvariables: { $args: { filter: {}, ids: [1] } }\nexpect: { connectorRequest: ${request} }`;

const passed = { failures: [], problems: [] };

describe("what is sent", () => {
  it("is held against a URL, a method, headers and a body", async () => {
    const verdict = await verdictOf(
      connectors,
      `target: Query.search
variables: { $args: { filter: { name: Ada, tags: [x] }, ids: [1, 2] } }
expect:
  connectorRequest:
    method: POST
    url: https://api.test/search?v=1&id=1&id=2
    headers: { Content-Type: application/json }
    body: |
      { "tags": ["x"],  "name": "Ada" }`,
    );
    expect(verdict).toEqual(passed);
  });

  it("is held against the parts of a URL", async () => {
    expect(
      await verdictOf(
        connectors,
        searching("{ scheme: https, origin: api.test, path: search, queryParams: { v: 1, id: [1] } }"),
        {},
      ),
    ).toMatchObject({ failures: [] });
    expect(await verdictOf(connectors, searching("{ origin: 'https://api.test/' }"))).toMatchObject({ failures: [] });
    const wrong = searching("{ scheme: http, origin: 'other.test:80', path: /find, queryParams: { v: 1 } }");
    expect((await verdictOf(connectors, wrong)).failures).toEqual([
      "connectorRequest.scheme | Not the scheme that was expected. | http | https",
      "connectorRequest.origin | Not the origin that was expected. | other.test:80 | api.test",
      "connectorRequest.path | Not the path that was expected. | /find | /search",
      "connectorRequest.queryParams | Not the query parameters that were expected. | v: 1 | id: 1\nv: 1",
    ]);
  });

  it.each([
    ["an encoded slash is no slash", "a/b", "https://api.test/products/a/b", false],
    ["an encoded character and a plain one are the same", "ä b", "https://api.test/products/ä b", true],
    ["a URL may go without its origin", "7", "/products/7", true],
    ["a parameter too many is noticed", "7", "/products/7?x=1", false],
  ])("is compared by meaning: %s", async (_what, id, url, isSame) => {
    const { failures } = await verdictOf(
      connectors,
      `target: Query.product\nvariables: { $args: { id: ${JSON.stringify(id)} } }\nexpect: { connectorRequest: { url: ${JSON.stringify(url)} } }`,
    );
    expect(failures.length === 0).toBe(isSame);
  });

  it("is held against a file with an HTTP request", async () => {
    const test = `target: Query.search
variables: { $args: { filter: { name: Ada } } }
expect: { connectorRequestHttp: search.http }`;
    const text =
      'POST https://api.test/search?v=1 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"name": "Ada"}\r\n';
    // `tags` and `id` are missing, which is a problem of the request.
    expect((await verdictOf(connectors, test, { files: { "search.http": text } })).failures).toEqual([]);
    const other = text.replace("Ada", "Bob");
    expect((await verdictOf(connectors, test, { files: { "search.http": other } })).failures).toEqual([
      'connectorRequestHttp.body | Not the body that was expected. | {\n  "name": "Bob"\n} | {\n  "name": "Ada"\n}',
    ]);
    expect((await verdictOf(connectors, test, { files: { "search.http": "hello" } })).failures).toEqual([
      "connectorRequestHttp | The file is no HTTP request: its first line is not a method and a URL.",
    ]);
  });

  it("fails where a header, a body or the whole request is missing", async () => {
    const get = `target: Query.product
variables: { $args: { id: 7 } }
expect: { connectorRequest: { headers: { X-Trace: abc }, body: "{}" } }`;
    expect((await verdictOf(connectors, get)).failures).toEqual([
      "connectorRequest.headers.x-trace | There is no header `x-trace`. | abc | ",
      "connectorRequest.body | No body is sent. | {} | ",
    ]);
    const climbing = `target: Query.product
variables: { $args: { id: ".." } }
expect: { connectorRequest: { method: GET } }`;
    expect((await verdictOf(connectors, climbing)).failures).toEqual([
      "connectorRequest | No request was sent.",
      expect.stringContaining("error | The request could not be built."),
    ]);
  });

  it("does not need an answer: what an empty one lacks is nobody's fault", async () => {
    const verdict = await verdictOf(
      connectors,
      `target: Query.product\nvariables: { $args: { id: 7 } }\nexpect: { connectorRequest: { path: /products/7 } }`,
      { strict: true },
    );
    expect(verdict).toEqual(passed);
  });
});

describe("what an answer is mapped to", () => {
  it("is compared as JSON, before GraphQL completes it", async () => {
    const verdict = await verdictOf(
      connectors,
      `target: Query.product
variables: { $args: { id: 7 } }
apiResponseBody: '{"title": "Tea", "id": 9007199254740993}'
expect: { connectorResponse: '{"id": 9007199254740993, "name": "Tea"}' }`,
    );
    expect(verdict).toEqual(passed);
  });

  it("fails with both values", async () => {
    const { failures } = await verdictOf(
      connectors,
      `target: Query.product
variables: { $args: { id: 7 } }
apiResponseBody: '{"title": "Tea", "id": 7}'
expect: { connectorResponse: '{"id": "7", "name": "Tea"}' }`,
    );
    expect(failures).toEqual([
      'connectorResponse | Not the value that was expected. | {\n  "id": "7",\n  "name": "Tea"\n} | {\n  "id": 7,\n  "name": "Tea"\n}',
    ]);
  });

  it("may stand in files, as the answer may", async () => {
    const test = `target: Query.product
variables: { $args: { id: 7 } }
apiResponseBodyFile: answer.json
expect: { connectorResponseFile: expected.json }`;
    const files = { "answer.json": '{"id": 1, "title": "Tea"}', "expected.json": '{ "id": 1, "name": "Tea" }' };
    expect(await verdictOf(connectors, test, { files })).toEqual(passed);
    const broken = { ...files, "expected.json": "{" };
    expect((await verdictOf(connectors, test, { files: broken })).failures).toEqual([
      expect.stringContaining("connectorResponseFile | The file is no JSON: "),
    ]);
  });

  it("sees $env, $config, $context, client headers, and the answer's headers and status", async () => {
    const verdict = await verdictOf(
      connectors,
      `target: Query.secured
variables:
  $env: { TOKEN: t0ken }
  $config: { tenant: eu }
  $context: { user: ada }
  $requestHeaders: { X-Trace: abc }
apiResponseHeaders: { X-Page: "3" }
status: 202
expect:
  connectorRequest:
    url: https://api.test/secured/eu
    headers: { authorization: Bearer t0ken, x-trace: abc }
  connectorResponse: '"t0ken-ada-eu-3-202"'
  connectorResponseHeaders: { x-page: "3" }
  problems: []`,
    );
    expect(verdict).toEqual(passed);
  });

  it("sees $this", async () => {
    const verdict = await verdictOf(
      connectors,
      `target: Product.related
variables: { $this: { id: 7 } }
expect: { connectorRequest: { path: /products/7/related }, connectorResponse: "7", problems: [] }`,
    );
    expect(verdict).toEqual(passed);
  });

  it("is a list for a batch", async () => {
    const verdict = await verdictOf(
      connectors,
      `target: Product
variables: { $batch: [{ id: 1 }, { id: 2 }] }
apiResponseBody: '[{"id": 2, "title": "B"}]'
expect:
  connectorRequest: { url: "https://api.test/products?ids=1,2" }
  connectorResponse: '[{"id": 2, "name": "B"}]'`,
    );
    expect(verdict).toEqual(passed);
  });
});

describe("an error", () => {
  const failing = `target: Query.product
variables: { $args: { id: 7 } }
status: 404
apiResponseBody: '{"detail": "There is no product 7.", "code": "GONE"}'`;

  it("is held against its message and the extensions that are named, whatever the subgraph is called", async () => {
    const verdict = await verdictOf(
      connectors,
      `${failing}
expect:
  error:
    message: There is no product 7.
    extensions: { code: GONE, service: test, connector: { coordinate: "test:Query.product[0]" } }`,
    );
    expect(verdict).toEqual(passed);
    const part = `${failing}\nexpect: { errors: [{ contains_message: product 7 }] }`;
    expect(await verdictOf(connectors, part)).toEqual(passed);
  });

  it("fails for another message, another extension, and one that is not there", async () => {
    const { failures } = await verdictOf(
      connectors,
      `${failing}\nexpect: { error: { message: Gone., extensions: { code: GONE, more: 1 } } }`,
    );
    expect(failures).toEqual([
      `error | Not the error that was expected. | {
  "extensions": {
    "code": "GONE",
    "more": 1
  },
  "message": "Gone."
} | {
  "extensions": {
    "code": "GONE"
  },
  "message": "There is no product 7."
}`,
    ]);
  });

  it("fails a test that expects none", async () => {
    const { failures } = await verdictOf(connectors, failing);
    expect(failures).toEqual([
      expect.stringMatching(/^error \| The call failed\. \|  \| [^]*"There is no product 7\."/),
    ]);
    expect((await verdictOf(connectors, `${failing}\nexpect: { errors: [] }`)).failures).toHaveLength(1);
  });

  it("fails a test where the call succeeds instead", async () => {
    const { failures } = await verdictOf(
      connectors,
      `target: Query.product
variables: { $args: { id: 7 } }
apiResponseBody: '{"id": 7, "title": "Tea"}'
expect: { error: {} }`,
    );
    expect(failures).toEqual(["error | An error was expected, but the call succeeded."]);
  });

  it("is what a header with a line break in it ends in", async () => {
    const { failures } = await verdictOf(
      connectors,
      `target: Query.secured
variables: { $env: { TOKEN: "a\\r\\nx-admin: 1" }, $config: { tenant: eu } }
expect: { error: { extensions: { code: HTTP_CLIENT_ERROR } } }`,
    );
    expect(failures).toEqual([]);
  });
});

describe("mapping problems", () => {
  const lacking = `target: Query.product
variables: { $args: { id: 7 } }
apiResponseBody: '{"id": 7}'`;
  const found = "Selection: Property `.title` not found in object.";

  it("are told, and fail nothing where none is expected or refused", async () => {
    expect(await verdictOf(connectors, lacking)).toEqual({ failures: [], problems: [found] });
  });

  it("fail a strict run", async () => {
    expect((await verdictOf(connectors, lacking, { strict: true })).failures).toEqual([
      'problems | There are problems that were not expected. |  | {"message":"Property `.title` not found in object.","path":"title","location":"Selection","count":1}',
    ]);
  });

  it.each([
    ["a message", "[Property `.title` not found in object.]"],
    ["a message as other tools write it", '["Property .title not found in object"]'],
    ["a part of a message", "[{ contains_message: .title }]"],
    [
      "a message with its path, place and number",
      '[{ message: "Property .title not found in object", path: title, location: Selection, count: 1 }]',
    ],
  ])("are held against %s", async (_what, problems) => {
    expect(await verdictOf(connectors, `${lacking}\nexpect: { problems: ${problems} }`)).toEqual(passed);
  });

  it.each([
    ["none", "[]", "There are problems that were not expected."],
    ["another path", "[{ path: name }]", "Not the problems that were expected."],
    ["one more", "[{ path: title }, { path: title }]", "Not the problems that were expected."],
  ])("fail a test that expects %s", async (_what, problems, message) => {
    const { failures } = await verdictOf(connectors, `${lacking}\nexpect: { problems: ${problems} }`);
    expect(failures).toEqual([expect.stringMatching(`^problems \\| ${message}`)]);
  });
});
