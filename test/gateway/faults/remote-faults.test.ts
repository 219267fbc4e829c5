/** The faults of faults.test.ts, of a remote subgraph: all of its operations are POSTs, and only queries are reads. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServer } from "../../../gateway/http-server.ts";
import { loadGraph } from "../../../gateway/load-graph.ts";
import { compose, type ComposeInput } from "../../../schema/compose.ts";
import { theguildComposer } from "../../../schema/theguild-composer.ts";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { ReplaceableTransport } from "../../../subgraphs/rest/replaceable-transport.ts";
import { parseDocument } from "../../schema/support.ts";
import { healthy, startFaultProxy, type FaultProxy } from "../../support/fault-proxy.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";
import { faultKinds } from "./fault-kinds.ts";

let things: RestServer;
let weather: RestServer;
let proxy: FaultProxy;
let gateway: GatewayServer;
const transport = new ReplaceableTransport(openTransport());

beforeAll(async () => {
  things = await startRestServer(({ body }) => ({
    json: { data: body.includes("mutation") ? { rename: "One" } : { thing: "One" } },
  }));
  weather = await startRestServer(({ body }) => ({
    json: { data: body.includes("mutation") ? { forecast: "calm" } : { weather: "calm" } },
  }));
  proxy = await startFaultProxy(things.url);
  const { supergraphSdl = "" } = await compose(
    [
      input("things", proxy.url, "type Query { thing: String } type Mutation { rename: String }"),
      input("weather", weather.url, "type Query { weather: String } type Mutation { forecast: String }"),
    ],
    theguildComposer,
  );
  const { graph } = await loadGraph({ supergraphSdl, env: {}, production: true });
  if (!graph) throw new Error("The subgraphs are to be right.");
  gateway = await startGatewayServer({ graph, transport, port: 0, production: true, timeoutMs: 30_000 });
});

function input(name: string, url: string, sdl: string): ComposeInput {
  return { name, url: `${url}/graphql`, typeDefs: parseDocument(sdl, `${name}.graphql`) };
}

afterAll(async () => {
  await gateway.stop();
  await transport.close();
  await Promise.all([proxy.close(), things.close(), weather.close()]);
});

async function ask(query: string): Promise<unknown> {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** What is sent again is a matter of the wire, but that it is not followed: a redirected POST. */
const others = Object.entries(faultKinds).filter(([, { reason }]) => reason !== "none");

describe.each(others)("%s", (_name, { fault, attempts = 1, isEndless = false }) => {
  it.each([
    ["query", { text: "{ thing weather }", field: "thing", unaffected: { weather: "calm" } }],
    ["mutation", { text: "mutation { forecast rename }", field: "rename", unaffected: { forecast: "calm" } }],
  ])("on a %s", async (what, { text, field, unaffected }) => {
    const settings = isEndless ? { timeoutMs: 500 } : {};
    await transport.use(openTransport({ sources: { things: settings }, random: () => 0 }));
    proxy.use(healthy);
    const good = { data: { [field]: "One", ...unaffected } };
    // Where the service has little time, nothing is said of one that is well.
    if (!isEndless) expect(await ask(text)).toEqual(good);
    proxy.requests.length = 0;

    proxy.use(fault);
    expect(await ask(text)).toEqual({
      data: { ...unaffected, [field]: null },
      errors: [expect.objectContaining({ path: [field] })],
    });
    // A busy machine may use up the little time before anything is sent.
    expect(proxy.requests.length).toBeGreaterThanOrEqual(isEndless ? 0 : 1);
    expect(proxy.requests.length).toBeLessThanOrEqual(what === "query" ? attempts : 1);

    await transport.use(openTransport());
    proxy.use(healthy);
    expect(await ask(text)).toEqual(good);
  });
});
