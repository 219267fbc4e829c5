import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { Graph, GraphOptions } from "../../gateway/graph.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import type { Servable } from "../../gateway/http/graph-generations.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { createLocalGraph } from "../support/local-subgraph.ts";

const sdl = `
  type Query { hello: String secret: String @authenticated self: Query }
  type Mutation { add: Int }
`;
const open = async (options: Omit<Partial<GraphOptions>, "supergraph"> = {}): Promise<Graph> =>
  (await createLocalGraph([{ name: "a", sdl, resolvers: { Query: { self: () => ({}) } } }], options)).graph;

describe("textAtOnce", () => {
  it.each([
    ["{ __typename }", '{"__typename":"Query"}'],
    ["query Q { a: __typename ...F } fragment F on Query { b: __typename }", '{"a":"Query","b":"Query"}'],
    ["{ __typename hello @skip(if: true) }", '{"__typename":"Query"}'],
    ["{ hello @include(if: false) }", "{}"],
    ["{ hello }", undefined],
    ["{ self { __typename } }", undefined],
    ["{ __typename secret }", undefined],
    ["query ($v: Boolean!) { __typename @skip(if: $v) }", undefined],
    ["query ($v: Boolean = true) { __typename @skip(if: $v) }", undefined],
    ["{ __typename __schema { queryType { name } } }", undefined],
    ['{ __type(name: "Query") { name } }', undefined],
    ["{ nothing }", undefined],
  ])("of %s is %s", async (operation, expected) => {
    const graph = await open();
    const document = parse(operation);
    const [first, again] = [graph.textAtOnce(document), graph.textAtOnce(document)];
    expect([first, again]).toEqual([expected, expected]);
    await graph.close();
  });

  it("is not there where something depends on who asks, or is told of each answer", async () => {
    const document = parse("{ __typename }");
    const labelled = await open({ overrideLabels: () => [] });
    const measured = await open({ demand: { mode: "measure" } });
    expect([labelled, measured].map((graph) => graph.textAtOnce(document))).toEqual([undefined, undefined]);
  });
});

async function ask(url: string, body: object): Promise<object> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const { date: _date, ...answered } = Object.fromEntries(response.headers);
  return { status: response.status, headers: answered, text: await response.text() };
}

describe("an operation that needs no service", () => {
  let transport: RestTransport;
  const servers: GatewayServer[] = [];
  /** What was executed rather than answered at once. */
  let executed: number;
  beforeAll(() => {
    transport = createRestTransport();
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await transport.close();
  });

  async function start(options: Partial<GatewayServerOptions> = {}): Promise<string> {
    const graph = await open();
    executed = 0;
    const counting: Servable = {
      schema: graph.schema,
      textAtOnce: (document, name) => graph.textAtOnce(document, name),
      execute: (request) => {
        executed += 1;
        return graph.execute(request);
      },
      close: () => graph.close(),
    };
    const server = await startGatewayServer({ transport, port: 0, production: true, graph: counting, ...options });
    servers.push(server);
    return server.url;
  }

  it.each([
    ["{ __typename }", {}],
    ["query A { __typename } query B { hello }", { operationName: "A" }],
    ["{ hello @include(if: false) }", { variables: { unknown: 1 } }],
  ])("is answered as Apollo Server answers it, and executed by Apollo Server alone: %s", async (query, more) => {
    const hooked = await start({ plugins: [{ requestDidStart: async () => {} }] });
    const expected = await ask(hooked, { query, ...more });
    const lane = await start();
    const answers = [];
    for (let times = 0; times < 3; times += 1) answers.push(await ask(lane, { query, ...more }));
    expect(answers).toEqual([expected, expected, expected]);
    expect(executed).toBe(1);
  });

  it("is counted, and asks for the context of who has one", async () => {
    const outcomes: unknown[] = [];
    const observer = {
      onRequest: () => () => {},
      onOperation: (operation: unknown) => outcomes.push(operation),
      onSharedOperation: () => {},
      onSharedRequest: () => {},
    };
    const counted = await start({ observer });
    await ask(counted, { query: "{ __typename }" });
    await ask(counted, { query: "{ __typename }" });
    expect(outcomes).toEqual(Array.from({ length: 2 }, () => ({ type: "query", outcome: "success", codes: [] })));

    let contexts = 0;
    const own = await start({ context: () => ({ made: (contexts += 1) }) });
    await ask(own, { query: "{ __typename }" });
    await ask(own, { query: "{ __typename }" });
    expect([contexts, executed]).toEqual([2, 2]);
  });
});
