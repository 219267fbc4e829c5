import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Graph } from "../../gateway/graph.ts";
import { createRestOperation } from "../../subgraphs/rest/create-rest-operation.ts";
import { openTransport, type OpenTransport } from "../../subgraphs/rest/open-transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { startRestServer, type Handler, type RestServer } from "../support/rest-server.ts";
import { parse } from "graphql";

const sdl = (url: string): string => `${connectLinks}
  @source(name: "api", http: { baseURL: "${url}" })
type Query {
  thing(id: ID!): Thing
    @connect(source: "api", http: { GET: "/things/{$args.id}" }, selection: "id name etag: $response.headers.etag->first")
}
type Mutation {
  rename(id: ID!, name: String!, etag: String!): Thing
    @connect(
      source: "api"
      http: {
        PUT: "/things/{$args.id}"
        headers: [{ name: "If-Match", value: "{$args.etag}" }]
        body: "name: $args.name"
      }
      selection: "id name etag: $response.headers.etag->first"
    )
  create(key: String!, name: String!): Thing
    @connect(
      source: "api"
      http: { POST: "/things", headers: [{ name: "Idempotency-Key", value: "{$args.key}" }], body: "name: $args.name" }
      selection: "id name"
    )
  createForwarding(name: String!): Thing
    @connect(
      source: "api"
      http: { POST: "/things", headers: [{ name: "Idempotency-Key", from: "idempotency-key" }], body: "name: $args.name" }
      selection: "id name"
    )
}
type Thing { id: ID name: String etag: String }`;

let handler: Handler;
let rest: RestServer;
let graph: Graph;
let transport: OpenTransport;
beforeEach(async () => {
  rest = await startRestServer((request, response) => handler(request, response));
  graph = await openDeclaredGraph({ things: sdl(rest.url) });
  transport = openTransport({ random: () => 0 });
});
afterEach(async () => {
  await graph.close();
  await transport.close();
  await rest.close();
});

async function ask(query: string, requestHeaders: Record<string, readonly string[]> = {}): Promise<unknown> {
  const result = await graph.execute({
    document: parse(query),
    operationName: undefined,
    variables: {},
    context: { requestHeaders, context: {}, rest: createRestOperation({ transport }) },
  });
  return JSON.parse(JSON.stringify(result));
}

describe("optimistic concurrency", () => {
  it("reads what a thing's version is, and writes that version alone", async () => {
    let etag = 'W/"1"';
    handler = ({ method, headers }) => {
      if (method === "PUT" && headers["if-match"] !== etag) return { status: 412, json: { detail: "changed" } };
      if (method === "PUT") etag = 'W/"2"';
      return { headers: { etag }, json: { id: 7, name: "Ada" } };
    };
    expect(await ask(`{ thing(id: "7") { id etag } }`)).toEqual({ data: { thing: { id: "7", etag: 'W/"1"' } } });
    const rename = `mutation { rename(id: "7", name: "Ada", etag: "W/\\"1\\"") { etag } }`;
    expect(await ask(rename)).toEqual({ data: { rename: { etag: 'W/"2"' } } });
    expect(await ask(rename)).toMatchObject({
      data: { rename: null },
      errors: [{ path: ["rename"], extensions: { reason: "CONFLICT" } }],
    });
    expect(rest.requests.map(({ method, headers }) => [method, headers["if-match"]])).toEqual([
      ["GET", undefined],
      ["PUT", 'W/"1"'],
      ["PUT", 'W/"1"'],
    ]);
  });

  it("says that a service wants a condition", async () => {
    handler = () => ({ status: 428 });
    expect(await ask(`mutation { rename(id: "7", name: "Ada", etag: "") { id } }`)).toMatchObject({
      errors: [{ extensions: { reason: "PRECONDITION_REQUIRED" } }],
    });
  });
});

describe("an idempotency key", () => {
  it.each([
    ["of an argument", `mutation { create(key: "k-1", name: "Ada") { id } }`, "create", {}],
    [
      "of the client",
      `mutation { createForwarding(name: "Ada") { id } }`,
      "createForwarding",
      { "idempotency-key": ["k-1"] },
    ],
  ])("%s lets a write be sent again, with the same key", async (_which, mutation, field, headers) => {
    let attempts = 0;
    handler = () => ((attempts += 1) < 3 ? { status: 503 } : { json: { id: 1, name: "Ada" } });
    expect(await ask(mutation, headers)).toEqual({ data: { [field]: { id: "1" } } });
    const write = ["k-1", '{"name":"Ada"}'];
    expect(rest.requests.map((request) => [request.headers["idempotency-key"], request.body])).toEqual([
      write,
      write,
      write,
    ]);
  });

  it("that is empty is none: the write is sent once", async () => {
    handler = () => ({ status: 503 });
    await ask(`mutation { create(key: "", name: "Ada") { id } }`);
    expect(rest.requests).toHaveLength(1);
  });

  it("that the client did not send is none: the write is sent once", async () => {
    handler = () => ({ status: 503 });
    expect(await ask(`mutation { createForwarding(name: "Ada") { id } }`)).toMatchObject({
      errors: [{ extensions: { reason: "UPSTREAM_ERROR" } }],
    });
    expect(rest.requests).toHaveLength(1);
  });
});
