import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Graph } from "../../../gateway/graph.ts";
import { startGatewayServer, type GatewayServer } from "../../../gateway/http-server.ts";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { ReplaceableTransport } from "../../../subgraphs/rest/replaceable-transport.ts";
import { connectLinks, openDeclaredGraph } from "../../support/declared-graph.ts";
import { healthy, startFaultProxy, type FaultProxy } from "../../support/fault-proxy.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";
import { until } from "../../support/until.ts";
import { faultKinds } from "./fault-kinds.ts";

/** A graph of two services, of which one is behind the proxy. */
let [service, calm]: (RestServer | undefined)[] = [];
let proxy: FaultProxy;
let graph: Graph;
let transport: ReplaceableTransport;
let gateway: GatewayServer;

const thing = { id: "1", name: "One" };
/** For what is answered: more than any machine needs. */
const LONG_MS = 30_000;

beforeAll(async () => {
  service = await startRestServer(() => ({ json: thing }));
  calm = await startRestServer(() => ({ json: "calm" }));
  proxy = await startFaultProxy(service.url);
  graph = await openDeclaredGraph({
    things: `${connectLinks}
      @source(name: "api", http: { baseURL: "${proxy.url}" })
      type Query { thing(id: ID!): Thing
        @connect(source: "api", http: { GET: "/things/{$args.id}" }, selection: "id name") }
      type Mutation { rename(id: ID!, name: String!): Thing
        @connect(source: "api", http: { POST: "/things/{$args.id}", body: "name: $args.name" }, selection: "id name") }
      type Thing { id: ID! name: String }`,
    weather: `${connectLinks}
      @source(name: "api", http: { baseURL: "${calm.url}" })
      type Query { weather: String @connect(source: "api", http: { GET: "/" }, selection: "$") }
      type Mutation { forecast: String @connect(source: "api", http: { POST: "/" }, selection: "$") }`,
  });
  transport = new ReplaceableTransport(openTransport());
  gateway = await startGatewayServer({ graph, transport, port: 0, production: true, timeoutMs: LONG_MS });
});

/** Nothing is known of the service: no circuit is open, no connection kept. */
async function forget(timeoutMs: number): Promise<void> {
  await transport.use(openTransport({ sources: { "things.api": { timeoutMs } }, random: () => 0 }));
}

afterEach(() => proxy.refuseConnections(false));

afterAll(async () => {
  await gateway.stop();
  await transport.close();
  await Promise.all([proxy.close(), service?.close(), calm?.close()]);
});

const read = 'query { thing(id: "1") { id name } weather }';
const write = 'mutation { forecast rename(id: "1", name: "One") { id name } }';

async function ask(query: string, { url } = gateway): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const ways = [
  ["read", { method: "GET", query: read, field: "thing", unaffected: { weather: "calm" } }],
  ["write", { method: "POST", query: write, field: "rename", unaffected: { forecast: "calm" } }],
] as const;

function failure(field: string, reason: string): unknown {
  return expect.objectContaining({ path: [field], extensions: expect.objectContaining({ reason }) as unknown });
}

describe.each(Object.entries(faultKinds))("%s", (_name, { fault, reason, attempts = 1, isEndless = false }) => {
  it.each(ways)("on a %s", async (_what, { method, query, field, unaffected }) => {
    await forget(isEndless ? 500 : LONG_MS);
    // Over a connection that is kept, on which a client is most tempted to send once more.
    proxy.use(healthy);
    const good = { data: { [field]: thing, ...unaffected } };
    if (!isEndless) expect(await ask(query)).toEqual(good);
    proxy.requests.length = 0;

    proxy.use(fault);
    expect(await ask(query)).toEqual(
      reason === "none" ? good : { data: { ...unaffected, [field]: null }, errors: [failure(field, reason)] },
    );
    const sent = method === "GET" ? attempts : 1;
    // A busy machine may use up the little time before anything is sent.
    const came = isEndless ? proxy.requests.length : sent;
    expect(proxy.requests).toEqual(Array.from({ length: came }, () => `${method} /things/1`));
    expect(came).toBeLessThanOrEqual(sent);

    // What was wrong stays with the connection that it was wrong with, and no connection is left to what never ends.
    await forget(LONG_MS);
    proxy.use(healthy);
    expect(await ask(query)).toEqual(good);
    if (isEndless) await until(() => proxy.openFaulted() === 0);
  });
});

describe("no connection", () => {
  it.each(ways)("on a %s, as each is reset", async (_what, { query, field, unaffected }) => {
    await forget(LONG_MS);
    proxy.requests.length = 0;
    proxy.refuseConnections(true);
    const failed = { data: { ...unaffected, [field]: null }, errors: [failure(field, "UPSTREAM_UNAVAILABLE")] };
    expect(await ask(query)).toEqual(failed);
    expect(proxy.requests).toEqual([]);

    proxy.refuseConnections(false);
    proxy.use(healthy);
    expect(await ask(query)).toEqual({ data: { [field]: thing, ...unaffected } });
  });
});

it("ends an operation in its time, whatever its services do", async () => {
  const endless = Object.values(faultKinds).filter(({ isEndless }) => isEndless);
  const hurried = await startGatewayServer({
    graph: { ...graphOnly(graph), close: async () => undefined },
    transport,
    port: 0,
    production: true,
    timeoutMs: 8_000,
  });
  await forget(LONG_MS);
  proxy.use((exchange) => endless[Number(/\d+$/.exec(exchange.path)?.[0])]?.fault(exchange));
  const names = endless.map((_kind, at) => `t${at}`);
  const query = `{ weather ${names.map((name, at) => `${name}: thing(id: ${at}) { id }`).join(" ")} }`;
  expect(await ask(query, hurried)).toEqual({
    data: { weather: "calm", ...Object.fromEntries(names.map((name) => [name, null])) },
    errors: names.map((name) => failure(name, "UPSTREAM_TIMEOUT")),
  });
  await until(() => proxy.openFaulted() === 0);
  await hurried.stop();
});

/** The graph, for a second server that does not close it. */
function graphOnly({ schema }: Graph): Pick<Graph, "schema" | "execute" | "executeText"> {
  return { schema, execute: (request) => graph.execute(request), executeText: (request) => graph.executeText(request) };
}
