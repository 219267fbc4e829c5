/** What a client must not learn of a schema in production, by whichever way it is answered. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import type { Graph } from "../../gateway/graph.ts";
import { loadGraph } from "../../gateway/load-graph.ts";
import type { Servable } from "../../gateway/http/graph-generations.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { compose } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { parseDocument } from "../schema/support.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

const sdl = (baseUrl: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${baseUrl}" })
  type Query {
    me(secretArgument: SecretInput, colour: SecretColour): User
      @connect(source: "api", http: { GET: "/me" }, selection: "id secretField")
  }
  type User { id: ID! secretField: String }
  input SecretInput { secretMember: String, colour: SecretColour }
  enum SecretColour { SECRET_RED }`;

let rest: RestServer;
let graph: Graph;
let transport: RestTransport;
const servers: GatewayServer[] = [];
beforeAll(async () => {
  rest = await startRestServer(() => ({ json: { id: "1", secretField: "x" } }));
  const document = parseDocument(sdl(rest.url), "users.graphql");
  const { model } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error("The connectors cannot be read.");
  const { supergraphSdl = "" } = await compose(
    [{ name: "users", ...lowerSubgraph(document, model) }],
    theguildComposer,
  );
  const loaded = await loadGraph({ supergraphSdl, env: {}, production: true });
  if (!loaded.graph) throw new Error(JSON.stringify(loaded.diagnostics));
  graph = loaded.graph;
  transport = createRestTransport();
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
afterAll(async () => {
  await transport.close();
  await rest.close();
});

async function start(options: Partial<GatewayServerOptions> = {}): Promise<string> {
  // Servers close their graph, and this one is for all of them.
  const lasting: Servable = {
    schema: graph.schema,
    execute: (request) => graph.execute(request),
    executeText: (request) => graph.executeText(request),
    close: async () => {},
  };
  const server = await startGatewayServer({ graph: lasting, transport, port: 0, production: true, ...options });
  servers.push(server);
  return server.url;
}

const ways: [way: string, options: Partial<GatewayServerOptions>][] = [
  ["short", {}],
  ["long", { plugins: [{ requestDidStart: async () => {} }] }],
];

async function post(url: string, body: object): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return `${response.status} ${await response.text()}`;
}

describe.each(ways)("in production, by the %s way", (_way, options) => {
  it.each([
    ["whole", getIntrospectionQuery()],
    ["a type", '{ __type(name: "User") { fields { name } } }'],
    ["by an alias", "{ a: __schema { types { name } } }"],
    ["beside data", "{ me { id } a: __schema { types { name } } }"],
    ["in a fragment", '{ ...F } fragment F on Query { __type(name: "User") { name } }'],
    ["in an inline fragment", "{ ... { ... on Query { __schema { queryType { name } } } } }"],
    ["that is skipped", "{ __typename __schema @skip(if: true) { queryType { name } } }"],
    ["in another operation of the document", "query A { me { id } } query B { __schema { queryType { name } } }"],
    [
      "in a fragment that nobody spreads",
      "query A { me { id } } fragment F on Query { __schema { queryType { name } } }",
    ],
  ])("introspection is refused: %s", async (_what, query) => {
    const url = await start(options);
    const body = { query, ...(query.startsWith("query A") && { operationName: "A" }) };
    for (let times = 0; times < 3; times += 1) {
      // What the short way needs to know.
      expect(await post(url, { query: "{ me { id } }" })).toBe('200 {"data":{"me":{"id":"1"}}}\n');
      const answer = await post(url, body);
      expect(answer).toMatch(/^400 .*"Introspection is off in production\."/);
      expect(answer).not.toContain('"data"');
    }
    const parameters = new URLSearchParams({ query }).toString();
    const got = await fetch(`${url}?${parameters}`, { headers: { "apollo-require-preflight": "1" } });
    expect(`${got.status} ${await got.text()}`).toMatch(/^400 .*"Introspection is off in production\."/);
  });

  it("a type's name is told", async () => {
    const url = await start(options);
    expect(await post(url, { query: "{ __typename me { __typename } }" })).toBe(
      '200 {"data":{"__typename":"Query","me":{"__typename":"User"}}}\n',
    );
  });

  it.each<[what: string, body: { query: string; variables?: object }]>([
    ["a field", { query: "{ me { secretFiel } }" }],
    ["a field of the root", { query: "{ mee { id } }" }],
    ["an argument", { query: "{ me(secretArgumen: {}) { id } }" }],
    ["a type", { query: "query ($v: SecretInpu) { me(secretArgument: $v) { id } }" }],
    ["the type of a fragment", { query: "{ me { ... on Use { id } } }" }],
    ["a member of an input", { query: "{ me(secretArgument: { secretMembe: 1 }) { id } }" }],
    ["a value of an enum", { query: "{ me(colour: SECRET_RE) { id } }" }],
    [
      "a member of an input, in a variable",
      { query: "query ($v: SecretInput) { me(secretArgument: $v) { id } }", variables: { v: { secretMembe: 1 } } },
    ],
    [
      "a value of an enum, in a variable",
      { query: "query ($v: SecretColour) { me(colour: $v) { id } }", variables: { v: "SECRET_RE" } },
    ],
    [
      "a value of an enum in an input, in a variable",
      { query: "query ($v: SecretInput) { me(secretArgument: $v) { id } }", variables: { v: { colour: "SECRET_RE" } } },
    ],
    ["a directive", { query: "{ me @skp(if: true) { id } }" }],
    ["what is selected", { query: "{ me }" }],
  ])("what is near to a name that does not exist is not told: %s", async (_what, body) => {
    const url = await start(options);
    await post(url, { query: "{ me { id } }" });
    for (let times = 0; times < 2; times += 1) {
      const answer = await post(url, body);
      expect(answer).toMatch(/"errors":\[/);
      expect(answer).not.toMatch(/did you mean/i);
      // It names nothing that was not in the request, but the types of what was.
      expect(answer).not.toMatch(/secretField|secretArgument\b(?!" got)|secretMember|SECRET_RED/);
    }
  });
});

it("outside of production both are there", async () => {
  const loaded = await loadGraph({ supergraphSdl: graph.supergraph.sdl, env: {}, production: false });
  if (!loaded.graph) throw new Error(JSON.stringify(loaded.diagnostics));
  const url = await start({ graph: loaded.graph, production: false });
  expect(await post(url, { query: "{ __schema { queryType { name } } }" })).toContain('"name":"Query"');
  expect(await post(url, { query: "{ me { secretFiel } }" })).toContain('Did you mean \\"secretField\\"?');
  const query = "query ($v: SecretColour) { me(colour: $v) { id } }";
  expect(await post(url, { query, variables: { v: "SECRET_RE" } })).toContain("Did you mean the enum value");
});
