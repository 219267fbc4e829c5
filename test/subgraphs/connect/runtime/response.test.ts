import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

const sdl = `type Query { a: A @connect(source: "api", http: { GET: "/a" }, selection: "x y") b: String }
  type A { x: String y: String }`;
const origin = { service: "shop", connector: { coordinate: "shop:Query.a[0]" } };

const html = (): { body: string; headers: Record<string, string> } => ({
  body: "<html>",
  headers: { "content-type": "text/html" },
});

describe("an answer", () => {
  it.each([
    [400, "BAD_USER_INPUT"],
    [401, "UNAUTHENTICATED"],
    [403, "FORBIDDEN"],
    [404, "NOT_FOUND"],
    [409, "CONFLICT"],
    [429, "RATE_LIMITED"],
    [500, "UPSTREAM_ERROR"],
    [304, "UPSTREAM_ERROR"],
  ])("of status %i is an error with reason %s, whatever the body is", async (status, reason) => {
    const shop = await start({
      sdl,
      handler: () => ({
        status,
        body: status === 304 ? "" : "<html>secret {",
        headers: { "content-type": "application/json" },
      }),
    });
    expect(await shop.run("{ a { x } }")).toEqual({
      data: { a: null },
      errors: [
        {
          message: "The upstream service answered with an error.",
          path: ["a"],
          extensions: { code: "CONNECTOR_FETCH", reason, ...origin, http: { status } },
        },
      ],
    });
  });

  it("of production names no service", async () => {
    const shop = await start({ sdl, production: true, handler: () => ({ status: 404 }) });
    expect((await shop.run("{ a { x } }")).errors).toMatchObject([
      { extensions: { code: "CONNECTOR_FETCH", reason: "NOT_FOUND", http: { status: 404 } } },
    ]);
    expect(JSON.stringify((await shop.run("{ a { x } }")).errors)).not.toContain("shop");
  });

  it("without a body is null, without an error or a problem, but for what the selection says without it", async () => {
    const shop = await start({
      sdl: `type Query { a: A @connect(source: "api", http: { GET: "/a" }, selection: "x y") b: Boolean
        @connect(source: "api", http: { DELETE: "/b" }, selection: "$(true)") } type A { x: String y: String }`,
      handler: () => ({ status: 204 }),
    });
    expect(await shop.run("{ a { x } b }")).toEqual({ data: { a: null, b: true }, errors: [] });
    expect(shop.problems).toEqual([]);
  });

  it("of broken JSON is an error, and says nothing of the body", async () => {
    const shop = await start({
      sdl,
      handler: () => ({ body: '{"x": "secret', headers: { "content-type": "application/json" } }),
    });
    expect(await shop.run("{ a { x } }")).toEqual({
      data: { a: null },
      errors: [
        {
          message: "The upstream service's answer is not valid JSON.",
          path: ["a"],
          extensions: {
            code: "CONNECTOR_DESERIALIZE",
            reason: "UPSTREAM_BAD_RESPONSE",
            ...origin,
            http: { status: 200 },
          },
        },
      ],
    });
  });

  it("without a body is null without an error", async () => {
    const shop = await start({ sdl, handler: () => ({ status: 204 }) });
    expect(await shop.run("{ a { x } }")).toEqual({ data: { a: null }, errors: [] });
  });

  it("of HTML is null and a problem that can be seen; with strict it is an error", async () => {
    const shop = await start({ sdl, handler: html });
    expect(await shop.run("{ a { x } }")).toEqual({ data: { a: null }, errors: [] });
    expect(shop.problems[0]).toEqual({
      coordinate: "shop:Query.a[0]",
      location: "Selection",
      message: "The answer's media type `text/html` is neither JSON nor plain text; it is read as null.",
      path: "",
      count: 1,
    });

    const strict = await start({ sdl, settings: { strict: true }, handler: html });
    expect((await strict.run("{ a { x } }")).errors).toEqual([
      {
        message: "The upstream service's answer is of an unsupported media type.",
        path: ["a"],
        extensions: {
          code: "CONNECTOR_DESERIALIZE",
          reason: "UPSTREAM_BAD_RESPONSE",
          ...origin,
          http: { status: 200 },
        },
      },
    ]);
  });

  it("of plain text is a string", async () => {
    const shop = await start({
      sdl: `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
      handler: () => ({
        body: Buffer.from("h\xe9", "latin1"),
        headers: { "content-type": "text/plain; charset=latin1" },
      }),
    });
    expect((await shop.run("{ a }")).data).toEqual({ a: "hé" });
  });

  it.each([
    ["a list for an object", [{ x: 1 }], "`Query.a`: expected an object, but the mapped value is an array."],
    ["a text for an object", "oops", "`Query.a`: expected an object, but the mapped value is a string."],
  ])("of the wrong shape (%s) is an error", async (_name, json, message) => {
    const shop = await start({ sdl, handler: () => ({ json }) });
    const { data, errors } = await shop.run("{ a { x } }");
    expect(data).toEqual({ a: null });
    expect(errors).toMatchObject([{ message, path: ["a"], extensions: { code: "CONNECTORS_RESPONSE_SHAPE" } }]);
  });

  it("that lacks a field is null there, with a problem counted over the list", async () => {
    const shop = await start({
      sdl: `type Query { a: [A] @connect(source: "api", http: { GET: "/a" }, selection: "x y") } type A { x: String y: String }`,
      handler: () => ({ json: [{ x: "1" }, { x: "2" }, { x: "3", y: "y" }] }),
    });
    expect(await shop.run("{ a { x y } }")).toEqual({
      data: {
        a: [
          { x: "1", y: null },
          { x: "2", y: null },
          { x: "3", y: "y" },
        ],
      },
      errors: [],
    });
    expect(shop.problems.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(shop.problems.every(({ location, path }) => location === "Selection" && path.endsWith("y"))).toBe(true);
  });
});

describe("an upstream that gives no answer", () => {
  it("is an error when it is down, and the rest of the response is delivered", async () => {
    const shop = await start({
      sdl: `type Query {
        a: A @connect(http: { GET: "http://127.0.0.1:1/a" }, selection: "x")
        b: String @connect(source: "api", http: { GET: "/b" }, selection: "$")
      } type A { x: String }`,
      handler: () => ({ json: "here" }),
    });
    const { data, errors } = await shop.run("{ a { x } b }");
    expect(data).toEqual({ a: null, b: "here" });
    expect(errors).toMatchObject([
      { path: ["a"], extensions: { code: "HTTP_CLIENT_ERROR", reason: "UPSTREAM_UNAVAILABLE", ...origin } },
    ]);
    expect(JSON.stringify(errors)).not.toContain("127.0.0.1");
  });

  it("is an error when it is slow", async () => {
    const shop = await start({ sdl, settings: { timeoutMs: 20 }, handler: () => {} });
    expect((await shop.run("{ a { x } }")).errors).toMatchObject([
      { path: ["a"], extensions: { code: "GATEWAY_TIMEOUT", reason: "UPSTREAM_TIMEOUT" } },
    ]);
  });

  it("is an error when it breaks off, or sends more than it may", async () => {
    const broken = await start({ sdl, handler: (_request, response) => void response.socket?.destroy() });
    expect((await broken.run("{ a { x } }")).errors).toMatchObject([
      { path: ["a"], extensions: { code: "HTTP_CLIENT_ERROR" } },
    ]);
    const large = await start({ sdl, settings: { maxBodyBytes: 10 }, handler: () => ({ json: { x: "0123456789" } }) });
    expect((await large.run("{ a { x } }")).errors).toMatchObject([
      { path: ["a"], extensions: { code: "HTTP_CLIENT_ERROR", reason: "UPSTREAM_BAD_RESPONSE" } },
    ]);
  });
});

describe("isSuccess and errors", () => {
  const head = `extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(
      name: "api"
      http: { baseURL: "SERVER" }
      isSuccess: "ok"
      errors: { message: "msg", extensions: "from: $('source') shared: $('source') http: { extra: $status }" })`;

  it("take a 200 for a failure, and merge extensions of @source and @connect", async () => {
    const shop = await start({
      sdl: `${head}
        type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$.v"
          errors: { message: "error.text", extensions: "code: error.code shared: $('connect')" }) }`,
      handler: () => ({ json: { ok: false, msg: "source says", error: { text: "out of stock", code: "STOCK" } } }),
    });
    expect((await shop.run("{ a }")).errors).toEqual([
      {
        message: "out of stock",
        path: ["a"],
        extensions: {
          code: "STOCK",
          reason: "UPSTREAM_BAD_RESPONSE",
          ...origin,
          from: "source",
          shared: "connect",
          http: { status: 200, extra: 200 },
        },
      },
    ]);
  });

  it("take a 404 for a success where the connector says so", async () => {
    const shop = await start({
      sdl: `${head}
        type Query { a: A @connect(source: "api", http: { GET: "/a" }, isSuccess: "$status->in([200, 404])", selection: "x found: $status->eq(200)") }
        type A { x: String found: Boolean }`,
      handler: () => ({ status: 404, json: { x: "none" } }),
    });
    expect(await shop.run("{ a { x found } }")).toEqual({ data: { a: { x: "none", found: false } }, errors: [] });
  });

  it("make no success of a body that cannot be read", async () => {
    const shop = await start({
      sdl: `${head}
        type Query { a: A @connect(source: "api", http: { GET: "/a" }, isSuccess: "$status->in([200, 404])", selection: "x found: $status->eq(200)") }
        type A { x: String found: Boolean }`,
      handler: () => ({ status: 404, body: "{", headers: { "content-type": "application/json" } }),
    });
    const { data, errors } = await shop.run("{ a { x found } }");
    expect(data).toEqual({ a: null });
    expect(errors).toMatchObject([{ extensions: { code: "CONNECTOR_DESERIALIZE", http: { status: 404 } } }]);
  });

  it("take anything but true for a failure, and a message that is no text for an empty one", async () => {
    const shop = await start({
      sdl: `${head} type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$.v") }`,
      handler: () => ({ json: { ok: "true", msg: 5 } }),
    });
    const { data, errors } = await shop.run("{ a }");
    expect(data).toEqual({ a: null });
    expect(errors).toMatchObject([{ message: "", extensions: { code: "CONNECTOR_FETCH", from: "source" } }]);
  });

  it("see the answer's headers", async () => {
    const shop = await start({
      sdl: `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$.v", errors: { message: "$response.headers.'x-why'->first" }) }`,
      handler: () => ({ status: 500, headers: { "x-why": "because" } }),
    });
    expect((await shop.run("{ a }")).errors).toMatchObject([{ message: "because" }]);
  });
});
