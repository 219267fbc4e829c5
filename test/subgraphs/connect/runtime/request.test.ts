import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

const links = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`;

describe("values in a URL", () => {
  const sdl = `type Query {
    item(id: String): String @connect(source: "api", http: { GET: "/items/{$args.id}/notes?v={$args.id}" }, selection: "$.v")
  }`;

  it.each([
    ["../admin", "..%2Fadmin"],
    ["a/b", "a%2Fb"],
    ["//host", "%2F%2Fhost"],
    ["?x=1", "%3Fx%3D1"],
    ["#x", "%23x"],
    ["%2e%2e", "%252e%252e"],
    ["a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"],
    ["\\\\host", "%5C%5Chost"],
    ["http://evil.test/", "http%3A%2F%2Fevil.test%2F"],
    ["é'(!)*", "%C3%A9%27%28%21%29%2A"],
    ["...", "..."],
  ])("%j is one encoded segment", async (id, segment) => {
    const shop = await start({ sdl, handler: () => ({ json: { v: "ok" } }) });
    const { data, errors } = await shop.run("query ($id: String) { item(id: $id) }", { id });
    expect({ data, errors }).toEqual({ data: { item: "ok" }, errors: [] });
    expect(shop.calls()).toEqual([`GET /items/${segment}/notes?v=${segment}`]);
  });

  it.each([["."], [".."], ["\ud800"]])("%j is refused without a call", async (id) => {
    const shop = await start({ sdl, handler: () => ({ json: { v: "ok" } }) });
    const { data, errors } = await shop.run("query ($id: String) { item(id: $id) }", { id });
    expect(data).toEqual({ item: null });
    expect(errors).toMatchObject([
      {
        path: ["item"],
        extensions: {
          code: "CONNECTOR_REQUEST",
          reason: "BAD_USER_INPUT",
          connector: { coordinate: "shop:Query.item[0]" },
        },
      },
    ]);
    expect(shop.calls()).toEqual([]);
  });

  it.each([
    ["two half dots", "/{$args.a}{$args.b}/x", { a: ".", b: "." }],
    ["a dot before an encoded one", "/%2e{$args.a}/x", { a: "." }],
    ["a `path` segment", "/x", { path: ["..", "b"] }],
  ])("%s cannot climb", async (_name, url, variables) => {
    const shop = await start({
      sdl: `type Query { item(a: String, b: String, path: [String] = ["p"]): String
        @connect(source: "api", http: { GET: "${url}", path: "$args.path" }, selection: "$") }`,
      handler: () => ({ json: "never" }),
    });
    const { errors } = await shop.run(
      "query ($a: String, $b: String, $path: [String]) { item(a: $a, b: $b, path: $path) }",
      variables,
    );
    expect(errors).toHaveLength(1);
    expect(shop.calls()).toEqual([]);
  });

  it("that are lists or objects fail the call", async () => {
    const shop = await start({
      sdl: `type Query { item(ids: [Int]): String @connect(source: "api", http: { GET: "/items/{$args.ids}" }, selection: "$") }`,
      handler: () => ({ json: "never" }),
    });
    const { data, errors } = await shop.run("{ item(ids: [1, 2]) }");
    expect(data).toEqual({ item: null });
    expect(errors).toMatchObject([
      {
        message: "A value in the URL is a list or an object; it must be a single value.",
        path: ["item"],
        extensions: { code: "CONNECTOR_REQUEST", reason: "BAD_USER_INPUT" },
      },
    ]);
    expect(shop.calls()).toEqual([]);
  });

  it("may be missing: then their place is empty", async () => {
    const shop = await start({ sdl, handler: () => ({ json: { v: "ok" } }) });
    await shop.run("{ item }");
    expect(shop.calls()).toEqual(["GET /items//notes?v="]);
  });
});

describe("the parts of a URL", () => {
  it("are joined in order: base, @source, template, @connect", async () => {
    const shop = await start({
      settings: { config: { tenant: "t 1" } },
      env: { REGION: "eu" },
      sdl: `${links}
        @source(name: "api", http: {
          baseURL: "SERVER/base/{$env.REGION}/?b=1"
          path: "$([$config.tenant])"
          queryParams: "src: $config.tenant none: $config.none"
        })
        type Query {
          item(tags: [String]): String @connect(
            source: "api"
            http: { GET: "/items/?t=1", path: "$(['x y', 'z'])", queryParams: "tag: $args.tags \\"a b\\": $(true)" }
            selection: "$")
          root: String @connect(source: "api", http: { GET: "/" }, selection: "$")
        }`,
      handler: () => ({ json: "ok" }),
    });
    await shop.run('{ item(tags: ["a", null, "b&c"]) }');
    await shop.run("{ root }");
    expect(shop.calls()).toEqual([
      "GET /base/eu/t%201/items/x%20y/z?b=1&src=t%201&t=1&tag=a&tag=b%26c&a%20b=true",
      "GET /base/eu/t%201?b=1&src=t%201",
    ]);
  });

  it("take the base URL of the settings before that of the SDL", async () => {
    const other = await start({
      sdl: `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
      handler: () => ({ json: "other" }),
    });
    const shop = await start({
      settings: { baseUrl: `${other.url}/v2` },
      sdl: `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
      handler: () => ({ json: "shop" }),
    });
    expect((await shop.run("{ a }")).data).toEqual({ a: "other" });
    expect(other.calls()).toEqual(["GET /v2/a"]);
    expect(shop.calls()).toEqual([]);
  });

  it("may come from a connector without a source", async () => {
    const shop = await start({
      sdl: `type Query { a(x: Int): String @connect(http: { GET: "SERVER/a b/{$args.x}?q=%20#part" }, selection: "$") }`,
      handler: () => ({ json: "ok" }),
    });
    await shop.run("{ a(x: 5) }");
    expect(shop.calls()).toEqual(["GET /a%20b/5?q=%20"]);
  });

  it("refuse a base that is no http URL", async () => {
    const shop = await start({
      settings: { baseUrl: "ftp://x.test" },
      sdl: `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
      handler: () => ({ json: "never" }),
    });
    expect((await shop.run("{ a }")).errors).toMatchObject([
      { message: "The base URL is not an absolute http or https URL." },
    ]);
  });
});

describe("headers", () => {
  it("replace one another by name: settings before @connect before @source", async () => {
    const shop = await start({
      settings: { forward: ["X-Forwarded-By-Config", "x-both", "connection", "x-absent"], config: { v: "7" } },
      sdl: `${links}
        @source(name: "api", http: { baseURL: "SERVER", headers: [
          { name: "X-Source", value: "source {$config.v}" }
          { name: "X-Replaced", value: "source" }
          { name: "Authorization", from: "authorization" }
        ] })
        type Query { a(id: ID): String @connect(source: "api", selection: "$", http: { GET: "/a", headers: [
          { name: "x-replaced", value: "connect" }
          { name: "x-copied", from: "X-Many" }
          { name: "x-both", value: "connect" }
          { name: "x-none", from: "x-none" }
          { name: "x-list", value: "{$context.list}" }
          { name: "x-context", value: "{$context.user}/{$request.headers.'x-many'->first}" }
        ] }) }`,
      handler: () => ({ json: "ok" }),
    });
    await shop.run(
      "{ a }",
      {},
      {
        context: { user: "u1", list: [1] },
        requestHeaders: {
          authorization: ["Bearer 1"],
          "x-many": ["a", "b"],
          "x-both": ["client"],
          "x-forwarded-by-config": ["f"],
          connection: ["close"],
          cookie: ["secret"],
        },
      },
    );
    const { host: _host, connection, "accept-encoding": _encoding, ...headers } = shop.requests[0]?.headers ?? {};
    expect(headers).toEqual({
      "x-source": "source 7",
      "x-replaced": "connect",
      authorization: "Bearer 1",
      "x-copied": "a, b",
      "x-both": "client",
      "x-context": "u1/a",
      "x-forwarded-by-config": "f",
    });
    expect(connection).toBe("keep-alive");
    expect(shop.problems).toMatchObject([{ coordinate: "shop:Query.a[0]", location: "ConnectHeaders", count: 1 }]);
  });

  it("with a line break in a value refuse the call", async () => {
    const shop = await start({
      sdl: `type Query { a(h: String): String
        @connect(source: "api", selection: "$", http: { GET: "/a", headers: { name: "x-h", value: "{$args.h}" } }) }`,
      handler: () => ({ json: "never" }),
    });
    const { data, errors } = await shop.run("query ($h: String) { a(h: $h) }", { h: "x\r\nx-evil: 1" });
    expect(data).toEqual({ a: null });
    expect(errors).toMatchObject([{ path: ["a"], extensions: { reason: "BAD_USER_INPUT" } }]);
    expect(shop.calls()).toEqual([]);
  });
});

describe("bodies", () => {
  it("are JSON by default, missing members left out, and large integers kept", async () => {
    const shop = await start({
      sdl: `
        type Query { user: User @connect(source: "api", http: { GET: "/user" }, selection: "big") }
        type User { big: String sum: String @connect(source: "api", http: { POST: "/sum", body: "n: $this.big none: $args.none" }, selection: "$") }`,
      handler: ({ method }) =>
        method === "GET"
          ? { body: '{"big":9007199254740993}', headers: { "content-type": "application/json" } }
          : { json: "ok" },
    });
    expect((await shop.run("{ user { sum big } }")).data).toEqual({ user: { sum: "ok", big: "9007199254740993" } });
    expect(shop.requests[1]).toMatchObject({
      body: '{"n":9007199254740993}',
      headers: { "content-type": "application/json" },
    });
  });

  it("are forms where the content type says so, with bracket paths", async () => {
    const shop = await start({
      sdl: `type Query { a: String }
        type Mutation { send(o: In): String @connect(source: "api", selection: "$.ok", http: {
          POST: "/send", body: "$args.o"
          headers: { name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8" } }) }
        input In { a: Int, list: [String], nested: In, n: String }`,
      handler: () => ({ json: { ok: "yes" } }),
    });
    const { data } = await shop.run('mutation { send(o: { a: 1, list: ["x", "y z"], nested: { a: 2 }, n: null }) }');
    expect(data).toEqual({ send: "yes" });
    expect(decodeURIComponent(shop.requests[0]?.body ?? "")).toBe("a=1&list[0]=x&list[1]=y+z&nested[a]=2&n=");
  });

  it("that are forms must be objects", async () => {
    const shop = await start({
      sdl: `type Query { a: String @connect(source: "api", selection: "$", http: { POST: "/", body: "$([1])"
        headers: { name: "Content-Type", value: "application/x-www-form-urlencoded" } }) }`,
      handler: () => ({ json: "never" }),
    });
    expect((await shop.run("{ a }")).errors).toMatchObject([{ extensions: { code: "CONNECTOR_REQUEST" } }]);
    expect(shop.calls()).toEqual([]);
  });

  it("that are absent are announced as empty for POST, PUT and PATCH", async () => {
    const shop = await start({
      sdl: `type Query { a: String }
        type Mutation {
          post: String @connect(source: "api", http: { POST: "/x" }, selection: "$")
          put: String @connect(source: "api", http: { PUT: "/x" }, selection: "$")
          patch: String @connect(source: "api", http: { PATCH: "/x" }, selection: "$")
        }`,
      handler: () => ({ json: "ok" }),
    });
    await shop.run("mutation { post put patch }");
    expect(
      shop.requests.map(({ method, headers }) => [method, headers["content-length"], headers["content-type"]]),
    ).toEqual([
      ["POST", "0", undefined],
      ["PUT", "0", undefined],
      ["PATCH", "0", undefined],
    ]);
  });
});
