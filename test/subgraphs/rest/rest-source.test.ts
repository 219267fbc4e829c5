import type { AugmentedRequest } from "@apollo/datasource-rest";
import { describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import type { SourceSettings } from "../../../subgraphs/connect/connector.ts";
import type { MappingProblemReport, OperationContext } from "../../../subgraphs/operation-context.ts";
import { RestError } from "../../../subgraphs/rest/rest-error.ts";
import { RestSource } from "../../../subgraphs/rest/rest-source.ts";
import { path } from "../../../subgraphs/rest/url.ts";
import { rejectionOf, startUpstream, type Upstream } from "./upstream.ts";

class Things extends RestSource {
  list = (params?: Record<string, string | undefined>): Promise<unknown> => this.get("things", params && { params });
  one = (id: string): Promise<unknown> => this.get(path`things/${id}`);
  raw = (given: string): Promise<unknown> => this.get(given);
  as = (headers: Record<string, string>): Promise<unknown> => this.get("me", { headers });
  send = (method: "post" | "put" | "patch" | "delete", body?: object | string): Promise<unknown> =>
    this[method]("things/1", body === undefined ? {} : { body });
  exists = async (): Promise<number> => (await this.head("things/1")).status;
}

function sourceOf<T extends RestSource>(
  Source: new (...config: ConstructorParameters<typeof Things>) => T,
  upstream: Upstream,
  { settings = {}, ...context }: Partial<OperationContext> & { settings?: SourceSettings } = {},
): T {
  const operation = upstream.context(context);
  const source = new Source({ operation, subgraph: "things", name: "api", settings, env: {} });
  source.baseURL = `${upstream.url}/api`;
  return source;
}

describe("URL safety", () => {
  it.each([
    ["../admin", "/api/things/..%2Fadmin"],
    ["a/b", "/api/things/a%2Fb"],
    ["//host", "/api/things/%2F%2Fhost"],
    ["?x=1", "/api/things/%3Fx%3D1"],
    ["%2e%2e", "/api/things/%252e%252e"],
    ["1\r\nx-admin: true", "/api/things/1%0D%0Ax-admin%3A%20true"],
    ["\0", "/api/things/%00"],
    ["\\evil", "/api/things/%5Cevil"],
    ["ü", "/api/things/%C3%BC"],
  ])("the upstream sees the id %j as one segment", async (id, url) => {
    const upstream = await startUpstream(() => ({ json: "ok" }));
    expect(await sourceOf(Things, upstream).one(id)).toBe("ok");
    expect(upstream.calls()).toEqual([`GET ${url}`]);
  });

  it.each(["..", ".", "", "\ud800"])("a call with the id %j is refused", async (id) => {
    const upstream = await startUpstream(() => ({ json: "ok" }));
    const source = sourceOf(Things, upstream);
    const error = await rejectionOf((async () => source.one(id))());
    expect(error).toMatchObject({ code: "REST_URL" });
    expect(upstream.requests).toEqual([]);
  });

  it.each(["../admin", "a/../../../admin", "//evil/x", "http://evil/x", "\\\\evil", "%2e%2e/admin", "things/\r\n"])(
    "a call with the plain path %j is refused",
    async (given) => {
      const upstream = await startUpstream(() => ({ json: "ok" }));
      const error = await rejectionOf(sourceOf(Things, upstream).raw(given));
      expect(error).toBeInstanceOf(GraphQLError);
      expect(error).toMatchObject({ extensions: { code: "BAD_USER_INPUT" }, originalError: { code: "REST_URL" } });
      expect(upstream.requests).toEqual([]);
    },
  );

  it("a plain path keeps the base's path, and its query joins the parameters", async () => {
    const upstream = await startUpstream(() => ({ json: "ok" }));
    const source = sourceOf(Things, upstream);
    await source.raw("/things?page=2");
    await source.list({ ids: "1,2", none: undefined, q: "a&b" });
    expect(upstream.calls()).toEqual(["GET /api/things?page=2", "GET /api/things?ids=1%2C2&q=a%26b"]);
  });

  it("an overridden resolveURL cannot leave the base either", async () => {
    class Porous extends Things {
      protected override resolveURL(given: string): URL {
        return new URL(given, this.baseURL);
      }
    }
    const upstream = await startUpstream(() => ({ json: "ok" }));
    const error = await rejectionOf(sourceOf(Porous, upstream).raw("/admin"));
    expect(error).toMatchObject({ originalError: { code: "REST_URL" } });
    expect(upstream.requests).toEqual([]);
  });
});

describe("sharing", () => {
  it("never gives one identity's answer to another, in one operation or two", async () => {
    const upstream = await startUpstream(({ headers }) => ({
      headers: { "cache-control": "public, max-age=3600" },
      json: headers.authorization ?? headers.cookie ?? "nobody",
    }));
    const first = sourceOf(Things, upstream);
    const second = sourceOf(Things, upstream);
    expect(
      await Promise.all([
        first.as({ authorization: "ann" }),
        first.as({ Authorization: "bob" }),
        first.as({ cookie: "cy" }),
        second.as({}),
      ]),
    ).toEqual(["ann", "bob", "cy", "nobody"]);
    expect(await sourceOf(Things, upstream).as({})).toBe("nobody");
    expect(upstream.requests).toHaveLength(5);
  });

  it("gives each caller a value of its own", async () => {
    const upstream = await startUpstream(() => ({ json: { tags: ["a"] } }));
    const source = sourceOf(Things, upstream);
    const [one, other] = await Promise.all([source.one("1"), source.one("1")]);
    expect(one).toEqual(other);
    expect(one).not.toBe(other);
    expect(upstream.requests).toHaveLength(1);
  });

  it.each(["post", "put", "patch", "delete"] as const)("sends every %s", async (method) => {
    const upstream = await startUpstream(() => ({ headers: { "cache-control": "max-age=60" }, json: 1 }));
    const source = sourceOf(Things, upstream);
    await Promise.all([source.send(method, { a: 1 }), source.send(method, { a: 2 }), source.send(method, { a: 1 })]);
    expect(upstream.requests.map(({ body }) => body).toSorted()).toEqual(['{"a":1}', '{"a":1}', '{"a":2}']);
  });

  it("reads again after a write", async () => {
    let state = 0;
    const upstream = await startUpstream(({ method }) => ({ json: method === "GET" ? state : (state += 1) }));
    const source = sourceOf(Things, upstream);
    expect([await source.one("1"), await source.send("put", {}), await source.one("1")]).toEqual([0, 1, 1]);
  });
});

describe("a request", () => {
  it("carries the client headers of the source's list, and no others", async () => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    const requestHeaders = {
      authorization: ["Bearer t"],
      cookie: ["a=1", "b=2"],
      "x-trace": ["1", "2"],
      "x-private": ["p"],
      connection: ["close"],
      "content-length": ["7"],
      host: ["client"],
    };
    const forward = ["Authorization", "cookie", "x-trace", "x-absent", "connection", "content-length", "host"];
    await sourceOf(Things, upstream, { requestHeaders, settings: { forward } }).list();
    const sent = upstream.requests[0]?.headers;
    expect(sent).toMatchObject({ authorization: "Bearer t", cookie: "a=1; b=2", "x-trace": "1, 2" });
    expect(sent).not.toHaveProperty("x-private");
    expect(sent).toMatchObject({ host: new URL(upstream.url).host, connection: "keep-alive" });
    expect(sent).not.toHaveProperty("content-length");
  });

  it("passes through willSendRequest, which may add headers and parameters", async () => {
    class Signed extends Things {
      protected override async willSendRequest(given: string, request: AugmentedRequest): Promise<void> {
        request.headers["x-path"] = given;
        request.headers["x-tenant"] = String(this.context["tenant"]);
        request.params.set("key", "k");
      }
    }
    const upstream = await startUpstream(() => ({ json: 1 }));
    await sourceOf(Signed, upstream, { context: { tenant: "eu" } }).one("1");
    expect(upstream.requests[0]).toMatchObject({
      url: "/api/things/1?key=k",
      headers: { "x-path": "things/1", "x-tenant": "eu" },
    });
  });

  it.each([
    [{ a: 9007199254740993n }, '{"a":9007199254740993}', "application/json"],
    [["a"], '["a"]', "application/json"],
    [new Date(0), '"1970-01-01T00:00:00.000Z"', "application/json"],
    ["plain", "plain", undefined],
    [Buffer.from("bytes"), "bytes", undefined],
    [new URLSearchParams({ a: "1 2" }), "a=1+2", "application/x-www-form-urlencoded"],
    [undefined, "", undefined],
  ])("sends the body %p", async (body, sent, contentType) => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    await sourceOf(Things, upstream).send("post", body);
    expect(upstream.requests[0]?.body).toBe(sent);
    expect(upstream.requests[0]?.headers["content-type"]).toBe(contentType);
  });

  it("with a body that cannot be sent is refused", async () => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    const error = await rejectionOf(sourceOf(Things, upstream).send("post", new FormData()));
    expect(error).toMatchObject({ originalError: { code: "REST_REQUEST" } });
  });
});

describe("an answer", () => {
  it.each([404, 410])("%i is null for a GET and a status for a HEAD", async (status) => {
    const upstream = await startUpstream(() => ({ status, json: { error: "gone" } }));
    const source = sourceOf(Things, upstream);
    expect(await source.one("1")).toBeNull();
    expect(await source.exists()).toBe(status);
  });

  it("404 is an error for a write, and where the source says so", async () => {
    class Strict extends Things {
      protected override notFound = "error" as const;
    }
    const upstream = await startUpstream(() => ({ status: 404 }));
    const codes = await Promise.all([
      rejectionOf(sourceOf(Things, upstream).send("put", {})),
      rejectionOf(sourceOf(Strict, upstream).one("1")),
    ]);
    for (const error of codes)
      expect(error).toMatchObject({ extensions: { code: "NOT_FOUND", http: { status: 404 } } });
  });

  it("that is empty is null", async () => {
    const upstream = await startUpstream(() => ({ status: 204 }));
    expect(await sourceOf(Things, upstream).one("1")).toBeNull();
  });

  it("of a media type that is not read is null and a problem, or an error where the source is strict", async () => {
    const upstream = await startUpstream(() => ({ headers: { "content-type": "text/html" }, body: "<p>secret</p>" }));
    const problems: MappingProblemReport[] = [];
    const onProblem = (problem: MappingProblemReport): void => void problems.push(problem);
    expect(await sourceOf(Things, upstream, { onProblem }).one("1")).toBeNull();
    expect(problems).toEqual([
      {
        coordinate: "things:api",
        location: "Response",
        message: "The upstream service's answer is neither JSON nor plain text.",
        path: "",
        count: 1,
      },
    ]);
    const error = await rejectionOf(sourceOf(Things, upstream, { settings: { strict: true } }).one("1"));
    expect(error).toMatchObject({ extensions: { code: "UPSTREAM_BAD_RESPONSE", http: { status: 200 } } });
  });

  it("can be read by an overridden parseBody", async () => {
    class Csv extends Things {
      protected override async parseBody(response: { text(): Promise<string> }): Promise<string[]> {
        return (await response.text()).split(",");
      }
    }
    const upstream = await startUpstream(() => ({ headers: { "content-type": "text/csv" }, body: "a,b" }));
    expect(await sourceOf(Csv, upstream).one("1")).toEqual(["a", "b"]);
  });

  it("keeps its digits", async () => {
    const upstream = await startUpstream(() => ({
      headers: { "content-type": "application/json" },
      body: '{"id":9007199254740993,"__proto__":{"isAdmin":true}}',
    }));
    const value = await sourceOf(Things, upstream).one("1");
    expect(value).toStrictEqual({ id: 9007199254740993n });
    expect(value).not.toHaveProperty("isAdmin");
  });
});

describe("an error", () => {
  it("shows clients a code and the allowed members of a problem, and the log everything", async () => {
    const upstream = await startUpstream(() => ({
      status: 429,
      headers: { "content-type": "application/problem+json; charset=utf-8", "retry-after": "7" },
      body: JSON.stringify({
        type: "https://problems/slow-down",
        title: "Slow down",
        status: 429,
        detail: "secret",
        instance: "secret",
        balance: "secret",
      }),
    }));
    const error = await rejectionOf(sourceOf(Things, upstream).list({ token: "secret" }));
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.toJSON()).toEqual({
      message: "The upstream service answered 429.",
      extensions: {
        code: "RATE_LIMITED",
        http: { status: 429 },
        problem: { type: "https://problems/slow-down", title: "Slow down", status: 429 },
        retryAfter: 7,
      },
    });
    const cause = error.originalError;
    if (!(cause instanceof RestError)) throw error;
    expect(cause.detail).toMatchObject({ method: "GET", url: `${upstream.url}/api/things?token=secret` });
    expect(cause.detail.body).toContain("secret");
  });

  it.each([
    ["JSON that is broken", "application/json", "{broken"],
    ["HTML", "text/html", "<h1>Bad Gateway</h1>"],
    ["a problem that is no object", "application/problem+json", "[1]"],
    ["a problem with members of other types", "application/problem+json", '{"type":{},"title":1,"status":"x"}'],
  ])("keeps its status when the body is %s", async (_what, type, body) => {
    const upstream = await startUpstream(() => ({ status: 502, headers: { "content-type": type }, body }));
    const error = await rejectionOf(sourceOf(Things, upstream).one("1"));
    expect(error).toMatchObject({
      message: "The upstream service answered 502.",
      extensions: { code: "UPSTREAM_ERROR", http: { status: 502 } },
    });
  });

  it("of broken JSON in a success is a bad response", async () => {
    const upstream = await startUpstream(() => ({ headers: { "content-type": "application/json" }, body: "{broken" }));
    const error = await rejectionOf(sourceOf(Things, upstream).one("1"));
    expect(error).toMatchObject({ extensions: { code: "UPSTREAM_BAD_RESPONSE" } });
  });

  it("of a source's own time and size limits has its code", async () => {
    const upstream = await startUpstream(({ url }) => (url.includes("slow") ? undefined : { body: "x".repeat(100) }));
    const settings = { timeoutMs: 30, maxBodyBytes: 10 };
    const errors = await Promise.all(
      ["slow", "large"].map((id) => rejectionOf(sourceOf(Things, upstream, { settings }).one(id))),
    );
    expect(errors).toMatchObject([
      { extensions: { code: "UPSTREAM_TIMEOUT" } },
      { extensions: { code: "UPSTREAM_BAD_RESPONSE" }, originalError: { code: "REST_BODY_TOO_LARGE" } },
    ]);
  });

  it("is told to didEncounterError, and can be made by the source", async () => {
    const seen: unknown[] = [];
    class Own extends Things {
      protected override didEncounterError(error: Error): void {
        seen.push(error.message);
      }
      protected override async errorFromResponse(): Promise<GraphQLError> {
        return new GraphQLError("my own");
      }
    }
    const upstream = await startUpstream(() => ({ status: 500 }));
    expect(await rejectionOf(sourceOf(Own, upstream).one("1"))).toMatchObject({ message: "my own" });
    expect(seen).toEqual(["my own"]);
  });

  it("can be found in a success by the source", async () => {
    class Envelope extends Things {
      protected override async throwIfResponseIsError(options: { parsedBody: unknown }): Promise<void> {
        if (JSON.stringify(options.parsedBody).includes("ERR")) throw new GraphQLError("enveloped");
      }
    }
    const upstream = await startUpstream(() => ({ json: { code: "ERR" } }));
    expect(await rejectionOf(sourceOf(Envelope, upstream).one("1"))).toMatchObject({ message: "enveloped" });
  });
});
