import { afterEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute } from "graphql";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../../gateway/http-server.ts";
import { clientAddressReader, networkOf } from "../../../gateway/rate-limit/client-address.ts";
import { openHitCounter } from "../../../gateway/rate-limit/hit-counter.ts";
import { RateLimit, type ClientKey } from "../../../gateway/rate-limit/rate-limit.ts";
import { createRestTransport } from "../../../subgraphs/rest/transport.ts";
import { startRestServer } from "../../support/rest-server.ts";
import { AUDIENCE, createSigner, ISSUER } from "../auth/signer.ts";

const schema = buildSchema("type Query { a: Int }");
let server: GatewayServer | undefined;
afterEach(() => server?.stop());

/** A gateway that answers each client twice in an hour. */
async function start(by: ClientKey = { kind: "ip" }, options: Partial<GatewayServerOptions> = {}): Promise<void> {
  const counter = await openHitCounter({ requests: 2, perMs: 3_600_000 });
  server = await startGatewayServer({
    graph: {
      schema,
      execute: async ({ document }) => execute({ schema, document, rootValue: { a: 1 } }),
      close: async () => {},
    },
    transport: createRestTransport(),
    port: 0,
    production: true,
    rateLimit: new RateLimit({ counter, by, addressOf: clientAddressReader(["127.0.0.0/8", "::1"]) }),
    ...options,
  });
}

function ask(headers: Record<string, string> = {}, body: unknown = { query: "{ a }" }): Promise<Response> {
  return fetch(server?.url ?? "", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function from(forwarded: string): Record<string, string> {
  return { "x-forwarded-for": forwarded };
}

async function statuses(headers: readonly Record<string, string>[]): Promise<number[]> {
  const found: number[] = [];
  // oxlint-disable-next-line no-await-in-loop -- In this order.
  for (const each of headers) found.push((await ask(each)).status);
  return found;
}

describe("a client that may ask twice", () => {
  it("is told what it has left, and refused after that", async () => {
    await start();
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first?.status, second?.status, third?.status]).toEqual([200, 200, 429]);
    expect(first?.headers.get("ratelimit-policy")).toBe('"default";q=2;w=3600');
    expect(first?.headers.get("ratelimit")).toMatch(/^"default";r=1;t=(3600|3[0-9]{3})$/);
    expect(second?.headers.get("ratelimit")).toMatch(/^"default";r=0;t=\d+$/);
    expect(third?.headers.get("ratelimit")).toMatch(/^"default";r=0;t=\d+$/);
    const retryAfter = Number(third?.headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThan(3_000);
    expect(await third?.json()).toEqual({
      errors: [
        {
          message: `Too many requests. Ask again in ${retryAfter} s.`,
          extensions: { code: "RATE_LIMITED", retryAfter },
        },
      ],
    });
  });

  it("is counted by the short way as by the long one", async () => {
    await start({ kind: "ip" });
    // The second is one that was seen before.
    expect(await statuses([{}, {}, {}])).toEqual([200, 200, 429]);
  });

  it("is never refused its probes", async () => {
    await start();
    await statuses([{}, {}, {}]);
    expect((await fetch(new URL("/health/ready", server?.url))).status).toBe(200);
  });

  it("is the one that the proxy names, and not who it says it is itself", async () => {
    await start();
    expect(await statuses([from("1.1.1.1"), from("1.1.1.1"), from("1.1.1.1"), from("2.2.2.2")])).toEqual([
      200, 200, 429, 200,
    ]);
    expect(await statuses([from("9.9.9.9, 1.1.1.1"), from("3.3.3.3, 127.0.0.2")])).toEqual([429, 200]);
  });

  it("may be known by a header, and by its address without it", async () => {
    await start({ kind: "header", name: "x-api-key" });
    const [one, other] = [{ "x-api-key": "one" }, { "x-api-key": "other" }];
    expect(await statuses([one, one, one, other, {}, {}, {}])).toEqual([200, 200, 429, 200, 200, 200, 429]);
  });

  it("may be known by a claim, and by its address where its token is refused", async () => {
    const signer = await createSigner("a");
    const issuer = await startRestServer(() => ({ json: { keys: [signer.jwk] } }));
    const jwks = { url: `${issuer.url}/keys` };
    await start(
      { kind: "claim", name: "sub" },
      { auth: { issuers: [{ issuer: ISSUER, audience: [AUDIENCE], jwks }] } },
    );
    const bearer = async (claims: Record<string, unknown>): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await signer.sign({ exp: Math.floor(Date.now() / 1_000) + 3_600, ...claims })}`,
    });
    const [ada, bob, expired] = [await bearer({}), await bearer({ sub: "bob" }), await bearer({ exp: 1 })];
    expect(await statuses([ada, expired, ada, expired, ada, expired, {}, bob])).toEqual([
      200, 401, 200, 401, 429, 429, 429, 200,
    ]);
    await issuer.close();
  });

  it("is counted each operation of a batch", async () => {
    await start({ kind: "ip" }, { limits: { batch: 10 } });
    const query = { query: "{ a }" };
    expect((await ask({}, [query, query])).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it("is counted where a batch is one too many", async () => {
    await start({ kind: "ip" }, { limits: { batch: 10 } });
    const query = { query: "{ a }" };
    expect((await ask({}, [query, query, query])).status).toBe(429);
  });
});

function addressOf(trusted: string[], remoteAddress: string, forwarded?: string): string {
  // What is read of a request.
  const request = { socket: { remoteAddress }, headers: { "x-forwarded-for": forwarded } } as never;
  return clientAddressReader(trusted)(request);
}

describe("the address of a client", () => {
  it.each<[string, string[], string, string | undefined, string]>([
    ["is that of its connection", [], "5.5.5.5", "1.1.1.1", "5.5.5.5"],
    ["is that of a proxy that nobody trusts", ["10.0.0.0/8"], "5.5.5.5", "1.1.1.1", "5.5.5.5"],
    ["is what a proxy says", ["10.0.0.0/8"], "10.1.2.3", "1.1.1.1", "1.1.1.1"],
    ["is what the first of several proxies says", ["10.0.0.0/8"], "10.1.2.3", "6.6.6.6, 1.1.1.1, 10.9.9.9", "1.1.1.1"],
    ["is a proxy's where it says nothing", ["10.0.0.0/8"], "10.1.2.3", undefined, "10.1.2.3"],
    ["is a proxy's where it says nonsense", ["10.0.0.0/8"], "10.1.2.3", "1.1.1.1, unknown", "10.1.2.3"],
    ["is the farthest proxy's where all are trusted", ["10.0.0.0/8"], "10.1.2.3", "10.4.4.4", "10.4.4.4"],
    ["is of version 4 on a socket of version 6", ["10.0.0.1"], "::ffff:10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"],
    ["is of version 6", ["fd00::/8"], "fd00::1", "2001:db8::7", "2001:db8::7"],
  ])("%s", (_what, trusted, remote, forwarded, found) => {
    expect(addressOf(trusted, remote, forwarded)).toBe(found);
  });

  it.each([
    ["1.2.3.4", "1.2.3.4"],
    ["2001:db8::7", "2001:db8:0:0"],
    ["2001:0db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["::1", "0:0:0:0"],
    ["2001:db8:1:2::", "2001:db8:1:2"],
    ["64:ff9b:1:2:3:4:1.2.3.4", "64:ff9b:1:2"],
    ["64:ff9b::1.2.3.4", "64:ff9b:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ])("%s counts as %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each(["10.0.0.0/33", "10.0.0/8", "proxy.internal", "::1/129", "1.1.1.1/x"])("has no range %s", (range) => {
    expect(() => clientAddressReader([range])).toThrow(`\`${range}\` is neither an address nor a range of them.`);
  });
});
