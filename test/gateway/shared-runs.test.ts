import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { deferred } from "../support/deferred.ts";
import { fc } from "../support/properties.ts";
import { startRestServer, type Handler, type RestServer } from "../support/rest-server.ts";
import { until } from "../support/until.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Setup {
  readonly upstream: RestServer;
  readonly gateway: GatewayServer;
}

/** A service, a declared subgraph over it that sends the `authorization` header on, and a gateway that shares. */
async function start(
  handler: Handler,
  options: Partial<GatewayServerOptions> = {},
  service = "things",
): Promise<Setup> {
  const upstream = await startRestServer(handler);
  const graph = await openDeclaredGraph({
    [service]: `${connectLinks}
      @source(name: "api", http: { baseURL: "${upstream.url}", headers: [{ name: "authorization", from: "authorization" }] })
    type Query {
      me: String @connect(source: "api", http: { GET: "/me" }, selection: "$.name")
      tenant: String @connect(source: "api", http: { GET: "/tenants/{$context.tenant}" }, selection: "$.name")
      echo(text: String): String @connect(source: "api", http: { GET: "/echo?text={$args.text}" }, selection: "$.name")
    }
    type Mutation {
      rename(name: String): String @connect(source: "api", http: { POST: "/me", body: "name: $args.name" }, selection: "$.name")
    }`,
  });
  const transport = createRestTransport();
  const gateway = await startGatewayServer({
    graph,
    transport,
    port: 0,
    production: true,
    share: "operation",
    ...options,
  });
  cleanups.push(
    () => gateway.stop(),
    () => transport.close(),
    () => upstream.close(),
  );
  return { upstream, gateway };
}

async function ask(
  { gateway }: Setup,
  query: string,
  headers: Record<string, string> = {},
  variables?: object,
  signal?: AbortSignal,
): Promise<unknown> {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
    ...(signal && { signal }),
  });
  return response.json();
}

/** `$context` from headers: a tenant, or with `x-secret` something that no text says all of. */
const tenantContext: GatewayServerOptions["context"] = ({ headers }) => {
  const tenant = headers["x-tenant"]?.[0];
  return headers["x-secret"] ? { tenant, of: new Map([[tenant, headers["x-secret"]]]) } : { tenant };
};

/** A handler that answers each call when it is told to, with a name of its own. */
function heldUpstream(): { handler: Handler; release: () => void; arrived: (count: number) => Promise<void> } {
  let gate = deferred<void>();
  let calls = 0;
  return {
    handler: async () => {
      calls += 1;
      const name = `answer ${calls}`;
      await gate.promise;
      return { json: { name } };
    },
    release: () => {
      gate.resolve();
      gate = deferred<void>();
    },
    arrived: async (count) => {
      await until(() => calls >= count);
      // Time enough for one more to arrive, if one were sent.
      await sleep(250);
    },
  };
}

/** The gateway learns the text first. */
async function learn(setup: Setup, held: ReturnType<typeof heldUpstream>, query: string, sent = 1): Promise<void> {
  const first = ask(setup, query, { authorization: "first" });
  await held.arrived(sent);
  held.release();
  await first;
}

describe("equal queries in flight", () => {
  it("are executed once, and the next one anew", async () => {
    const held = heldUpstream();
    const setup = await start(held.handler);
    await learn(setup, held, "{ me }");
    const answers = Promise.all(Array.from({ length: 5 }, () => ask(setup, "{ me }")));
    await held.arrived(2);
    held.release();
    expect(await answers).toEqual(Array.from({ length: 5 }, () => ({ data: { me: "answer 2" } })));
    const later = ask(setup, "{ me }");
    await held.arrived(3);
    held.release();
    expect(await later).toEqual({ data: { me: "answer 3" } });
    expect(setup.upstream.requests.map(({ url }) => url)).toEqual(["/me", "/me", "/me"]);
  });

  it("share their errors too, each told in full", async () => {
    let calls = 0;
    const setup = await start(async () => {
      calls += 1;
      await sleep(400);
      return { status: 503, json: {} };
    });
    await ask(setup, "{ me }");
    const answers = await Promise.all([ask(setup, "{ me }"), ask(setup, "{ me }")]);
    expect(calls).toBe(2);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        data: { me: null },
        errors: [{ path: ["me"], extensions: { code: "CONNECTOR_FETCH" } }],
      });
    }
  });

  it("are several where a header that is sent on differs, whatever other headers say", async () => {
    const held = heldUpstream();
    const setup = await start(held.handler);
    await learn(setup, held, "{ me }");
    const answers = Promise.all([
      ask(setup, "{ me }", { authorization: "Ada", "user-agent": "a" }),
      ask(setup, "{ me }", { authorization: "Ada", "user-agent": "b" }),
      ask(setup, "{ me }", { authorization: "Bob" }),
      ask(setup, "{ me }"),
    ]);
    await held.arrived(4);
    held.release();
    await answers;
    expect(
      setup.upstream.requests
        .slice(1)
        .map(({ headers }) => headers.authorization ?? "nobody")
        .toSorted(),
    ).toEqual(["Ada", "Bob", "nobody"]);
  });

  it("are several where `$context` differs, or cannot be compared", async () => {
    const held = heldUpstream();
    const setup = await start(held.handler, { context: tenantContext });
    await learn(setup, held, "{ tenant }");
    const answers = Promise.all([
      ask(setup, "{ tenant }", { "x-tenant": "eu" }),
      ask(setup, "{ tenant }", { "x-tenant": "eu" }),
      ask(setup, "{ tenant }", { "x-tenant": "us" }),
      ask(setup, "{ tenant }", { "x-tenant": "de", "x-secret": "1" }),
      ask(setup, "{ tenant }", { "x-tenant": "de", "x-secret": "2" }),
    ]);
    await held.arrived(4);
    held.release();
    await answers;
    expect(
      setup.upstream.requests
        .slice(1)
        .map(({ url }) => url)
        .toSorted(),
    ).toEqual(["/tenants/de", "/tenants/eu", "/tenants/us"]);
  });

  it("are several where variables differ", async () => {
    const held = heldUpstream();
    const setup = await start(held.handler);
    const query = "query ($text: String) { echo(text: $text) }";
    await learn(setup, held, query);
    const answers = Promise.all(["a", "b", "a", null].map((text) => ask(setup, query, {}, { text })));
    await held.arrived(4);
    held.release();
    await answers;
    expect(
      setup.upstream.requests
        .slice(1)
        .map(({ url }) => url)
        .toSorted(),
    ).toEqual(["/echo?text=", "/echo?text=a", "/echo?text=b"]);
  });

  it("go on when one of their clients leaves, and end when all have left", async () => {
    const closed = deferred<void>();
    const gate = deferred<void>();
    let calls = 0;
    const setup = await start(async (_request, response) => {
      calls += 1;
      if (calls === 3) response.on("close", () => closed.resolve());
      if (calls > 1) await gate.promise;
      return { json: { name: `answer ${calls}` } };
    });
    await ask(setup, "{ me }");

    const leaver = new AbortController();
    const left = ask(setup, "{ me }", {}, undefined, leaver.signal).catch(() => "left");
    await until(() => calls >= 2);
    const stayed = ask(setup, "{ me }");
    await sleep(250);
    leaver.abort();
    expect(await left).toBe("left");
    await sleep(250);
    gate.resolve();
    expect(await stayed).toEqual({ data: { me: "answer 2" } });
    expect(calls).toBe(2);
  });

  it("are aborted upstream once nobody waits", async () => {
    const closed = deferred<void>();
    let calls = 0;
    const setup = await start(async (_request, response) => {
      calls += 1;
      if (calls === 1) return { json: { name: "first" } };
      response.on("close", () => closed.resolve());
      return undefined;
    });
    await ask(setup, "{ me }");
    const leavers = [new AbortController(), new AbortController()];
    const left = leavers.map(({ signal }) => ask(setup, "{ me }", {}, undefined, signal).catch(() => "left"));
    await until(() => calls >= 2);
    await sleep(250);
    for (const leaver of leavers) leaver.abort();
    expect(await Promise.all(left)).toEqual(["left", "left"]);
    await closed.promise;
    expect(calls).toBe(2);
  });

  it("are not joined after a write has ended, by whoever wrote", async () => {
    let name = "old";
    const gate = deferred<void>();
    let reads = 0;
    const setup = await start(async ({ method, body }) => {
      if (method === "POST") name = (JSON.parse(body) as { name: string }).name;
      else if ((reads += 1) === 2) {
        const before = name;
        await gate.promise;
        return { json: { name: before } };
      }
      return { json: { name } };
    });
    await ask(setup, "{ me }");
    const early = ask(setup, "{ me }");
    await until(() => reads >= 2);
    await ask(setup, 'mutation { rename(name: "new") }');
    const late = ask(setup, "{ me }");
    expect(await late).toEqual({ data: { me: "new" } });
    gate.resolve();
    expect(await early).toEqual({ data: { me: "old" } });
  });

  it("is no sharing of mutations", async () => {
    const setup = await start(async () => {
      await sleep(200);
      return { json: { name: "x" } };
    });
    const query = 'mutation { rename(name: "x") }';
    await ask(setup, query);
    await Promise.all([ask(setup, query), ask(setup, query), ask(setup, query)]);
    expect(setup.upstream.requests).toHaveLength(4);
  });
});

describe("whatever two users send at the same time", () => {
  it.each(["none", "request", "operation"] as const)("neither is answered as the other (share: %s)", async (share) => {
    const setup = await start(
      async ({ headers, url }) => {
        await sleep(1);
        return { json: { name: `${headers.authorization ?? "nobody"} at ${url}` } };
      },
      { share, context: ({ headers }) => ({ tenant: headers["x-tenant"]?.[0] ?? "none" }) },
    );
    const user = fc.record({
      authorization: fc.option(fc.constantFrom("Ada", "Bob"), { nil: undefined }),
      tenant: fc.option(fc.constantFrom("eu", "us"), { nil: undefined }),
      cookie: fc.option(fc.constantFrom("s=1", "s=2"), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(user, { minLength: 2, maxLength: 8 }), async (users) => {
        const answers = await Promise.all(
          users.map(({ authorization, tenant, cookie }) =>
            ask(setup, "{ me tenant }", {
              ...(authorization && { authorization }),
              ...(tenant && { "x-tenant": tenant }),
              ...(cookie && { cookie }),
            }),
          ),
        );
        expect(answers).toEqual(
          users.map(({ authorization = "nobody", tenant = "none" }) => ({
            data: { me: `${authorization} at /me`, tenant: `${authorization} at /tenants/${tenant}` },
          })),
        );
      }),
      { numRuns: 60 },
    );
  });
});
