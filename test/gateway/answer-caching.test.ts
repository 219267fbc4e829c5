import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { defineSubgraph } from "../../subgraphs/coded/define-subgraph.ts";
import { RestSource } from "../../subgraphs/rest/rest-source.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { links, startCachingGateway, type CachingGateway } from "./caching-gateway.ts";

/** Answers with the Cache-Control that the path names: `/public+max-age=60`. */
let rest: RestServer;
beforeAll(async () => {
  rest = await startRestServer(({ url }) => {
    const [, cacheControl = "", status = "200"] = url.split("/");
    return {
      status: Number(status),
      json: { id: "1", name: "Ada" },
      headers: cacheControl === "none" ? {} : { "cache-control": cacheControl.replaceAll("+", ", ") },
    };
  });
});
afterAll(() => rest.close());
afterEach(() => void (rest.requests.length = 0));

const source = (): string => `extend schema @source(name: "api", http: { baseURL: "${rest.url}" })`;
const get = (path: string, more = ""): string =>
  `@connect(source: "api", http: { GET: "/${path}" ${more} }, selection: "id name")`;

/** `max-age` as it is sent is in whole seconds, of an answer that has been under way for a moment. */
const about = (seconds: number, scope: string): RegExp =>
  new RegExp(`^max-age=(${Array.from({ length: 60 }, (_, late) => seconds - late).join("|")}), ${scope}$`);

const startThings = (fields: string, settings: object = { cache: {} }): Promise<CachingGateway> =>
  startCachingGateway({
    declared: { things: `${source()} type Query { ${fields} } type Thing { id: ID! name: String }` },
    sources: { "things.api": settings },
  });

describe("Cache-Control of an answer whose services say how long theirs are fresh", () => {
  it("is that of the least fresh of them", async () => {
    const gateway = await startThings(`
      a: Thing ${get("public+max-age=3600")}
      b: Thing ${get("max-age=1800")}
      c: Thing ${get("private+max-age=7200")}
      d: Thing ${get("no-store")}
      e: Thing ${get("none")}
      f: Thing ${get("max-age=3600/404")}
    `);
    expect((await gateway.ask("{ a { id } }")).caching).toMatch(about(3600, "public"));
    expect((await gateway.ask("{ a { id } b { id } }")).caching).toMatch(about(1800, "public"));
    expect((await gateway.ask("{ a { id } c { id } }")).caching).toMatch(about(3600, "private"));
    for (const field of ["d", "e", "f"]) {
      expect([field, (await gateway.ask(`{ a { id } ${field} { id } }`)).caching]).toEqual([field, "no-store"]);
    }
    expect((await gateway.ask("{ __typename }")).caching).toBe("no-store");
  });

  it("counts how long they are kept already", async () => {
    let late = 0;
    const gateway = await startCachingGateway({
      declared: {
        things: `${source()} type Query { a: Thing ${get("max-age=3600")} } type Thing { id: ID! }`.replace(
          "id name",
          "id",
        ),
      },
      sources: { "things.api": { cache: {} } },
      transport: { wallClock: () => Date.now() - late },
    });
    late = 1_800_000;
    await gateway.ask("{ a { id } }");
    late = 0;
    expect((await gateway.ask("{ a { id } }")).caching).toMatch(about(1800, "public"));
    expect(rest.requests).toHaveLength(1);
  });

  it("is no-store where a source is not configured to keep any, and nothing else says it", async () => {
    const gateway = await startThings(`a: Thing ${get("public+max-age=3600")}`, {});
    expect((await gateway.ask("{ a { id } }")).caching).toBe("no-store");
  });

  it("says the time that the config gives to answers that say nothing", async () => {
    const gateway = await startThings(`a: Thing ${get("none")}`, { cache: { ttlMs: 3_600_000 } });
    expect((await gateway.ask("{ a { id } }")).caching).toMatch(about(3600, "public"));
  });

  it("is never public where anything of the client was read", async () => {
    const fields = `
      plain: Thing ${get("public+max-age=3600")}
      from: Thing ${get("public+max-age=3600", `headers: [{ name: "x-user", from: "x-user" }]`)}
      url: Thing ${get("public+max-age=3600?user={$context.user}")}
      mapped: User @connect(source: "api", http: { GET: "/public+max-age=3600" }, selection: "id agent: $request.headers.'user-agent'->first")
      virtual: User @connect(selection: "$({ id: $context.user })")
    `;
    const gateway = await startCachingGateway({
      declared: {
        things: `${source()} type Query { ${fields} } type Thing { id: ID! name: String } type User { id: ID! agent: String }`,
      },
      sources: { "things.api": { cache: { scope: "public" } } },
      server: { context: () => ({ user: "ada" }) },
    });
    expect((await gateway.ask("{ plain { id } }")).caching).toMatch(about(3600, "public"));
    for (const field of ["from", "url", "mapped", "virtual"]) {
      const { caching } = await gateway.ask(`{ plain { id } ${field} { id } }`);
      expect([field, caching]).toEqual([field, expect.stringMatching(about(3600, "private"))]);
    }
    const forwarding = await startThings(`a: Thing ${get("public+max-age=3600")}`, {
      cache: {},
      forward: ["authorization"],
    });
    expect((await forwarding.ask("{ a { id } }")).caching).toMatch(about(3600, "private"));
    const tenants = { header: "x-tenant", urls: { eu: rest.url } };
    const tenant = await startThings(`a: Thing ${get("public+max-age=3600")}`, { cache: {}, baseUrl: tenants });
    expect((await tenant.ask("{ a { id } }", { "x-tenant": "eu" })).caching).toMatch(about(3600, "private"));
  });

  it("is told to a GET as well, which a CDN may keep, with what it depends on", async () => {
    const gateway = await startThings(`a: Thing ${get("public+max-age=3600")}`);
    const url = `${gateway.url}?query=${encodeURIComponent("{ a { id } }")}`;
    const { status, headers } = await fetch(url, { headers: { "apollo-require-preflight": "true" } });
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toMatch(about(3600, "public"));
    expect(headers.get("vary")).toBe("Accept");
  });

  it("is no-store for a mutation, whatever its service says", async () => {
    const gateway = await startCachingGateway({
      declared: {
        things: `${source()} type Query { a: Thing ${get("max-age=3600")} } type Thing { id: ID! name: String }
          type Mutation { add: Thing @cacheControl(maxAge: 60)
            @connect(source: "api", http: { POST: "/public+max-age=3600" }, selection: "id") }`,
      },
      sources: { "things.api": { cache: {} } },
    });
    expect((await gateway.ask("mutation { add { id } }")).caching).toBe("no-store");
  });
});

const answered = (selection: string): string =>
  `@connect(source: "api", http: { GET: "/none" }, selection: "${selection}")`;

const hintedSdl = (): string => {
  const whole = answered("id name plain: { id: id } kept: { id: id }");
  return `${source()}
    type Query {
      a: Thing @cacheControl(maxAge: 60) ${whole}
      b: Thing ${whole}
      c: Thing @cacheControl(maxAge: 30, scope: PRIVATE) ${whole}
      d: Named @cacheControl(maxAge: 90) ${answered("__typename: $('Thing') id name")}
      e: Plain ${answered("id")}
      f: Plain @cacheControl(inheritMaxAge: true) ${answered("id")}
      g: String ${answered("$.name")}
    }
    type Thing @cacheControl(maxAge: 240) {
      id: ID!
      name: String @cacheControl(maxAge: 20)
      plain: Plain
      kept: Plain @cacheControl(inheritMaxAge: true)
    }
    type Plain { id: ID! }
    union Named @cacheControl(maxAge: 100) = Thing`;
};

describe("Cache-Control of an answer whose schema has hints", () => {
  it.each([
    ["{ a { id } }", "max-age=60, public"],
    ["{ b { id } }", "max-age=240, public"],
    ["{ c { id } }", "max-age=30, private"],
    ["{ a { id } c { id } }", "max-age=30, private"],
    ["{ a { id name } }", "max-age=20, public"],
    ["{ a { id plain { id } } }", "no-store"],
    ["{ a { id kept { id } } }", "max-age=60, public"],
    ["{ d { ... on Thing { id } } }", "max-age=90, public"],
    ["{ d { ... on Thing { name } } }", "max-age=20, public"],
    ["{ e { id } }", "no-store"],
    ["{ f { id } }", "no-store"],
    ["{ g }", "no-store"],
    ["{ a { id } e { id } }", "no-store"],
    ["{ a { id } e @skip(if: true) { id } }", "max-age=60, public"],
    ["{ a { id } __schema { queryType { name } } }", "no-store"],
    ["{ a { id __typename } __typename }", "max-age=60, public"],
  ])("%s: %s", async (query, caching) => {
    const gateway = await startCachingGateway({ declared: { things: hintedSdl() }, server: { production: false } });
    const answer = await gateway.ask(query);
    expect(Array.isArray(answer.data)).toBe(false);
    expect(answer.caching).toBe(caching);
  });

  it("never outlives what a service says, and is needed by what says nothing", async () => {
    const gateway = await startCachingGateway({
      declared: {
        things: `${source()} type Thing { id: ID! name: String } type Query {
          a: Thing @cacheControl(maxAge: 7200) ${get("max-age=3600")}
          b: Thing @cacheControl(maxAge: 60) ${get("max-age=3600")}
          c: Thing @cacheControl(maxAge: 60) ${get("no-cache")}
          d: Thing @cacheControl(maxAge: 60) ${get("none")}
          e: Thing ${get("none")}
          f: Thing ${get("max-age=3600")}
        }`,
      },
      sources: { "things.api": { cache: {} } },
      server: { production: false },
    });
    const caching = async (query: string): Promise<string | null> => (await gateway.ask(query)).caching;
    expect(await caching("{ a { id } }")).toMatch(about(3600, "public"));
    expect(await caching("{ a { id } __schema { queryType { name } } }")).toBe("no-store");
    expect(await caching("{ b { id } }")).toBe("max-age=60, public");
    expect(await caching("{ c { id } }")).toBe("no-store");
    expect(await caching("{ d { id } }")).toBe("max-age=60, public");
    expect(await caching("{ d { id } e { id } }")).toBe("no-store");
    expect(await caching("{ b { id } f { id } }")).toBe("max-age=60, public");
    expect(await caching("{ d { id } f { id } }")).toBe("no-store");
  });

  it("does not show them to clients, and carries them in the supergraph", async () => {
    const gateway = await startCachingGateway({ declared: { things: hintedSdl() }, server: { production: false } });
    const { data } = await gateway.ask("{ __schema { types { name } directives { name } } }");
    expect(JSON.stringify(data)).not.toMatch(/cacheControl/i);
    expect(gateway.supergraphSdl).toContain(
      '@join__directive(graphs: [THINGS], name: "cacheControl", args: {maxAge: 60})',
    );
    expect(gateway.supergraphSdl).toContain(
      '@join__directive(graphs: [THINGS], name: "cacheControl", args: {on: "Named", maxAge: 100})',
    );
    expect(gateway.supergraphSdl).not.toContain("CacheControlScope");
  });
});

describe("Cache-Control of an answer that code has a part in", () => {
  class Api extends RestSource {
    override baseURL = rest.url;
    thing = (path: string): Promise<unknown> => this.get(path);
  }
  const coded = (
    hint: string,
    resolve: (context: { sources: { api: Api }; context: object; requestHeaders: object }) => unknown,
  ) =>
    defineSubgraph({
      name: "code",
      typeDefs: `${links} type Query { thing: Thing ${hint} } type Thing { id: ID! }`,
      sources: { api: Api },
      resolvers: { Query: { thing: (_parent, _args, context) => resolve(context as never) } },
    });
  const start = (subgraph: ReturnType<typeof coded>, settings: object = { cache: {} }): Promise<CachingGateway> =>
    startCachingGateway({ coded: [subgraph], sources: { "code.api": settings } });

  it("needs hints, since code may do anything", async () => {
    const plain = await start(coded("", ({ sources }) => sources.api.thing("max-age=3600")));
    expect((await plain.ask("{ thing { id } }")).caching).toBe("no-store");
    const hinted = await start(coded("@cacheControl(maxAge: 60)", ({ sources }) => sources.api.thing("max-age=3600")));
    expect(await hinted.ask("{ thing { id } }")).toEqual({
      data: { thing: { id: "1" } },
      caching: "max-age=60, public",
    });
    expect(rest.requests).toHaveLength(2);
    expect(await hinted.ask("{ thing { id } }")).toEqual({
      data: { thing: { id: "1" } },
      caching: "max-age=60, public",
    });
    expect(rest.requests).toHaveLength(2);
  });

  it("is private where code reads anything of the client", async () => {
    const hint = "@cacheControl(maxAge: 60, scope: PUBLIC)";
    for (const read of ["context", "requestHeaders"] as const) {
      const gateway = await start(coded(hint, (context) => ({ id: String(Object.keys(context[read]).length) })));
      expect((await gateway.ask("{ thing { id } }")).caching).toBe("max-age=60, private");
    }
    const forwarding = await start(
      coded(hint, ({ sources }) => sources.api.thing("max-age=3600")),
      {
        forward: ["authorization"],
      },
    );
    expect((await forwarding.ask("{ thing { id } }")).caching).toBe("max-age=60, private");
  });

  it("is no-store where code made something of a failure", async () => {
    const gateway = await start(
      coded("@cacheControl(maxAge: 60)", ({ sources }) => sources.api.thing("none/503").catch(() => ({ id: "0" }))),
      { retry: false },
    );
    expect(await gateway.ask("{ thing { id } }")).toEqual({ data: { thing: { id: "0" } }, caching: "no-store" });
  });
});

describe("Cache-Control of an answer that a remote subgraph has a part in", () => {
  it("is what that says, and no longer than the others are fresh", async () => {
    let cacheControl: string | undefined = "max-age=3600, public";
    const remote = await startRestServer(() => ({
      json: { data: { far: "away" } },
      headers: cacheControl === undefined ? {} : { "cache-control": cacheControl },
    }));
    const start = (hint: string, forward: string[]): Promise<CachingGateway> =>
      startCachingGateway({
        declared: {
          things: `${source()} type Query { a: Thing ${get("max-age=1800")} } type Thing { id: ID! name: String }`,
        },
        remote: { far: { sdl: `type Query { far: String ${hint} }`, url: remote.url, forward } },
        sources: { "things.api": { cache: {} } },
      });
    try {
      const gateway = await start("", []);
      const caching = async (query: string): Promise<string | null> => (await gateway.ask(query)).caching;
      expect(await caching("{ far }")).toMatch(about(3600, "public"));
      expect(await caching("{ far a { id } }")).toMatch(about(1800, "public"));
      cacheControl = "max-age=60, private";
      expect(await caching("{ far a { id } }")).toMatch(/^max-age=(60|[45]\d), private$/);
      cacheControl = "no-store";
      expect(await caching("{ far }")).toBe("no-store");
      cacheControl = undefined;
      expect(await caching("{ far }")).toBe("no-store");
      expect((await (await start("@cacheControl(maxAge: 60)", [])).ask("{ far }")).caching).toBe("max-age=60, public");
      cacheControl = "max-age=3600, public";
      expect((await (await start("", ["authorization"])).ask("{ far }")).caching).toMatch(about(3600, "private"));
    } finally {
      await remote.close();
    }
  });
});
