import { afterEach, describe, expect, it } from "@jest/globals";
import type { AuthOptions } from "../../../gateway/auth/auth-options.ts";
import { defineSubgraph } from "../../../subgraphs/coded/define-subgraph.ts";
import type { ServerObserver } from "../../../gateway/http/server-observer.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";
import { until } from "../../support/until.ts";
import { links, startCachingGateway, type CachingGateway } from "../caching-gateway.ts";
import { AUDIENCE, createSigner, ISSUER } from "./signer.ts";

const signer = await createSigner("a");
const exp = Math.floor(Date.now() / 1_000) + 3_600;
const servers: RestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function auth(options: Partial<AuthOptions> = {}): Promise<AuthOptions> {
  const issuer = await startRestServer(() => ({ json: { keys: [signer.jwk] } }));
  servers.push(issuer);
  return { issuers: [{ issuer: ISSUER, audience: [AUDIENCE], jwks: { url: issuer.url } }], ...options };
}

const withToken = async (claims: Record<string, unknown>): Promise<{ authorization: string }> => ({
  authorization: `Bearer ${await signer.sign({ exp, ...claims })}`,
});

/** A service that can be made to wait, so that all who ask are there at the same time. */
interface HeldService extends RestServer {
  hold(): void;
  release(): void;
}

async function startHeldService(): Promise<HeldService> {
  let release: (() => void) | undefined;
  let released = Promise.resolve();
  const server = await startRestServer(async ({ url }) => {
    await released;
    return { json: { url }, headers: { "cache-control": "public, max-age=60" } };
  });
  servers.push(server);
  return Object.assign(server, {
    hold: () => void (released = new Promise((resolve) => (release = resolve))),
    release: () => release?.(),
  });
}

interface Shared {
  operations: number;
  requests: number;
}

/** Counts what the server shares. */
function sharingObserver(): ServerObserver & { readonly shared: Shared } {
  const shared = { operations: 0, requests: 0 };
  return {
    shared,
    onRequest: () => () => {},
    onOperation: () => {},
    onSharedOperation: () => void (shared.operations += 1),
    onSharedRequest: () => void (shared.requests += 1),
  };
}

/** Asks for all of them at once. The service answers when they share what they are to share, and is asked no more. */
async function askTogether(
  { url }: CachingGateway,
  service: HeldService,
  observed: Shared,
  asked: { readonly query: string; readonly clients: readonly Record<string, string>[]; readonly shared: Shared },
): Promise<{ readonly data: unknown; readonly calls: readonly string[] }> {
  const ask = async (headers: Record<string, string>): Promise<unknown> => {
    const init = { method: "POST", headers: { "content-type": "application/json", ...headers } };
    const response = await fetch(url, { ...init, body: JSON.stringify({ query: asked.query }) });
    return ((await response.json()) as { data: unknown }).data;
  };
  // Twice, by a client of which everything is seen: then the operation takes the short way.
  const [first = {}] = asked.clients;
  await ask(first);
  await ask(first);
  service.hold();
  service.requests.length = 0;
  const answers = asked.clients.map(ask);
  const { operations, requests } = asked.shared;
  await until(() => observed.operations === operations && observed.requests === requests);
  service.release();
  const data = await Promise.all(answers);
  return { data, calls: service.requests.map((request) => request.url).toSorted() };
}

const people = (url: string): string => `
  type Query {
    open: String @connect(http: { GET: "${url}/open" }, selection: "$.url")
    secret: String @federation__authenticated @connect(http: { GET: "${url}/secret" }, selection: "$.url")
    mail: String @federation__requiresScopes(scopes: [["mail"]]) @connect(http: { GET: "${url}/mail" }, selection: "$.url")
    mine: String @connect(http: { GET: "${url}/of/{$context.claims.sub}" }, selection: "$.url")
    vetted: String @federation__policy(policies: [["vetted"]]) @connect(http: { GET: "${url}/vetted" }, selection: "$.url")
  }`;
/** Without what is named. */
const peopleBut = (url: string, ...fields: string[]): string =>
  people(url)
    .split("\n")
    .filter((line) => !fields.some((field) => line.trim().startsWith(`${field}:`)))
    .join("\n");

describe("what a token says of a client", () => {
  it("is seen by resolvers of coded subgraphs", async () => {
    const coded = defineSubgraph({
      name: "me",
      typeDefs: `${links}\ntype Query { me: String own: String }`,
      sources: {},
      resolvers: {
        Query: {
          me: (_parent: unknown, _args: unknown, { claims }) => claims?.["sub"] ?? "nobody",
          own: (_parent: unknown, _args: unknown, { context }) => context["role"],
        },
      },
    });
    const gateway = await startCachingGateway({
      coded: [coded],
      server: { auth: await auth(), context: ({ claims }) => ({ role: claims?.["role"] ?? "guest" }) },
    });
    const ask = async (headers?: Record<string, string>): Promise<unknown> =>
      (await gateway.ask("{ me own }", headers)).data;
    expect(await ask(await withToken({ sub: "ada", role: "admin" }))).toEqual({ me: "ada", own: "admin" });
    expect(await ask()).toEqual({ me: "nobody", own: "guest" });
  });

  it("separates shared operations by scopes alone, where rules are all that looks at it", async () => {
    const service = await startHeldService();
    const observer = sharingObserver();
    const gateway = await startCachingGateway({
      declared: { people: peopleBut(service.url, "mine", "vetted") },
      server: { auth: await auth(), share: "operation", observer },
    });
    const [ada, bob, eve] = [
      await withToken({ sub: "ada", scope: "mail x" }),
      await withToken({ sub: "bob", scope: "x mail" }),
      await withToken({ sub: "eve" }),
    ];
    const clients = [ada, bob, eve, {}, ada];
    // The other two share `/open` alone: services do not see who asks.
    const shared = { operations: 2, requests: 2 };
    const asked = { query: "{ open mail }", clients, shared };
    expect(await askTogether(gateway, service, observer.shared, asked)).toEqual({
      data: [
        { open: "/open", mail: "/mail" },
        { open: "/open", mail: "/mail" },
        { open: "/open", mail: null },
        { open: "/open", mail: null },
        { open: "/open", mail: "/mail" },
      ],
      calls: ["/mail", "/open"],
    });
  });

  it("separates shared operations by the token where mappings see claims, and by headers where there are policies", async () => {
    const service = await startHeldService();
    const observer = sharingObserver();
    const gateway = await startCachingGateway({
      declared: { people: people(service.url) },
      server: {
        auth: await auth({ policies: ({ headers, policies: names }) => (headers["x-vetted"] ? names : []) }),
        share: "operation",
        observer,
      },
    });
    const [ada, bob] = [await withToken({ sub: "ada" }), await withToken({ sub: "bob" })];
    const vetted = { "x-vetted": "1" };
    const clients = [{ ...ada, ...vetted }, bob, ada, {}, vetted, { ...ada, ...vetted }];
    const shared = { operations: 1, requests: 3 };
    const asked = { query: "{ mine vetted }", clients, shared };
    expect(await askTogether(gateway, service, observer.shared, asked)).toEqual({
      data: [
        { mine: "/of/ada", vetted: "/vetted" },
        { mine: "/of/bob", vetted: null },
        { mine: "/of/ada", vetted: null },
        { mine: "/of/", vetted: null },
        { mine: "/of/", vetted: "/vetted" },
        { mine: "/of/ada", vetted: "/vetted" },
      ],
      calls: ["/of/", "/of/ada", "/of/bob", "/vetted"],
    });
  });

  it("makes an answer that depends on it one for its client alone", async () => {
    const service = await startHeldService();
    const cached = {
      declared: {
        people: people(service.url)
          .replaceAll("@connect(", '@connect(source: "api", ')
          .replace("type Query", `extend schema @source(name: "api", http: { baseURL: "${service.url}" })\ntype Query`)
          .replaceAll(`"${service.url}/`, '"/'),
      },
      sources: { "people.api": { cache: { scope: "public" as const } } },
    };
    const gateway = await startCachingGateway({ ...cached, server: { auth: await auth() } });
    const ada = await withToken({ sub: "ada" });
    const caching = async (one: CachingGateway, query: string): Promise<string | null> =>
      (await one.ask(query, ada)).caching?.replace(/\d+/, "N") ?? null;
    expect(await caching(gateway, "{ open }")).toBe("max-age=N, public");
    expect(await caching(gateway, "{ secret }")).toBe("max-age=N, private");
    expect(await caching(gateway, "{ open secret }")).toBe("max-age=N, private");
    const varying = async (query: string): Promise<string | null> => {
      const url = `${gateway.url}?query=${encodeURIComponent(query)}`;
      const response = await fetch(url, { headers: { ...ada, "apollo-require-preflight": "1" } });
      return response.headers.get("vary");
    };
    expect(await varying("{ open }")).toBe("Accept");
    expect(await varying("{ secret }")).toBe("Accept, authorization");
    const closed = await startCachingGateway({ ...cached, server: { auth: await auth({ required: true }) } });
    expect(await caching(closed, "{ open }")).toBe("max-age=N, private");
  });
});
