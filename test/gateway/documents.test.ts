/** Operations that clients name by an id: trusted documents and automatic persisted queries, over HTTP. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute } from "graphql";
import { AutomaticQueries } from "../../gateway/documents/automatic-queries.ts";
import { readDocumentList, type DocumentList } from "../../gateway/documents/document-list.ts";
import { PersistedOperations, type PersistedOperationsOptions } from "../../gateway/documents/persisted-operations.ts";
import type { Servable } from "../../gateway/http/graph-generations.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { memoryTextStore } from "../support/memory-text-store.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";

const schema = buildSchema("type Query { hello(name: String): String secret: Int } type Mutation { set: Int }");
const ways: string[] = [];

/** A graph that tells by which way it was asked. */
const graph: Servable = {
  schema,
  execute: (request) => (ways.push("long"), run(request)),
  async executeText(request) {
    ways.push("short");
    const result = await run(request);
    return result.errors ? { kind: "result", result } : { kind: "text", data: JSON.stringify(result.data) };
  },
  close: async () => {},
};

async function run({
  document,
  operationName,
  variables,
}: Parameters<Servable["execute"]>[0]): ReturnType<Servable["execute"]> {
  const rootValue = { hello: ({ name = "you" }) => `Hello, ${name}!`, secret: 1, set: 1 };
  return execute({ schema, document, operationName, variableValues: variables, rootValue });
}

const greet = "query Greet($name: String) { hello(name: $name) }";
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function listOf(...manifests: unknown[]): DocumentList {
  const sources = manifests.map((value, at) => ({ file: `${at}.json`, text: JSON.stringify(value) }));
  const { list, faults } = readDocumentList(sources);
  expect(faults).toEqual([]);
  return list;
}

const apollo = {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: [{ id: "greet-1", name: "Greet", type: "query", body: greet }],
};
const codegen = { "0a1b": "query Other { hello }" };

let transport: RestTransport;
const servers: GatewayServer[] = [];
beforeEach(() => {
  ways.length = 0;
  transport = createRestTransport();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await transport.close();
});

async function start(
  persisted: PersistedOperationsOptions | undefined,
  options: Partial<GatewayServerOptions> = {},
): Promise<string> {
  const server = await startGatewayServer({
    graph,
    transport,
    port: 0,
    production: true,
    persisted: persisted && new PersistedOperations(persisted),
    ...options,
  });
  servers.push(server);
  return server.url;
}

async function post(url: string, body: unknown): Promise<object> {
  return answerOf(
    await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  );
}

async function get(url: string, parameters: Record<string, string>): Promise<object> {
  return answerOf(
    await fetch(`${url}?${new URLSearchParams(parameters).toString()}`, {
      headers: { "apollo-require-preflight": "1" },
    }),
  );
}

async function answerOf(response: Response): Promise<object> {
  return { status: response.status, body: await response.json() };
}

const hello = (name: string): object => ({ status: 200, body: { data: { hello: `Hello, ${name}!` } } });
const persistedQuery = (sha256Hash: string): object => ({ persistedQuery: { version: 1, sha256Hash } });
const notFound = {
  status: 200,
  body: { errors: [{ message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }] },
};
const idRequired = {
  status: 400,
  body: {
    errors: [
      {
        message: "Only operations that are known beforehand are answered here: send the id of one.",
        extensions: { code: "PERSISTED_QUERY_ID_REQUIRED" },
      },
    ],
  },
};

describe("trusted documents", () => {
  it.each<[how: string, name: object]>([
    ["documentId", { documentId: "greet-1" }],
    ["documentId with the hash of the text", { documentId: `sha256:${hashOf(greet)}` }],
    ["documentId beside the same text", { documentId: "greet-1", query: greet }],
    ["persistedQuery with the manifest's id", { extensions: persistedQuery("greet-1") }],
    ["persistedQuery with the hash of the text", { extensions: persistedQuery(hashOf(greet)) }],
    ["the text itself", { query: greet }],
  ])("are asked by %s, by the short way from the second time on", async (_how, name) => {
    const url = await start({ list: listOf(apollo, codegen), mode: "require" });
    await post(url, { documentId: "0a1b" });
    expect(await post(url, { ...name, variables: { name: "Ada" } })).toEqual(hello("Ada"));
    expect(await post(url, { ...name, variables: { name: "Bob" } })).toEqual(hello("Bob"));
    expect(ways).toEqual(["long", "long", "short"]);
  });

  it("are asked by GET, where answers can be kept on the way", async () => {
    const url = await start({ list: listOf(apollo), mode: "require" });
    const variables = '{"name":"Ada"}';
    expect(await get(url, { documentId: "greet-1", variables })).toEqual(hello("Ada"));
    const extensions = JSON.stringify(persistedQuery(hashOf(greet)));
    expect(await get(url, { extensions, variables })).toEqual(hello("Ada"));
    const forged = await fetch(`${url}?documentId=greet-1`);
    expect(await forged.text()).toContain("Cross-Site Request Forgery");
  });

  it("are all that is answered, where they are required", async () => {
    const url = await start({ list: listOf(apollo), mode: "require", automatic: new AutomaticQueries() });
    for (let times = 0; times < 2; times += 1) {
      expect(await post(url, { query: "{ secret }" })).toEqual(idRequired);
      expect(await get(url, { query: "{ secret }" })).toEqual(idRequired);
      expect(await post(url, { query: "{ __typename }" })).toEqual(idRequired);
      expect(await post(url, { query: "{ secret }", extensions: persistedQuery(hashOf("{ secret }")) })).toEqual(
        idRequired,
      );
      expect(await post(url, { extensions: persistedQuery(hashOf("{ secret }")) })).toEqual(notFound);
      expect(await post(url, { query: `${greet} ` })).toEqual(idRequired);
    }
    expect(ways).toEqual([]);
  });

  it("are each told apart in a list of operations", async () => {
    const url = await start({ list: listOf(apollo), mode: "require" }, { limits: { batch: 5 } });
    const body = [{ documentId: "greet-1" }, { query: "{ secret }" }, { documentId: "none" }, { query: greet }];
    expect(await post(url, body)).toMatchObject({
      body: [
        { data: { hello: "Hello, you!" } },
        { errors: [{ extensions: { code: "PERSISTED_QUERY_ID_REQUIRED" } }] },
        { errors: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }] },
        { data: { hello: "Hello, you!" } },
      ],
    });
  });

  it("that nobody knows are refused by their id, and the refusal is kept by nobody", async () => {
    const url = await start({ list: listOf(apollo) });
    const refused = {
      status: 400,
      body: {
        errors: [
          { message: "There is no operation of the id `gone`.", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } },
        ],
      },
    };
    expect(await post(url, { documentId: "gone" })).toEqual(refused);
    expect(await get(url, { documentId: "gone" })).toEqual(refused);
    const response = await fetch(`${url}?documentId=gone`, { headers: { "apollo-require-preflight": "1" } });
    expect(response.headers.get("cache-control")).toBe("private, no-cache, must-revalidate");
  });

  it("do not come with another text", async () => {
    const url = await start({ list: listOf(apollo) });
    expect(await post(url, { documentId: "greet-1", query: "{ secret }" })).toMatchObject({
      status: 400,
      body: { errors: [{ message: "`query` is not the text of `documentId`.", extensions: { code: "BAD_REQUEST" } }] },
    });
  });

  it("are told of and counted where they are not listed, and answered all the same", async () => {
    const outcomes: string[] = [];
    const unlisted: string[] = [];
    const url = await start({
      list: listOf(apollo),
      mode: "log",
      onOutcome: (outcome) => outcomes.push(outcome),
      onUnlisted: (text) => unlisted.push(text),
    });
    expect(await post(url, { query: "{ secret }" })).toEqual({ status: 200, body: { data: { secret: 1 } } });
    await post(url, { query: greet });
    await post(url, { documentId: "greet-1" });
    await post(url, { documentId: "gone" });
    expect(outcomes).toEqual(["unlisted", "listed", "found", "missing"]);
    expect(unlisted).toEqual(["{ secret }"]);
  });

  it("are others from the next request on, once they were replaced", async () => {
    const persisted = new PersistedOperations({ list: listOf(apollo), mode: "require" });
    const url = await start(undefined, { persisted });
    expect(await post(url, { documentId: "0a1b" })).toMatchObject({ status: 400 });
    persisted.replace({ list: listOf(codegen), mode: "require" });
    expect(await post(url, { documentId: "0a1b" })).toEqual(hello("you"));
    expect(await post(url, { documentId: "greet-1" })).toMatchObject({ status: 400 });
  });
});

describe("files of documents", () => {
  it.each([
    ["{", "This is not JSON: "],
    ["[]", "This is no file of persisted operations"],
    ['{"a":1}', "This is no file of persisted operations"],
    ['{"format":"apollo-persisted-query-manifest","version":1}', "This is no file of persisted operations"],
    ['{"a":"{ b }","c":"queries"}', "The text of `c` is no operation."],
    ['{"operations":[]}', "This is no file of persisted operations"],
    ['{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}', "Version 2 of Apollo's manifest"],
    [
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"1"}]}',
      "`operations[0]` has no `id` or no `body`.",
    ],
  ])("are refused where they are none: %s", (text, message) => {
    const { faults } = readDocumentList([{ file: "a.json", text }]);
    expect(faults).toEqual([{ file: "a.json", message: expect.stringContaining(message) }]);
  });

  it("must not mean two things by one id", () => {
    const first = { file: "a.json", text: JSON.stringify({ x: "{ a }", y: "{ b }" }) };
    const second = { file: "b.json", text: JSON.stringify({ x: "{ c }", y: "{ b }" }) };
    expect(readDocumentList([first, second]).faults).toEqual([
      { file: "b.json", message: "The id `x` is that of another operation in a.json." },
    ]);
  });

  it("may have ids such as objects inherit", () => {
    const list = listOf(JSON.parse('{"__proto__": "{ a }", "constructor": "{ b }"}'));
    expect([list.get("__proto__"), list.get("constructor"), list.get("toString")]).toEqual([
      "{ a }",
      "{ b }",
      undefined,
    ]);
  });
});

describe("automatic persisted queries", () => {
  const named = { extensions: persistedQuery(hashOf(greet)) };

  it("are on by default: unknown at first, kept with their text, then known, by the short way", async () => {
    const url = await start(undefined);
    expect(await post(url, named)).toEqual(notFound);
    expect(await post(url, { ...named, query: greet })).toEqual(hello("you"));
    expect(await post(url, { ...named, variables: { name: "Ada" } })).toEqual(hello("Ada"));
    expect(await get(url, { extensions: JSON.stringify(named.extensions) })).toEqual(hello("you"));
    expect(ways).toEqual(["long", "short", "long"]);
  });

  it("are kept where the text was known before", async () => {
    const url = await start(undefined);
    await post(url, { query: greet });
    await post(url, { ...named, query: greet });
    expect(await post(url, named)).toEqual(hello("you"));
  });

  it("are not kept where the text is not valid, or passes a limit", async () => {
    const url = await start(undefined, { limits: { aliases: 1 } });
    for (const query of ["{ hallo }", "{", "{ a: hello b: hello }"]) {
      expect(await post(url, { query, extensions: persistedQuery(hashOf(query)) })).toMatchObject({ status: 400 });
      expect(await post(url, { extensions: persistedQuery(hashOf(query)) })).toEqual(notFound);
    }
  });

  it("must have the hash of their text", async () => {
    const url = await start(undefined);
    expect(await post(url, { query: greet, extensions: persistedQuery(hashOf("{ secret }")) })).toMatchObject({
      status: 400,
      body: { errors: [{ message: "provided sha does not match query" }] },
    });
    expect(await post(url, { extensions: { persistedQuery: { version: 2, sha256Hash: "" } } })).toMatchObject({
      status: 400,
      body: { errors: [{ message: "Unsupported persisted query version" }] },
    });
  });

  it("may be off", async () => {
    const url = await start({});
    expect(await post(url, named)).toMatchObject({
      body: { errors: [{ extensions: { code: "PERSISTED_QUERY_NOT_SUPPORTED" } }] },
    });
  });

  it("are known to every process that shares a store", async () => {
    const store = memoryTextStore();
    const one = await start({ automatic: new AutomaticQueries({ store }) });
    const other = await start({ automatic: new AutomaticQueries({ store }) });
    await post(one, { ...named, query: greet });
    expect([...store.texts]).toEqual([[`apq:${hashOf(greet)}`, greet]]);
    expect(await post(other, named)).toEqual(hello("you"));
  });

  it("go on without the store when it is away", async () => {
    const store = memoryTextStore();
    store.isAway = true;
    const url = await start({ automatic: new AutomaticQueries({ store }) });
    expect(await post(url, named)).toEqual(notFound);
    expect(await post(url, { ...named, query: greet })).toEqual(hello("you"));
    expect(await post(url, named)).toEqual(hello("you"));
  });

  it("take nothing from the store that has not this hash", async () => {
    const store = memoryTextStore();
    store.texts.set(`apq:${hashOf(greet)}`, "{ secret }");
    const url = await start({ automatic: new AutomaticQueries({ store }) });
    expect(await post(url, named)).toEqual(notFound);
  });
});
