import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute } from "graphql";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";

const schema = buildSchema("type Query { a: Int }");
let transport: RestTransport;
const servers: GatewayServer[] = [];
beforeEach(() => {
  transport = createRestTransport();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await transport.close();
});

async function start(options: Partial<GatewayServerOptions> = {}): Promise<string> {
  const server = await startGatewayServer({
    graph: {
      schema,
      execute: async ({ document }) => execute({ schema, document, rootValue: { a: 1 } }),
      close: async () => {},
    },
    transport,
    port: 0,
    production: true,
    ...options,
  });
  servers.push(server);
  return server.url;
}

/** The headers of an answer that are about other origins. */
async function ask(url: string, origin: string, method: "POST" | "OPTIONS" = "POST"): Promise<object> {
  const response = await fetch(url, {
    method,
    headers: {
      origin,
      "content-type": "application/json",
      ...(method === "OPTIONS" && {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-mine",
      }),
    },
    ...(method === "POST" && { body: '{"query":"{ a }"}' }),
  });
  const headers = [...response.headers].filter(([name]) => /^access-control|^vary|^allow/.test(name));
  return { status: response.status, ...Object.fromEntries(headers) };
}

describe("pages of other origins", () => {
  it("may read nothing by default", async () => {
    const url = await start();
    expect(await ask(url, "https://app.example")).toEqual({ status: 200 });
    expect(await ask(url, "https://app.example", "OPTIONS")).toEqual({ status: 204, allow: "GET, POST" });
  });

  it("may read what the list of origins says, and caches keep the answers apart", async () => {
    const url = await start({ cors: { origins: ["https://app.example"] } });
    for (const times of [1, 2, 3]) {
      // The second time by the short way.
      expect([times, await ask(url, "https://app.example")]).toEqual([
        times,
        { status: 200, "access-control-allow-origin": "https://app.example", vary: "Origin" },
      ]);
      expect(await ask(url, "https://evil.example")).toEqual({ status: 200, vary: "Origin" });
    }
    expect(await ask(url, "https://app.example", "OPTIONS")).toEqual({
      status: 204,
      "access-control-allow-origin": "https://app.example",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "content-type,x-mine",
      "access-control-max-age": "600",
      vary: "Origin",
    });
    expect(await ask(url, "https://evil.example", "OPTIONS")).toEqual({
      status: 204,
      allow: "GET, POST",
      vary: "Origin",
    });
  });

  it("may send cookies, and read headers, where they are told so", async () => {
    const cors = {
      origins: ["https://app.example"],
      credentials: true,
      allowHeaders: ["content-type", "authorization"],
      exposeHeaders: ["x-request-id"],
      maxAgeSeconds: 60,
    };
    const url = await start({ cors });
    expect(await ask(url, "https://app.example", "OPTIONS")).toEqual({
      status: 204,
      "access-control-allow-origin": "https://app.example",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "content-type, authorization",
      "access-control-expose-headers": "x-request-id",
      "access-control-max-age": "60",
      vary: "Origin",
    });
  });

  it("may all read what is for all, and send no cookies there", async () => {
    const url = await start({ cors: { origins: ["*"], credentials: true } });
    expect(await ask(url, "https://any.example")).toEqual({ status: 200, "access-control-allow-origin": "*" });
  });

  it.each([
    ["https://app.example.com", true],
    ["https://a.b.example.com", true],
    ["https://example.com", false],
    ["http://app.example.com", false],
    ["https://app.example.com:8443", false],
    ["https://evilexample.com", false],
    ["https://app.example.com.evil.com", false],
    ["https://evil.com/.example.com", false],
    ["https://evil.com?.example.com", false],
    ["null", false],
  ])("below one domain are those of hosts below it: %s", async (origin, isAllowed) => {
    const url = await start({ cors: { origins: ["https://*.example.com"] } });
    expect(Object.keys(await ask(url, origin)).includes("access-control-allow-origin")).toBe(isAllowed);
  });

  it("of this machine may still ask in development", async () => {
    const url = await start({ production: false, explorer: true, cors: { origins: ["https://app.example"] } });
    expect(await ask(url, "http://localhost:3000")).toMatchObject({
      "access-control-allow-origin": "http://localhost:3000",
    });
    expect(await ask(url, "https://app.example")).toMatchObject({
      "access-control-allow-origin": "https://app.example",
    });
    expect(await ask(url, "https://evil.example")).toEqual({ status: 200 });
  });
});
