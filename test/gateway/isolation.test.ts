import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { defineSubgraph, type SubgraphDefinition } from "../../subgraphs/coded/define-subgraph.ts";
import type { CacheSettings } from "../../subgraphs/rest/cache/cache-settings.ts";
import { RestSource } from "../../subgraphs/rest/rest-source.ts";
import { fc } from "../support/properties.ts";
import type { RestServer } from "../support/rest-server.ts";
import { links, openCachingGateway, type OpenedGateway } from "./caching-gateway.ts";
import { memoryTextStore } from "../support/memory-text-store.ts";
import { behaviours, identifying, pathOf, startNosyService, twoUsers, typical, type User } from "./two-users.ts";

let service: RestServer;
beforeAll(async () => {
  service = await startNosyService();
});
afterAll(() => service.close());

const sdl = (): string => `
  extend schema @source(name: "api", http: { baseURL: "${service.url}" })
  type Query {
    resource(path: String!): Resource @connect(source: "api", http: { GET: "/{$args.path}" }, selection: """${selection}""")
    mine(path: String!): Resource
      @connect(source: "api", http: { GET: "/{$args.path}", queryParams: "user: $context.user" }, selection: """${selection}""")
  }
  type Resource @cacheControl(maxAge: 60) { id: ID seen: String cookie: String }
`;
/** The same by code. It need not be told what a service says: whatever it reads of the client counts. */
const coded = (): SubgraphDefinition => {
  class Api extends RestSource {
    override baseURL = service.url;
    ask = async (path: string): Promise<{ seen?: string }> => (await this.get<{ seen?: string } | null>(path)) ?? {};
  }
  return defineSubgraph({
    name: "code",
    typeDefs: `${links} type Query { byCode(path: String!): Coded @cacheControl(maxAge: 60) } type Coded { id: ID seen: String cookie: String }`,
    sources: { api: Api },
    resolvers: { Query: { byCode: (_parent, { path }: { path: string }, { sources }) => sources.api.ask(path) } },
  });
};
const selection = `id seen cookie: $response.headers."set-cookie"->first`;

const caches: fc.Arbitrary<CacheSettings | undefined> = fc.option(
  fc.record(
    {
      scope: fc.constantFrom("private", "public"),
      ttlMs: fc.constant(60_000),
      staleIfErrorMs: fc.constant(60_000),
      staleWhileRevalidateMs: fc.constant(60_000),
      ignoreHeaders: fc.constantFrom([], ["accept-language"], ["x-request-id"]),
    },
    { requiredKeys: ["scope"] },
  ),
  { nil: undefined, freq: 6 },
);

const worlds = fc.record({
  cache: caches,
  store: fc.constantFrom("memory", "shared by two gateways"),
  share: fc.constantFrom("none", "request", "operation"),
  forward: fc.oneof(fc.constant([...identifying]), fc.subarray([...identifying, "accept-language"])),
  hasContext: fc.boolean(),
  users: twoUsers,
  behaviours: fc.array(behaviours, { minLength: 1, maxLength: 3 }).map((odd) => [...typical, ...odd]),
});
type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

/** What some step of some world was: none of it must be so rare that nothing is tested. */
const seen = { calls: 0, hits: 0, public: 0, private: 0 };

async function openGateways(world: World): Promise<OpenedGateway[]> {
  const { cache, store, share, forward, hasContext } = world;
  const texts = store === "memory" ? undefined : memoryTextStore();
  const settings = { retry: false, breaker: false, forward, ...(cache && { cache }) } as const;
  const open = (): Promise<OpenedGateway> =>
    openCachingGateway({
      declared: { things: sdl() },
      coded: [coded()],
      sources: { "things.api": settings, "code.api": settings },
      transport: { cache: { store: texts } },
      server: {
        share,
        ...(hasContext && { context: ({ headers }) => ({ user: headers["x-user"]?.[0] }) }),
        onCall: ({ cache: result, shared }) => {
          seen.calls += 1;
          if (result === "hit" || result === "stale" || result === "revalidated" || shared) seen.hits += 1;
        },
      },
    });
  return Promise.all(texts ? [open(), open()] : [open()]);
}

it("shows nobody what is for somebody else, whatever is kept and shared", async () => {
  const runs = Number(process.env["ISOLATION_RUNS"] ?? 40);
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const gateways = await openGateways(world);
      try {
        for (let round = 0; round < 2; round += 1) {
          await Promise.all(world.behaviours.map((behaviour) => askAtOnce(gateways, world, pathOf(behaviour))));
        }
      } finally {
        await Promise.all(gateways.map((gateway) => gateway.close()));
      }
    }),
    { numRuns: runs },
  );
  // What is never kept or shared cannot be shown to anybody else.
  expect(seen.hits).toBeGreaterThan(seen.calls / 30);
  expect(Math.min(seen.public, seen.private)).toBeGreaterThan(0);
}, 300_000);

async function askAtOnce(
  gateways: readonly OpenedGateway[],
  { users: { ada, bob }, hasContext }: World,
  path: string,
): Promise<void> {
  const fields = ["resource", "byCode", ...(hasContext ? ["mine"] : [])];
  const asked = [ada, bob, ada].flatMap((user, at) =>
    fields.map((field) =>
      askAs(user, gateways[at % gateways.length], `{ ${field}(path: "${path}") { id seen cookie } }`),
    ),
  );
  await Promise.all(asked);
}

async function askAs(user: User, gateway: OpenedGateway | undefined, query: string): Promise<void> {
  const answer = await gateway?.ask(query, user.headers);
  const text = JSON.stringify(answer);
  const [own, other] = user.name === "ada" ? ["ada", "bob"] : ["bob", "ada"];
  expect(text).not.toContain(other);
  // Who keeps a public answer may show it to anybody.
  if (answer?.caching?.endsWith("public")) {
    seen.public += 1;
    expect(text).not.toContain(own);
  }
  if (answer?.caching?.endsWith("private")) seen.private += 1;
}
