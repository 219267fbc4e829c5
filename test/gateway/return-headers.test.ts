import { afterEach, describe, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { startRestServer, type Handler, type RestServer } from "../support/rest-server.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Asked {
  readonly cookies: readonly string[];
  readonly headers: Headers;
}

async function start(
  handler: Handler,
  options: Partial<GatewayServerOptions> = {},
): Promise<{ rest: RestServer; ask: (query: string) => Promise<Asked> }> {
  const rest = await startRestServer(handler);
  const transport = openTransport();
  const graph = await openDeclaredGraph({
    users: `${connectLinks}
  @source(name: "api", http: { baseURL: "${rest.url}" })
  @source(name: "other", http: { baseURL: "${rest.url}" })
type Query {
  a: String @connect(source: "api", http: { GET: "/a" }, selection: "$.name")
  b: String @connect(source: "api", http: { GET: "/b" }, selection: "$.name")
  other: String @connect(source: "other", http: { GET: "/other" }, selection: "$.name")
}
type Mutation {
  logIn: String @connect(source: "api", http: { POST: "/sessions" }, selection: "$.name")
  logOut: String @connect(source: "api", http: { DELETE: "/sessions" }, selection: "$.name")
}`,
  });
  const returnedHeaders: GatewayServerOptions["returnedHeaders"] = new Map([
    ["users.api", { "set-cookie": "append", "x-first": "first", "x-last": "last" }],
  ]);
  const gateway = await startGatewayServer({
    graph,
    transport,
    production: true,
    port: 0,
    returnedHeaders,
    ...options,
  });
  cleanups.push(
    () => rest.close(),
    () => transport.close(),
    () => gateway.stop(),
  );
  return {
    rest,
    async ask(query) {
      const response = await fetch(gateway.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      expect(await response.json()).not.toHaveProperty("errors");
      return { cookies: response.headers.getSetCookie(), headers: response.headers };
    },
  };
}

const sessions: Handler = ({ method, url }) => ({
  headers: {
    "set-cookie": [`session=${method}${url}; HttpOnly`, "theme=dark"],
    "x-first": `${method} ${url}`,
    "x-last": `${method} ${url}`,
    "x-internal": "1",
  },
  json: { name: "Ada" },
});

describe("headers of services' answers", () => {
  it("reach the client that they were asked for, on either way through HTTP", async () => {
    const { ask } = await start(sessions);
    for (let count = 0; count < 2; count += 1) {
      const { cookies, headers } = await ask("mutation { logIn }");
      expect(cookies).toEqual(["session=POST/sessions; HttpOnly", "theme=dark"]);
      expect(headers.get("x-internal")).toBeNull();
    }
  });

  it("of several answers are the first's, the last's, or all", async () => {
    const { ask } = await start(sessions);
    const { cookies, headers } = await ask("mutation { logIn logOut }");
    expect(cookies).toEqual([
      "session=POST/sessions; HttpOnly",
      "theme=dark",
      "session=DELETE/sessions; HttpOnly",
      "theme=dark",
    ]);
    expect([headers.get("x-first"), headers.get("x-last")]).toEqual(["POST /sessions", "DELETE /sessions"]);
  });

  it("of calls that an operation makes once are there once", async () => {
    const { ask, rest } = await start(sessions);
    expect((await ask("{ a again: a }")).cookies).toEqual(["session=GET/a; HttpOnly", "theme=dark"]);
    expect(rest.requests).toHaveLength(1);
  });

  it("of other sources do not", async () => {
    const { ask } = await start(sessions);
    const { cookies, headers } = await ask("{ other }");
    expect([cookies, headers.get("x-first")]).toEqual([[], null]);
  });

  it("reach nobody where nothing is said", async () => {
    const { ask } = await start(sessions, { returnedHeaders: undefined });
    expect((await ask("{ a }")).cookies).toEqual([]);
  });

  it.each(["request", "operation"] as const)("are each client's own with `share: %s`", async (share) => {
    // Both are under way before either is answered.
    let count = 0;
    let release: (() => void) | undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    const { ask } = await start(
      async () => {
        count += 1;
        const own = count;
        if (count === 2) release?.();
        await both;
        return { headers: { "set-cookie": `session=${own}` }, json: { name: "Ada" } };
      },
      { share },
    );
    const answers = await Promise.all([ask("{ a }"), ask("{ a }")]);
    expect(answers.flatMap(({ cookies }) => cookies).toSorted()).toEqual(["session=1", "session=2"]);
  });
});
