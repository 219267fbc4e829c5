import { request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute, GraphQLError, type GraphQLSchema } from "graphql";
import {
  startGatewayServer,
  type GatewayServer,
  type GatewayServerOptions,
  type Servable,
} from "../../gateway/http-server.ts";
import type { FailureReport } from "../../gateway/http/failures.ts";
import type { OperationContext } from "../../subgraphs/operation-context.ts";
import { RestError } from "../../subgraphs/rest/rest-error.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { deferred } from "../support/deferred.ts";
import { startRestServer } from "../support/rest-server.ts";

type Resolver = (args: Record<string, unknown>, context: OperationContext) => unknown;

/** A graph of one process, executed by graphql-js: what the server does with it is what is tested here. */
function graphOf(sdl: string, rootValue: Record<string, Resolver>): Servable & { closed: boolean } {
  const schema: GraphQLSchema = buildSchema(sdl);
  return {
    schema,
    closed: false,
    execute: async ({ document, operationName, variables, context }) =>
      execute({
        schema,
        document,
        rootValue,
        contextValue: context,
        ...(operationName === undefined ? {} : { operationName }),
        ...(variables === undefined ? {} : { variableValues: variables }),
      }),
    async close() {
      this.closed = true;
    },
  };
}

let transport: RestTransport;
const servers: GatewayServer[] = [];
beforeEach(() => {
  transport = createRestTransport();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await transport.close();
});

const hello = graphOf("type Query { hello(name: String!): String } type Mutation { set: Int }", {
  hello: ({ name }) => `Hello, ${String(name)}!`,
  set: () => 1,
});

async function start(options: Partial<GatewayServerOptions> = {}): Promise<GatewayServer> {
  const server = await startGatewayServer({ graph: hello, transport, port: 0, production: false, ...options });
  servers.push(server);
  return server;
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const greet = { query: 'query Greet($name: String = "you") { hello(name: $name) }' };

describe("GraphQL over HTTP", () => {
  it("answers a POST with JSON", async () => {
    const { url } = await start();
    const response = await post(url, { ...greet, variables: { name: "Ada" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ data: { hello: "Hello, Ada!" } });
  });

  it("answers in the media type of the specification where the client asks for it", async () => {
    const { url } = await start();
    const response = await post(url, greet, { accept: "application/graphql-response+json" });
    expect(response.headers.get("content-type")).toBe("application/graphql-response+json; charset=utf-8");
  });

  it("answers a GET of a query that a page of another site could not have sent", async () => {
    const { url } = await start();
    const query = `${url}?query=${encodeURIComponent('{ hello(name: "GET") }')}`;
    const response = await fetch(query, { headers: { "apollo-require-preflight": "1" } });
    expect(await response.json()).toEqual({ data: { hello: "Hello, GET!" } });
    const typed = await fetch(query, { headers: { "content-type": "application/json" } });
    expect(await typed.json()).toEqual({ data: { hello: "Hello, GET!" } });

    const forged = await fetch(query);
    expect(forged.status).toBe(400);
    expect(await forged.text()).toContain("Cross-Site Request Forgery");
  });

  it("refuses a mutation by GET", async () => {
    const { url } = await start();
    const response = await fetch(`${url}?query=mutation{set}`, { headers: { "apollo-require-preflight": "1" } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it.each([
    {
      what: "JSON that does not parse",
      body: '{"query":',
      status: 400,
      message: "The request body is not valid JSON.",
    },
    {
      what: "a POST without a body",
      body: "",
      status: 400,
      message: "POST body missing, invalid Content-Type, or JSON object has no keys.",
    },
    {
      what: "a charset other than UTF-8",
      body: "{}",
      headers: { "content-type": "application/json; charset=utf-16" },
      status: 415,
      message: "The charset `utf-16` is not supported. Send JSON in UTF-8.",
    },
    {
      what: "a body past the limit",
      body: `{"query":"${"#".repeat(2000)}"}`,
      status: 413,
      message: "The request body is larger than 1000 bytes.",
    },
    {
      what: "a document that does not parse",
      body: '{"query":"{"}',
      status: 400,
      message: "Syntax Error: Expected Name, found <EOF>.",
    },
    {
      what: "an operation name that does not exist",
      body: '{"query":"query A { hello(name: \\"\\") }","operationName":"B"}',
      status: 400,
      message: 'Unknown operation named "B".',
    },
    {
      what: "several operations and no name",
      body: '{"query":"query A { hello(name: \\"\\") } query B { hello(name: \\"\\") }"}',
      status: 400,
      message: "Must provide operation name if query contains multiple operations.",
    },
    {
      what: "another media type",
      body: "query=1",
      headers: { "content-type": "application/graphql" },
      status: 400,
      message: "POST body missing, invalid Content-Type, or JSON object has no keys.",
    },
  ])("refuses $what", async ({ body, headers, status, message }) => {
    const { url } = await start({ maxBodyBytes: 1000 });
    const response = await post(url, body, headers);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect({ status: response.status, message: errors[0]?.message }).toEqual({ status, message });
  });

  it("closes the connection of a client whose body is too large", async () => {
    const { url } = await start({ maxBodyBytes: 1000 });
    const response = await post(url, " ".repeat(20_000));
    expect(response.status).toBe(413);
    expect(response.headers.get("connection")).toBe("close");
  });

  it("answers elsewhere with 404, and where to go", async () => {
    const { url } = await start({ path: "/api" });
    const response = await post(url.replace("/api", "/graphql"), greet);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      errors: [
        { message: "Nothing is served here. GraphQL is answered at /api.", extensions: { code: "BAD_REQUEST" } },
      ],
    });
  });
});

describe("errors of upstream services", () => {
  const failing = graphOf("type Query { broken: Int, fine: Int }", {
    broken: () => {
      throw new GraphQLError("Request failed", { extensions: { code: "CONNECTOR_FETCH", http: { status: 503 } } });
    },
    fine: () => 1,
  });

  it("keep the upstream's status in the error, and leave the response's own alone", async () => {
    const { url } = await start({ graph: failing });
    const response = await post(url, { query: "{ broken fine }" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      data: { broken: null, fine: 1 },
      errors: [
        {
          message: "Request failed",
          path: ["broken"],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: "CONNECTOR_FETCH", http: { status: 503 } },
        },
      ],
    });
  });
});

describe("what the operation knows of its request", () => {
  it("has the client's headers, and the context that the config's function makes of them", async () => {
    const seen: OperationContext[] = [];
    const graph = graphOf("type Query { tenant: String }", {
      tenant: (_args, context) => {
        seen.push(context);
        return context.context["tenant"];
      },
    });
    const { url } = await start({ graph, context: async ({ headers }) => ({ tenant: headers["x-tenant"]?.[0] }) });
    const response = await post(url, { query: "{ tenant }" }, { "X-Tenant": "acme" });
    expect(await response.json()).toEqual({ data: { tenant: "acme" } });
    expect(seen[0]?.requestHeaders["x-tenant"]).toEqual(["acme"]);
  });

  it("hides what a context function throws, but for a GraphQLError", async () => {
    const errors: unknown[][] = [];
    const { url } = await start({
      onError: (...told) => errors.push(told),
      context: ({ headers }) => {
        if (headers["authorization"]) throw new Error("password=hunter2");
        throw new GraphQLError("Sign in first.", { extensions: { code: "UNAUTHENTICATED", http: { status: 401 } } });
      },
    });
    const anonymous = await post(url, greet);
    expect(anonymous.status).toBe(401);
    expect(await anonymous.json()).toEqual({
      errors: [{ message: "Sign in first.", extensions: { code: "UNAUTHENTICATED" } }],
    });
    const broken = await post(url, greet, { authorization: "x" });
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain("hunter2");
    expect(errors).toEqual([[new Error("password=hunter2"), "`gateway.context`"]]);
  });

  it("does not wait for a context function past the operation's time", async () => {
    const failures: FailureReport[] = [];
    const { url } = await start({
      timeoutMs: 50,
      context: () => new Promise(() => {}),
      onFailure: (failure) => failures.push(failure),
    });
    const response = await post(url, greet);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: "The context of the operation could not be made.",
          extensions: { code: "UPSTREAM_TIMEOUT", errorId: failures[0]?.errorId },
        },
      ],
    });
    const message = "The operation's time of 50 ms was over before `gateway.context` had ended.";
    expect(failures).toMatchObject([{ where: "`gateway.context`", cause: { message } }]);
  });

  it("aborts its REST calls when the client leaves", async () => {
    const upstreamClosed = deferred<void>();
    const rest = await startRestServer((_request, response) => {
      response.once("close", () => upstreamClosed.resolve());
    });
    const graph = graphOf("type Query { slow: String }", {
      slow: (_args, context) =>
        context.rest.fetch({ subgraph: "a", coordinate: "a:Query.slow[0]", method: "GET", url: rest.url, headers: {} }),
    });
    const { url } = await start({ graph });
    const client = new AbortController();
    const answer = fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ slow }"}',
      signal: client.signal,
    }).catch((error: unknown) => error);
    while (rest.requests.length === 0) await sleep(5);
    client.abort();
    await upstreamClosed.promise;
    expect(await answer).toMatchObject({ name: "AbortError" });
    await rest.close();
  });
});

describe("mapping problems", () => {
  const problem = { coordinate: "a:Query.x[0]", location: "Selection", message: "not found", path: "y", count: 1 };
  const graph = graphOf("type Query { x: Int }", {
    x: (_args, context) => {
      context.onProblem?.(problem);
      return 1;
    },
  });

  it("are returned and reported in development", async () => {
    const reported: unknown[] = [];
    const { url } = await start({ graph, onProblem: (each) => reported.push(each) });
    expect(await (await post(url, { query: "{ x }" })).json()).toEqual({
      data: { x: 1 },
      extensions: { mappingProblems: [problem] },
    });
    expect(reported).toEqual([problem]);
  });

  it("are not told to clients in production", async () => {
    const reported: unknown[] = [];
    const { url } = await start({ graph, production: true, onProblem: (each) => reported.push(each) });
    expect(await (await post(url, { query: "{ x }" })).json()).toEqual({ data: { x: 1 } });
    expect(reported).toEqual([problem]);
  });

  it("are none where a request lacks an argument that the client left out", async () => {
    const reported: unknown[] = [];
    const omitted = { ...problem, location: "RequestBody", path: "$args.input.pages" };
    const method = { ...omitted, path: "$args.input.pages->first" };
    const asking = graphOf("type Query { x: Int }", {
      x: (_args, { onProblem }) => {
        onProblem?.(omitted);
        onProblem?.(method);
        return 1;
      },
    });
    const { url } = await start({ graph: asking, onProblem: (each) => reported.push(each) });
    await (await post(url, { query: "{ x }" })).json();
    expect(reported).toEqual([method]);
  });
});

function throwing(what: string): () => void {
  return () => {
    throw new Error(`${what} broke`);
  };
}

describe("an observer that throws", () => {
  it("costs the client nothing, and is told as the fault that it is", async () => {
    const rest = await startRestServer(() => ({ json: 1 }));
    const graph = graphOf("type Query { x: Int }", {
      x: async (_args, { rest: operation, onProblem }) => {
        onProblem?.({ coordinate: "a:Query.x[0]", location: "Selection", message: "m", path: "", count: 1 });
        const call = { subgraph: "a", coordinate: "a:Query.x[0]", method: "GET", url: rest.url, headers: {} };
        return JSON.parse(Buffer.from((await operation.fetch(call)).body).toString()) as number;
      },
    });
    const errors: unknown[] = [];
    const { url } = await start({
      graph,
      onCall: throwing("onCall"),
      onProblem: throwing("onProblem"),
      onError: (error, where) => errors.push([String(error), where]),
    });
    expect(await (await post(url, { query: "{ x }" })).json()).toMatchObject({ data: { x: 1 } });
    expect(errors).toEqual([
      ["Error: onProblem broke", "`onProblem`"],
      ["Error: onCall broke", "`onCall`"],
    ]);
    await rest.close();
  });
});

describe("a document that Apollo Server has validated", () => {
  it.each<[string, GatewayServerOptions["plugins"], boolean]>([
    ["is not validated again", [{ serverWillStart: async () => {} }], true],
    ["is where a plugin may have changed it", [{ requestDidStart: async () => {} }], false],
  ])("%s", async (_what, plugins = [], isValid) => {
    const asked: boolean[] = [];
    const graph: Servable = {
      ...hello,
      execute(request) {
        asked.push(request.isValid);
        return hello.execute(request);
      },
    };
    const { url } = await start({ graph, plugins });
    // The second takes the short way, where there is one.
    for (const _ of [1, 2]) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other.
      expect(await (await post(url, greet)).json()).toEqual({ data: { hello: "Hello, you!" } });
    }
    expect(asked).toEqual([isValid, isValid]);
  });
});

describe("production", () => {
  it("has no introspection and no suggestions", async () => {
    const { url } = await start({ production: true });
    const response = await post(url, { query: "{ __schema { types { name } } }" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ message: "Introspection is off in production." }] });
    expect(await (await post(url, { query: "{ helo }" })).text()).not.toContain("hello");
  });

  it("is closed to pages of other origins", async () => {
    const { url } = await start({ production: true });
    const response = await fetch(url, {
      method: "OPTIONS",
      headers: { origin: "https://studio.apollographql.com", "access-control-request-method": "POST" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    const page = await fetch(new URL("/", url), { headers: { accept: "text/html" } });
    expect(page.status).toBe(404);
  });

  it("hides what a graph throws", async () => {
    const graph = { ...hello, execute: () => Promise.reject(new Error("secret of the house")) };
    const errors: unknown[] = [];
    const { url } = await start({ graph, production: true, onError: (error) => errors.push(error) });
    const response = await post(url, greet);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      errors: [{ message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(errors).toEqual([new Error("secret of the house")]);
  });

  it("hides, and tells of, what is thrown before the graph is asked", async () => {
    const graph: Servable = {
      ...hello,
      get saysFreshness(): boolean {
        throw new Error("secret of the house");
      },
    };
    const errors: unknown[] = [];
    const { url } = await start({ graph, production: true, onError: (error) => errors.push(error) });
    const response = await post(url, greet);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      errors: [{ message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(errors).toEqual([new Error("secret of the house")]);
  });

  it("tells of what a graph throws with the id that the client gets", async () => {
    const graph = { ...hello, execute: () => Promise.reject(new Error("secret of the house")) };
    const failures: FailureReport[] = [];
    const { url } = await start({ graph, production: true, onFailure: (failure) => failures.push(failure) });
    const response = await post(url, greet);
    expect(failures).toMatchObject([
      { message: "Internal server error", path: "", cause: { message: "secret of the house" } },
    ]);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: "Internal server error",
          extensions: { code: "INTERNAL_SERVER_ERROR", errorId: failures[0]?.errorId },
        },
      ],
    });
  });
});

describe("what resolvers throw without meaning to", () => {
  it.each([true, false])("is told once for all objects, and where (production: %s)", async (production) => {
    const graph = graphOf("type Query { posts: [Post] told: Int } type Post { author: String }", {
      posts: () => [1, 2, 3].map(() => ({ author: () => Promise.reject(new TypeError("no such column")) })),
      told: () => {
        throw new GraphQLError("for the client");
      },
    });
    const failures: FailureReport[] = [];
    const { url } = await start({ graph, production, onFailure: (failure) => failures.push(failure) });
    const response = await post(url, { query: "query Posts { posts { author } told }" });
    const { errors } = (await response.json()) as { errors: { extensions: { errorId?: string } }[] };
    expect(failures).toEqual([
      {
        errorId: expect.stringMatching(/^[0-9a-f]{16}$/),
        message: "no such column",
        path: "posts.author",
        count: 3,
        operationName: "Posts",
        cause: new TypeError("no such column"),
      },
    ]);
    const id = failures[0]?.errorId;
    // What was thrown for the client has no id: it says all that there is.
    expect(errors.filter(({ extensions }) => extensions.errorId === id)).toHaveLength(3);
    expect(errors.filter(({ extensions }) => extensions.errorId === undefined)).toHaveLength(1);
  });

  it("is told a hundred times at most where it is something else for each object, and then once for each place", async () => {
    const graph = graphOf("type Query { posts: [Post] } type Post { author: String title: String }", {
      posts: () =>
        Array.from({ length: 500 }, (_, index) => ({
          author: () => Promise.reject(new Error(`no author of ${index}`)),
          title: () => Promise.reject(new Error(`no title of ${index}`)),
        })),
    });
    const failures: FailureReport[] = [];
    const { url } = await start({ graph, onFailure: (failure) => failures.push(failure) });
    const response = await post(url, { query: "{ posts { author title } }" });
    const { errors } = (await response.json()) as { errors: { extensions: { errorId?: string } }[] };
    expect(failures).toHaveLength(102);
    expect(failures.slice(0, 100).every(({ count }) => count === 1)).toBe(true);
    expect(failures.slice(100).map(({ path, count }) => [path, count])).toEqual([
      ["posts.author", 450],
      ["posts.title", 450],
    ]);
    // Each error leads to one that is told.
    const told = new Set(failures.map(({ errorId }) => errorId));
    expect(errors).toHaveLength(1_000);
    expect(errors.every(({ extensions }) => told.has(extensions.errorId ?? ""))).toBe(true);
  });

  it("leaves the answer as it is where the one who is told throws", async () => {
    const graph = graphOf("type Query { a: Int b: Int }", {
      a: () => {
        throw new RestError("REST_TIMEOUT", "The upstream service did not answer within 1 ms.");
      },
      b: () => 1,
    });
    const told: unknown[] = [];
    const { url } = await start({
      graph,
      onFailure: throwing("onFailure"),
      onError: (error, where) => told.push([String(error), where]),
    });
    expect(await (await post(url, { query: "{ a b }" })).json()).toMatchObject({ data: { a: null, b: 1 } });
    expect(told).toEqual([["Error: onFailure broke", "`onFailure`"]]);
  });
});

describe("the explorer of development", () => {
  it("is the page at `/`, and asks the gateway where it answers", async () => {
    const { url } = await start({ explorer: true });
    const response = await fetch(new URL("/", url));
    expect(response.headers.get("content-type")).toBe("text/html");
    const html = await response.text();
    expect(html).toContain("EmbeddedSandbox");
    expect(html).toContain('initialEndpoint = new URL("/graphql", window.location.href).href');
    expect(html).not.toContain("initialEndpoint = window.location.href");
  });

  it("may call from Apollo Studio, though that is the Internet and this is not", async () => {
    const { url } = await start({ explorer: true });
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: {
        origin: "https://studio.apollographql.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-tenant",
        "access-control-request-private-network": "true",
      },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": "https://studio.apollographql.com",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "content-type,x-tenant",
      "access-control-allow-private-network": "true",
      vary: "Origin",
    });
    const answer = await post(url, greet, { origin: "http://localhost:3000" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
  });

  it("is closed to any other page", async () => {
    const { url } = await start({ explorer: true });
    for (const origin of ["https://evil.example", "https://studio.apollographql.com.evil.example", "null"]) {
      const answer = await post(url, greet, { origin });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

describe("the lifetime of a server", () => {
  it("answers its probes", async () => {
    const { url } = await start();
    for (const probe of ["/health/live", "/health/ready"]) {
      const response = await fetch(new URL(probe, url));
      expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
    }
  });

  it("says which port is in use", async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(start({ port })).rejects.toMatchObject({
      name: "ListenError",
      code: "EADDRINUSE",
      message: `Port ${port} is already in use. Stop what listens there, or choose another port (0 picks a free one).`,
    });
  });

  it("finishes what is being answered, closes its connection, and takes nothing new", async () => {
    const slow = deferred<number>();
    const graph = graphOf("type Query { slow: Int }", { slow: () => slow.promise });
    const server = await start({ graph });
    const { url } = server;
    const running = post(url, { query: "{ slow }" });
    await sleep(50);
    const stopped = server.stop();
    await expect(post(url, { query: "{ slow }" })).rejects.toThrow("fetch failed");
    expect(graph.closed).toBe(false);
    slow.resolve(7);
    const response = await running;
    expect(await response.json()).toEqual({ data: { slow: 7 } });
    expect(response.headers.get("connection")).toBe("close");
    await stopped;
    expect(graph.closed).toBe(true);
  });

  it("cuts what takes longer than the deadline", async () => {
    const upstreamClosed = deferred<void>();
    const rest = await startRestServer((_request, response) => {
      response.once("close", () => upstreamClosed.resolve());
    });
    const graph = graphOf("type Query { never: Int }", {
      never: (_args, context) =>
        context.rest.fetch({
          subgraph: "a",
          coordinate: "a:Query.never[0]",
          method: "GET",
          url: rest.url,
          headers: {},
        }),
    });
    const server = await start({ graph, drainTimeoutMs: 50 });
    const running = post(server.url, { query: "{ never }" });
    running.catch(() => {});
    while (rest.requests.length === 0) await sleep(5);
    await server.stop();
    await expect(running).rejects.toThrow();
    await upstreamClosed.promise;
    await rest.close();
  });

  it("swaps graphs without mixing them: an operation ends on the graph it began on, which is closed after it", async () => {
    const version = deferred<string>();
    const started = deferred<void>();
    const before = graphOf("type Query { version: String }", {
      version: () => {
        started.resolve();
        return version.promise;
      },
    });
    const after = graphOf("type Query { version: String, added: Int }", { version: () => "after", added: () => 1 });
    const server = await start({ graph: before });
    const running = post(server.url, { query: "{ version }" });
    await started.promise;
    server.replaceGraph(after);
    expect(await (await post(server.url, { query: "{ version added }" })).json()).toEqual({
      data: { version: "after", added: 1 },
    });
    expect(before.closed).toBe(false);
    version.resolve("before");
    expect(await (await running).json()).toEqual({ data: { version: "before" } });
    await sleep(0);
    expect(before.closed).toBe(true);
    expect(after.closed).toBe(false);
  });

  it("survives a client that leaves in the middle of its body", async () => {
    const errors: unknown[] = [];
    const { url } = await start({ onError: (error) => errors.push(error) });
    await new Promise<void>((resolve) => {
      const request = httpRequest(url, {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": "1000" },
      });
      request.on("error", () => resolve());
      request.write('{"query"');
      setTimeout(() => request.destroy(), 20);
    });
    expect((await post(url, greet)).status).toBe(200);
    expect(errors).toEqual([]);
  });
});
