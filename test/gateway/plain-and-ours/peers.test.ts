/** What else is used for the same, and what it does: dataloader, and undici with its interceptors. */
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import DataLoader from "dataloader";
import { Agent, cacheStores, interceptors, request, type Dispatcher } from "undici";
import { startGatewayServer, type GatewayServer } from "../../../gateway/http-server.ts";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { connectLinks, openDeclaredGraph } from "../../support/declared-graph.ts";
import type { RecordedRequest } from "../../support/rest-server.ts";
import { startService, textOf, rejectionOf } from "../../subgraphs/rest/service.ts";
import { startUpstream } from "../../subgraphs/rest/upstream.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
function own<D extends Dispatcher>(agent: D): D {
  closing.push(() => agent.destroy());
  return agent;
}

describe("dataloader", () => {
  /** In an order of its own, and not all of them. */
  const answer = ({ url }: RecordedRequest): object => {
    if (url === "/all") return { json: ids };
    const asked = new URL(url, "http://rest").searchParams.getAll("id");
    const found = asked.filter((id) => id !== "gone").map((id) => ({ id, name: `name of ${id}` }));
    return { json: found.toReversed() };
  };
  let ids: readonly string[] = [];

  it("puts all keys into one URL, which servers refuse; connectors put as many as a URL may hold", async () => {
    ids = Array.from({ length: 2_000 }, (_, at) => `thing-${at}`);
    const upstream = await startUpstream(answer);
    const load = loadFrom(upstream.url);
    // Node's own limit of a request's head.
    expect(new Set(await Promise.all(ids.map(load)))).toEqual(new Set(["431"]));

    const { url } = await serve(upstream.url);
    expect(await askFor(url)).toEqual({ data: { things: ids.map((id) => ({ id, name: `name of ${id}` })) } });
    const batches = upstream.requests.filter(({ url: asked }) => asked !== "/all");
    expect(batches.length).toBeGreaterThan(1);
    expect(batches.every(({ url: asked }) => upstream.url.length + asked.length <= 8_192)).toBe(true);
  });

  it("takes answers in the order they come, and none if one is missing; connectors match them by key", async () => {
    const upstream = await startUpstream(answer);
    const load = loadFrom(upstream.url);
    ids = ["1", "2"];
    expect(await Promise.all(ids.map(load))).toEqual([
      { id: "2", name: "name of 2" },
      { id: "1", name: "name of 1" },
    ]);
    ids = ["3", "gone", "4"];
    expect(await Promise.all(ids.map(load))).toEqual(ids.map(() => expect.stringContaining("same length")));

    const { url } = await serve(upstream.url);
    expect(await askFor(url)).toEqual({
      data: {
        things: [
          { id: "3", name: "name of 3" },
          { id: "gone", name: null },
          { id: "4", name: "name of 4" },
        ],
      },
    });
  });
});

async function askFor(url: string): Promise<unknown> {
  const body = JSON.stringify({ query: "{ things { id name } }" });
  return (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
}

function loadFrom(url: string): (id: string) => Promise<{ id: string; name: string } | string> {
  const loader = new DataLoader(async (keys: readonly string[]) => {
    const query = keys.map((key) => `id=${key}`).join("&");
    const { statusCode, body } = await request(`${url}/things?${query}`, { dispatcher: own(new Agent()) });
    if (statusCode !== 200) throw new Error(String(statusCode));
    return (await body.json()) as { id: string; name: string }[];
  });
  return (id) => loader.load(id).catch(({ message }: Error) => message);
}

async function serve(url: string): Promise<GatewayServer> {
  const graph = await openDeclaredGraph({
    things: `${connectLinks}
      @source(name: "api", http: { baseURL: "${url}" })
      type Query { things: [Thing] @connect(source: "api", http: { GET: "/all" }, selection: "id: $") }
      type Thing @key(fields: "id")
        @connect(source: "api", http: { GET: "/things", queryParams: "id: $batch.id" }, selection: "id name") {
        id: ID! name: String
      }`,
  });
  const transport = openTransport();
  const gateway = await startGatewayServer({ graph, transport, port: 0, production: true });
  closing.push(async () => {
    await gateway.stop();
    await transport.close();
  });
  return gateway;
}

const whoami = ({ headers }: RecordedRequest): object => ({
  headers: { "cache-control": "max-age=60" },
  json: headers.cookie,
});

describe("undici", () => {
  it("sends a PUT again that its service may have done; ours does not", async () => {
    const upstream = await startUpstream(() => ({ status: 503, json: {} }));
    const retrying = own(new Agent()).compose(interceptors.retry({ minTimeout: 1, maxTimeout: 1, timeoutFactor: 1 }));
    await request(`${upstream.url}/1`, { method: "PUT", dispatcher: retrying }).catch(() => undefined);
    expect(upstream.calls().length).toBeGreaterThan(1);

    const service = await startService(() => ({ status: 503, json: {} }));
    await service.operation().fetch(service.request("/1", { method: "PUT" }));
    expect(service.calls()).toEqual(["PUT /1"]);
  });

  it("gives one cookie's answer to another; ours does not", async () => {
    const upstream = await startUpstream(whoami);
    const caching = own(new Agent()).compose(interceptors.cache({ store: new cacheStores.MemoryCacheStore() }));
    const plainly = async (cookie: string): Promise<unknown> =>
      (await request(`${upstream.url}/me`, { headers: { cookie }, dispatcher: caching })).body.json();
    expect([await plainly("A"), await plainly("B")]).toEqual(["A", "A"]);

    const service = await startService(whoami, { cache: {} });
    const ask = async (cookie: string): Promise<unknown> =>
      textOf((await service.operation().fetch(service.request("/me", { headers: { cookie } }))).body);
    expect([await ask("A"), await ask("B")]).toEqual(['"A"', '"B"']);
  });

  it("inflates what it is sent, whatever its limit; ours counts what it becomes", async () => {
    const bomb = { headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(20_000_000)) };
    const upstream = await startUpstream(() => bomb);
    const limited = own(new Agent({ maxResponseSize: 1_000_000 })).compose(interceptors.decompress());
    const { body } = await request(upstream.url, { dispatcher: limited });
    expect((await body.arrayBuffer()).byteLength).toBe(20_000_000);

    const service = await startService(() => bomb, { maxBodyBytes: 1_000_000 });
    expect(await rejectionOf(service.operation().fetch(service.request("/")))).toMatchObject({
      code: "REST_BODY_TOO_LARGE",
    });
  });
});
