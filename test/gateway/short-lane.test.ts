import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute, GraphQLError } from "graphql";
import type { FailureReport } from "../../gateway/http/failures.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import type { Servable } from "../../gateway/http/graph-generations.ts";
import { createLocalGraph } from "../support/local-subgraph.ts";
import { startRestServer } from "../support/rest-server.ts";
import { AUDIENCE, createSigner, ISSUER } from "./auth/signer.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";

/** A graph that counts what it executes. */
function countingGraph(sdlOfName = 'hello(name: String = "you"): String'): Servable & { executed: number } {
  const schema = buildSchema(`
    type Query { ${sdlOfName} big: Big fail: String deny: String must: String! }
    type Mutation { add(by: Int!): Int }
    type Subscription { ticks: Int }
    scalar Big
  `);
  let sum = 0;
  return {
    schema,
    executed: 0,
    async execute({ document, operationName, variables }) {
      this.executed += 1;
      return execute({
        schema,
        document,
        operationName,
        variableValues: variables,
        rootValue: {
          hello: ({ name }: { name: string }) => `Hello, ${name}! ☃ \u2028`,
          big: () => 9007199254740993n,
          fail: () => {
            throw new Error("inner secret");
          },
          deny: () => {
            throw new GraphQLError("Not for you.", { extensions: { code: "FORBIDDEN", http: { status: 403 } } });
          },
          must: () => null,
          add: ({ by }: { by: number }) => (sum += by),
        },
      });
    },
    async close() {},
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

async function start(options: Partial<GatewayServerOptions> & Pick<GatewayServerOptions, "graph">): Promise<string> {
  const server = await startGatewayServer({ transport, port: 0, production: true, ...options });
  servers.push(server);
  return server.url;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

async function ask(url: string, { method = "POST", headers = {}, body }: Asked): Promise<object> {
  const response = await fetch(url, {
    method,
    headers: { ...(method === "POST" && { "content-type": "application/json" }), ...headers },
    ...(method === "POST" && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const { date: _date, ...answered } = Object.fromEntries(response.headers);
  return { status: response.status, headers: answered, text: await response.text() };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const query = "query Q($name: String) { hello(name: $name) }";
const requests: [what: string, asked: Asked][] = [
  ["a query", { body: { query } }],
  ["variables", { body: { query, variables: { name: "Ada" } } }],
  ["null variables", { body: { query, variables: null, operationName: null, extensions: null } }],
  ["variables that are a list", { body: { query, variables: [] } }],
  ["variables that are text", { body: { query, variables: "{}" } }],
  ["variables that do not fit", { body: { query, variables: { name: { a: 1 } } } }],
  ["extensions nobody reads", { body: { query, extensions: { clientLibrary: { name: "x" } } } }],
  ["extensions that are text", { body: { query, extensions: "x" } }],
  [
    "a persisted query of another text",
    { body: { query, extensions: { persistedQuery: { version: 1, sha256Hash: "0" } } } },
  ],
  [
    "a persisted query of its own text",
    { body: { query, extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } } },
  ],
  [
    "a persisted query that nobody knows",
    { body: { extensions: { persistedQuery: { version: 1, sha256Hash: "0" } } } },
  ],
  ["an id that nobody knows", { body: { documentId: "a1" } }],
  ["an id beside its text", { body: { query, documentId: "a1" } }],
  ["more aliases than are allowed", { body: { query: `{ ${"x: hello ".repeat(31)} }` } }],
  ["a fragment in itself", { body: { query: "{ ...F } fragment F on Query { ...F }" } }],
  [
    "more variables than are allowed",
    { body: { query, variables: { name: Array.from({ length: 30_000 }, () => 1) } } },
  ],
  ["an operation by name", { body: { query: "query A { hello } query B { big }", operationName: "B" } }],
  ["an operation by another name", { body: { query: "query A { hello } query B { big }", operationName: "A" } }],
  ["an operation by no name", { body: { query: "query A { hello } query B { big }" } }],
  ["an operation by an empty name", { body: { query: "query A { hello }", operationName: "" } }],
  ["an operation by a wrong name", { body: { query: "query A { hello }", operationName: "C" } }],
  ["an operation by a number", { body: { query: "query A { hello }", operationName: 7 } }],
  ["a digit too many for a double", { body: { query: "{ big }" } }],
  ["an error beside data", { body: { query: "{ hello fail }" } }],
  ["an error with a status", { body: { query: "{ hello deny }" } }],
  ["a null where none may be", { body: { query: "{ must }" } }],
  ["a mutation", { body: { query: "mutation { add(by: 0) }" } }],
  ["a subscription", { body: { query: "subscription { ticks }" } }],
  ["a text that does not parse", { body: { query: "{ hello" } }],
  ["a text that is not valid", { body: { query: "{ hallo }" } }],
  ["introspection in production", { body: { query: "{ __schema { queryType { name } } }" } }],
  ["__typename", { body: { query: "{ __typename }" } }],
  ["no query", { body: { variables: {} } }],
  ["a query that is no text", { body: { query: { a: 1 } } }],
  ["a batch", { body: [{ query }] }],
  ["a body that is text", { body: '"{ hello }"' }],
  ["a body that is no JSON", { body: "{" }],
  [
    "the media type of the specification",
    { headers: { accept: "application/graphql-response+json" }, body: { query } },
  ],
  [
    "either media type",
    { headers: { accept: "application/graphql-response+json, application/json;q=0.9" }, body: { query } },
  ],
  ["anything", { headers: { accept: "*/*" }, body: { query } }],
  ["a page", { headers: { accept: "text/html" }, body: { query } }],
  [
    "an error for the media type of the specification",
    { headers: { accept: "application/graphql-response+json" }, body: { query: "{ must }" } },
  ],
  ["JSON under another media type", { headers: { "content-type": "text/plain" }, body: { query } }],
  ["JSON with a charset", { headers: { "content-type": "application/json; charset=utf-8" }, body: { query } }],
  ["a GET", { method: "GET" }],
  ["a body without end", { headers: { "content-type": "application/json" }, body: `{"query":"{ hello }"` }],
];

describe("an operation that was seen before", () => {
  it.each(requests)("is answered as Apollo Server answers it: %s", async (_what, asked) => {
    const lane = await start({ graph: countingGraph() });
    const hooked = await start({ graph: countingGraph(), plugins: [{ requestDidStart: async () => {} }] });
    // What the short way needs to know: this text, and how this client is answered.
    await ask(lane, { ...asked, body: { query } });

    const expected = await ask(hooked, asked);
    expect(await ask(lane, asked)).toEqual(expected);
    expect(await ask(lane, asked)).toEqual(expected);
    expect(await ask(lane, asked)).toEqual(expected);
  });

  it("runs once, also where its errors are Apollo Server's to format", async () => {
    const graph = countingGraph();
    const url = await start({ graph });
    for (let times = 1; times <= 3; times += 1) {
      await ask(url, { body: { query: "mutation { add(by: 1) }" } });
      await ask(url, { body: { query: "{ hello fail }" } });
      expect(graph.executed).toBe(times * 2);
    }
    expect(await ask(url, { body: { query: "mutation { add(by: 1) }" } })).toMatchObject({
      text: '{"data":{"add":4}}\n',
    });
  });

  it("asks the context function once, and passes on what it throws", async () => {
    let asked = 0;
    const url = await start({
      graph: countingGraph(),
      context: () => {
        asked += 1;
        if (asked > 1) throw new GraphQLError("Who are you?", { extensions: { code: "UNAUTHENTICATED" } });
        return {};
      },
    });
    await ask(url, { body: { query } });
    const refused = await ask(url, { body: { query } });
    expect(asked).toBe(2);
    expect(refused).toMatchObject({ text: expect.stringContaining('"code":"UNAUTHENTICATED"') });
  });

  it("is validated anew for another graph", async () => {
    const server = await startGatewayServer({ transport, port: 0, production: true, graph: countingGraph() });
    servers.push(server);
    const ok = { text: '{"data":{"hello":"Hello, you! ☃ \u2028"}}\n' };
    expect(await ask(server.url, { body: { query: "{ hello }" } })).toMatchObject(ok);
    expect(await ask(server.url, { body: { query: "{ hello }" } })).toMatchObject(ok);
    server.replaceGraph(countingGraph("bye: String"));
    expect(await ask(server.url, { body: { query: "{ hello }" } })).toMatchObject({ status: 400 });
  });
});

/** A graph that says of its answers what their first argument tells it to. */
function knowingGraph(): Servable {
  const graph = countingGraph();
  return {
    schema: graph.schema,
    saysFreshness: true,
    execute(request) {
      const name = request.variables?.["name"];
      const maxAge = typeof name === "string" ? Number.parseInt(name, 10) : 0;
      if (name === "60 for one") void request.context.requestHeaders;
      request.context.policy?.useHints({ maxAge, isPrivate: false, isComplete: true });
      return graph.execute(request);
    },
    close: async () => {},
  };
}

describe("how long an answer may be kept", () => {
  it.each<[string, Asked, string | undefined]>([
    ["an answer that may be kept", { body: { query, variables: { name: "60" } } }, "max-age=60, public"],
    ["for one client alone", { body: { query, variables: { name: "60 for one" } } }, "max-age=60, private"],
    ["one that may not", { body: { query, variables: { name: "0" } } }, "no-store"],
    [
      "one with an error",
      { body: { query: "query Q($name: String) { hello(name: $name) fail }", variables: { name: "60" } } },
      "no-store",
    ],
    [
      "the media type of the specification",
      {
        headers: { accept: "application/graphql-response+json" },
        body: { query, variables: { name: "60" } },
      },
      "max-age=60, public",
    ],
  ])("is told as Apollo Server tells it: %s", async (_what, asked, caching) => {
    for (const share of ["none", "operation"] as const) {
      const lane = await start({ graph: knowingGraph(), share });
      const hooked = await start({
        graph: knowingGraph(),
        share,
        plugins: [{ requestDidStart: async () => {} }],
      });
      // What is learned of one answer must not be told of the next.
      await ask(lane, { ...asked, body: { query, variables: { name: "7" } } });
      await ask(lane, asked);
      const expected = await ask(hooked, asked);
      expect(expected).toMatchObject({ headers: { "cache-control": caching } });
      expect(await ask(lane, asked)).toEqual(expected);
    }
  });

  it("is told with what it depends on, beside what else is said of that", async () => {
    const url = await start({ graph: knowingGraph(), explorer: true });
    const headers = { origin: "http://localhost:3000" };
    const kept = await ask(url, { headers, body: { query, variables: { name: "60" } } });
    expect(kept).toMatchObject({ headers: { vary: expect.stringMatching(/^Origin, Accept$/i) } });
    const not = await ask(url, { headers, body: { query, variables: { name: "0" } } });
    expect(not).toMatchObject({ headers: { vary: expect.stringMatching(/^Origin$/i) } });
  });

  it("is not asked where nothing says it", async () => {
    const contexts: unknown[] = [];
    const graph = countingGraph();
    const url = await start({
      graph: { ...graph, execute: (request) => (contexts.push(request.context.policy), graph.execute(request)) },
    });
    await ask(url, { body: { query } });
    await ask(url, { body: { query } });
    expect(contexts).toEqual([undefined, undefined]);
  });
});

/** How often the graph was asked by Apollo Server, and how often past it. */
async function startCounting(options: Partial<GatewayServerOptions> = {}): Promise<{ url: string; asked: string[] }> {
  const graph = countingGraph();
  const asked: string[] = [];
  const url = await start({
    ...options,
    graph: {
      schema: graph.schema,
      execute: (request) => (asked.push("Apollo Server"), graph.execute(request)),
      async executeText(request) {
        asked.push("short way");
        const result = await graph.execute(request);
        return result.errors ? { kind: "result", result } : { kind: "text", data: JSON.stringify(result.data) };
      },
      close: async () => {},
    },
  });
  return { url, asked };
}

describe("the short way", () => {
  it("is taken once the text is known, and how such a client is answered", async () => {
    const { url, asked } = await startCounting();
    await ask(url, { body: { query } });
    expect(asked).toEqual(["Apollo Server"]);
    await ask(url, { body: { query, variables: { name: "Ada" } } });
    expect(asked).toEqual(["Apollo Server", "short way"]);
    await ask(url, { body: { query: "{ hello }" } });
    await ask(url, { headers: { accept: "application/graphql-response+json" }, body: { query } });
    expect(asked).toEqual(["Apollo Server", "short way", "Apollo Server", "Apollo Server"]);
    await ask(url, { headers: { accept: "application/graphql-response+json" }, body: { query: "{ hello }" } });
    expect(asked.at(-1)).toBe("short way");
  });

  it("tells of a failure once, under the id that the client gets", async () => {
    const failures: FailureReport[] = [];
    const { url, asked } = await startCounting({ onFailure: (failure) => failures.push(failure) });
    await ask(url, { body: { query } });
    const given: unknown[] = [];
    for (let times = 0; times < 2; times += 1) {
      const { text } = (await ask(url, { body: { query: "query Fails { hello fail }" } })) as { text: string };
      const { errors } = JSON.parse(text) as { errors: { extensions: { errorId: unknown } }[] };
      given.push(...errors.map(({ extensions }) => extensions.errorId));
    }
    expect(asked).toEqual(["Apollo Server", "Apollo Server", "short way"]);
    expect(failures).toMatchObject([
      { errorId: given[0], path: "fail", operationName: "Fails", count: 1 },
      { errorId: given[1], path: "fail", operationName: "Fails", count: 1 },
    ]);
    expect(given).toHaveLength(2);
  });

  it("learns nothing from an answer with errors", async () => {
    const { url, asked } = await startCounting();
    await ask(url, { body: { query: "{ fail }" } });
    await ask(url, { body: { query: "{ fail }" } });
    await ask(url, { body: { query: "{ hallo }" } });
    await ask(url, { body: { query: "{ fail }" } });
    expect(asked).toEqual(["Apollo Server", "Apollo Server", "Apollo Server"]);
  });

  it("is not taken where a plugin hooks into requests", async () => {
    const { url, asked } = await startCounting({ plugins: [{ requestDidStart: async () => {} }] });
    for (let times = 0; times < 3; times += 1) await ask(url, { body: { query } });
    expect(asked).toEqual(["Apollo Server", "Apollo Server", "Apollo Server"]);
  });
});

const guarded = "{ open secret mine { id secret } rank }";
const signer = await createSigner("a");
const silent = { onRequest: () => () => {}, onSharedOperation: () => {}, onSharedRequest: () => {} };

async function token(claims: object): Promise<string> {
  return `Bearer ${await signer.sign({ exp: Math.floor(Date.now() / 1_000) + 3_600, ...claims })}`;
}

function staffOnly({ claims }: { readonly claims?: Readonly<Record<string, unknown>> }): string[] {
  return claims?.["staff"] === true ? ["staff"] : [];
}

describe("an operation that was seen before, of a graph with access rules", () => {
  it.each<[what: string, headers: () => Promise<Record<string, string>>, operation: string]>([
    ["of an anonymous client", async () => ({}), guarded],
    ["of a client with a token", async () => ({ authorization: await token({}) }), guarded],
    ["of one with all scopes", async () => ({ authorization: await token({ scope: "secret" }) }), guarded],
    ["of one whose policies hold", async () => ({ authorization: await token({ staff: true }) }), guarded],
    ["of one whose token has ended", async () => ({ authorization: await token({ exp: 1 }) }), guarded],
    ["by the media type of the specification", async () => ({ accept: "application/graphql-response+json" }), guarded],
    ["where a null goes up", async () => ({ authorization: await token({}) }), "{ open must { id secret } }"],
    ["where a null goes up to the root", async () => ({}), "{ open mustBe { secret } }"],
    ["where nothing is left", async () => ({}), "{ secret }"],
    ["where something else is wrong, too", async () => ({}), "{ secret failing }"],
    ["of a mutation", async () => ({}), "mutation { done denied }"],
  ])("is answered as Apollo Server answers it: %s", async (_what, headers, operation) => {
    const issuer = await startRestServer(() => ({ json: { keys: [signer.jwk] } }));
    const auth = {
      issuers: [{ issuer: ISSUER, audience: [AUDIENCE], jwks: { url: issuer.url } }],
      policies: staffOnly,
    };
    const outcomes: unknown[] = [];
    const observer = { ...silent, onOperation: (report: unknown) => outcomes.push(report) };
    const lane = await start({ graph: await guardedGraph(), auth, observer });
    const plugins = [{ requestDidStart: async () => {} }];
    const hooked = await start({ graph: await guardedGraph(), auth, plugins, observer });
    const asked = { headers: await headers(), body: { query: operation } };
    const expected = await ask(hooked, asked);
    const [told] = outcomes;
    // What the short way needs to know: how this client is answered where nothing is wrong, and this text.
    await ask(lane, { headers: { accept: asked.headers["accept"] ?? "*/*" }, body: { query: "{ open }" } });
    await ask(lane, asked);
    outcomes.length = 0;
    expect(await ask(lane, asked)).toEqual(expected);
    expect(outcomes[0]).toEqual(told);
    await issuer.close();
  });
});

async function guardedGraph(): Promise<Servable> {
  const thing = { id: "1", secret: "s" };
  const { graph } = await createLocalGraph([
    {
      name: "things",
      sdl: `
        type Query {
          open: String
          secret: String @requiresScopes(scopes: [["secret"]])
          mine: Thing @authenticated
          must: Thing
          mustBe: Thing!
          rank: Int @policy(policies: [["staff"]])
          failing: Int
        }
        type Mutation { done: Int denied: Int @authenticated }
        type Thing { id: ID secret: String! @requiresScopes(scopes: [["secret"]]) }`,
      resolvers: {
        Query: {
          open: () => "o",
          secret: () => "s",
          mine: () => thing,
          must: () => thing,
          mustBe: () => thing,
          rank: () => 1,
          failing: () => {
            throw new Error("It fails.");
          },
        },
        Mutation: { done: () => 1, denied: () => 2 },
      },
    },
  ]);
  return graph;
}
