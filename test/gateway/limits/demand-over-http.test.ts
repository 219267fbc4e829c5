/** What operations cost, as a client meets it and Prometheus counts it, by both ways. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { loadGraph } from "../../../gateway/load-graph.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../../gateway/http-server.ts";
import type { DemandLimits } from "../../../gateway/limits/cost/demand-limits.ts";
import { createGatewayMetrics } from "../../../gateway/metrics/gateway-metrics.ts";
import { createRestTransport, type RestTransport } from "../../../subgraphs/rest/transport.ts";
import { openDeclaredGraph } from "../../support/declared-graph.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@listSize", "@cost"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`;

let rest: RestServer;
let transport: RestTransport;
let supergraphSdl: string;
const servers: GatewayServer[] = [];
beforeEach(async () => {
  transport = createRestTransport();
  rest = await startRestServer(({ url }) => {
    const first = Number(new URL(url, "http://rest").searchParams.get("first") ?? 0);
    return url.startsWith("/posts")
      ? { json: Array.from({ length: first }, (_, id) => ({ id, userId: id })) }
      : { json: { id: url.split("/").at(-1), name: "Ada" } };
  });
  const graph = await openDeclaredGraph({
    posts: `${link}
      @source(name: "api", http: { baseURL: "${rest.url}" })
      type Query {
        posts(first: Int = 2): [Post] @listSize(slicingArguments: ["first"])
          @connect(source: "api", http: { GET: "/posts?first={$args.first}" }, selection: "id author: { id: userId }")
      }
      type Post { id: ID author: User }
      type User @key(fields: "id", resolvable: false) { id: ID! }`,
    users: `${link}
      @source(name: "api", http: { baseURL: "${rest.url}" })
      type User @key(fields: "id") @cost(weight: 3)
        @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") { id: ID! name: String }`,
  });
  supergraphSdl = graph.supergraph.sdl;
  await graph.close();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await transport.close();
  await rest.close();
});

interface Asked {
  readonly first?: number;
  readonly headers?: Record<string, string>;
}

async function start(
  demand: DemandLimits,
  { production = true, ...options }: Partial<GatewayServerOptions> = {},
): Promise<(asked: Asked) => Promise<unknown>> {
  // The directives have survived composition, and are read from the supergraph alone.
  const { graph, diagnostics } = await loadGraph({ supergraphSdl, env: {}, production, demand });
  if (!graph) throw new Error(JSON.stringify(diagnostics));
  const server = await startGatewayServer({ graph, transport, port: 0, production, ...options });
  servers.push(server);
  const query = "query ($first: Int) { posts(first: $first) { author { name } } }";
  return async ({ first, headers = {} }) => {
    const response = await fetch(server.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables: { first } }),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
}

const ways: [way: string, options: Partial<GatewayServerOptions>][] = [
  ["short", {}],
  ["long", { plugins: [{ requestDidStart: async () => {} }] }],
];

function tooExpensive(limit: string, noun: string, value: number, max: number): object {
  const message = `The operation's estimated ${noun} is ${value}; at most ${max} is allowed. Ask for fewer objects or shorter lists.`;
  return { status: 400, errors: [{ message, extensions: { code: "OPERATION_TOO_EXPENSIVE", limit, max, value } }] };
}

describe.each(ways)("by the %s way", (_way, options) => {
  it("calls to services are limited by what variables make of them", async () => {
    const ask = await start({ mode: "enforce", maxCalls: 5 }, options);
    for (let times = 0; times < 2; times += 1) {
      rest.requests.length = 0;
      expect(await ask({ first: 4 })).toMatchObject({ status: 200, data: { posts: [{}, {}, {}, {}] } });
      expect(rest.requests.length).toBe(5);
      expect(await ask({ first: 5 })).toEqual(tooExpensive("calls", "number of calls to services", 6, 5));
      expect(await ask({})).toMatchObject({ status: 200 });
      expect(rest.requests.length).toBe(5 + 3);
    }
  });

  it("cost is limited by the weights of the schema", async () => {
    const ask = await start({ mode: "enforce", maxCost: 12 }, options);
    for (let times = 0; times < 2; times += 1) {
      expect(await ask({ first: 3 })).toMatchObject({ status: 200 });
      expect(await ask({ first: 4 })).toEqual(tooExpensive("cost", "cost", 4 * (1 + 3), 12));
    }
  });

  it("is told of to who asks, outside of production, and shared with nobody", async () => {
    const options_ = { ...options, production: false, share: "operation" } as const;
    const ask = await start({ maxCost: 10 }, options_);
    const headers = { "restuary-cost": "true" };
    for (let times = 0; times < 3; times += 1) {
      const [told, untold] = await Promise.all([ask({ first: 3, headers }), ask({ first: 3 })]);
      expect(told).toMatchObject({
        status: 200,
        data: {},
        extensions: { cost: { cost: 12, calls: 4, exceeded: ["cost"], refused: false } },
      });
      expect(untold).not.toHaveProperty("extensions");
    }
  });

  it("is told of nobody in production", async () => {
    const ask = await start({ maxCost: 10 }, options);
    for (let times = 0; times < 2; times += 1) {
      expect(await ask({ first: 3, headers: { "restuary-cost": "true" } })).not.toHaveProperty("extensions");
    }
  });

  it("is counted for Prometheus, with what passes a limit", async () => {
    const metrics = await createGatewayMetrics();
    const ask = await start({ mode: "enforce", maxCost: 12, maxCalls: 4 }, { ...options, observer: metrics });
    for (const first of [1, 1, 3, 4]) await ask({ first });
    const text = await metrics.text();
    expect(text).toContain("graphql_operation_cost_sum 36");
    expect(text).toContain("graphql_operation_cost_count 4");
    expect(text).toContain("graphql_operation_rest_calls_estimated_sum 13");
    expect(text).toContain('graphql_operations_too_expensive_total{limit="cost",outcome="refused"} 1');
    expect(text).toContain('graphql_operations_too_expensive_total{limit="calls",outcome="refused"} 1');
    expect(text).toContain('graphql_errors_total{code="OPERATION_TOO_EXPENSIVE"} 1');
  });
});
