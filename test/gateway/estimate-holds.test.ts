import { afterEach, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { estimateCalls } from "../../gateway/estimate.ts";
import type { Graph } from "../../gateway/graph.ts";
import { loadGraph } from "../../gateway/load-graph.ts";
import { compose, type ComposeInput } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { createRestOperation } from "../../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { parseDocument } from "../schema/support.ts";

const links = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`;

const postsSdl = (url: string): string => `${links} @source(name: "api", http: { baseURL: "${url}" })
type Query {
  posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId } editor: { id: editorId }")
  top: Post @connect(source: "api", http: { GET: "/posts/1" }, selection: "id title author: { id: userId } editor: { id: editorId }")
}
type Post { id: ID! title: String author: User editor: User }
type User @key(fields: "id", resolvable: false) { id: ID! }`;

const usersSdl = (url: string, request: string): string => `${links} @source(name: "api", http: { baseURL: "${url}" })
type Query { users: [User!] @connect(source: "api", http: { GET: "/users" }, selection: "id name") }
type User @key(fields: "id") @connect(source: "api", ${request}, selection: "id name") { id: ID! name: String }`;

const requests = {
  single: 'http: { GET: "/users/{$this.id}" }',
  batch: "http: { GET: \"/users?ids={$batch.id->joinNotNull(',')}\" }",
  chunks: "http: { GET: \"/users?ids={$batch.id->joinNotNull(',')}\" }, batch: { maxSize: 4 }",
};

const posts = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1,
  title: `Post ${index + 1}`,
  userId: (index % 10) + 1,
  editorId: 10 - (index % 10),
}));
const user = (id: string): object => ({ id: Number(id), name: `User ${id}` });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startUpstream(): Promise<RestServer> {
  const server = await startRestServer(({ url }) => {
    const { pathname, searchParams } = new URL(url, "http://upstream");
    const [, kind, id] = pathname.split("/");
    if (kind === "posts") return { json: id === undefined ? posts : posts[Number(id) - 1] };
    if (id !== undefined) return { json: user(id) };
    return { json: (searchParams.get("ids") ?? "1,2,3,4,5,6,7,8,9,10").split(",").map(user) };
  });
  closing.push(() => server.close());
  return server;
}

function readInput(name: string, sdl: string): ComposeInput {
  const document = parseDocument(sdl, `${name}.graphql`);
  const { model, diagnostics } = readConnectors({ subgraph: name, document, file: `${name}.graphql` });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return { name, ...lowerSubgraph(document, model) };
}

async function startGraph(upstream: string, users: string): Promise<Graph> {
  const inputs = [readInput("posts", postsSdl(upstream)), readInput("users", usersSdl(upstream, users))];
  const { supergraphSdl, diagnostics } = await compose(inputs, theguildComposer);
  if (supergraphSdl === undefined) throw new Error(JSON.stringify(diagnostics));
  const loaded = await loadGraph({ supergraphSdl, env: {}, production: false });
  const { graph } = loaded;
  if (!graph) throw new Error(JSON.stringify(loaded.diagnostics));
  closing.push(() => graph.close());
  return graph;
}

async function countCalls(graph: Graph, server: RestServer, query: string): Promise<number> {
  const transport = createRestTransport();
  closing.push(() => transport.close());
  const result = await graph.execute({
    document: parse(query),
    context: { requestHeaders: {}, context: {}, rest: createRestOperation({ transport }) },
  });
  expect(result.errors).toBeUndefined();
  return server.requests.length;
}

const byAuthor = "{ posts { title author { name } } }";

it.each([
  ["single calls", requests.single, 101, 11],
  ["a batch", requests.batch, 2, 2],
  ["a batch of 4", requests.chunks, 26, 4],
])("bounds 100 posts by 10 users with %s", async (_name, users, max, sent) => {
  const server = await startUpstream();
  const graph = await startGraph(server.url, users);
  const document = parse(byAuthor);
  expect(estimateCalls(graph, { document }).total).toEqual({ min: 1, max: null });
  expect(estimateCalls(graph, { document }, { assumeListSize: 100 }).total).toEqual({ min: 1, max });
  expect(await countCalls(graph, server, byAuthor)).toBe(sent);
});

it("prints templates, and what a call waits for", async () => {
  const server = await startUpstream();
  const graph = await startGraph(server.url, requests.single);
  expect(estimateCalls(graph, { document: parse(byAuthor) }).calls).toEqual([
    {
      subgraph: "posts",
      coordinate: "posts:Query.posts[0]",
      method: "GET",
      url: `${server.url}/posts`,
      per: "once",
      lists: [],
      after: [],
      count: { min: 1, max: 1 },
    },
    {
      subgraph: "users",
      coordinate: "users:User[0]",
      method: "GET",
      url: `${server.url}/users/{$this.id}`,
      per: "object",
      lists: [{ coordinate: "Query.posts", size: null }],
      after: ["posts:Query.posts[0]"],
      count: { min: 0, max: null },
    },
  ]);
});

it.each([
  ["{ top { title } }", 1, 1],
  ["{ top { author { name } } }", 1, 2],
  ["{ users { name } }", 1, 1],
  ["{ a: posts { id } b: posts { title } }", 1, 2],
  ["{ posts { id author { name } editor { name } } top { editor { name } } }", 2, 203],
  ["query ($no: Boolean = false) { top { title } users @include(if: $no) { name } }", 1, 2],
  ["query ($no: Boolean = false) { top { title author @include(if: $no) { name } } }", 1, 2],
])("stays within its bounds for %s", async (query, min, max) => {
  const server = await startUpstream();
  const graph = await startGraph(server.url, requests.single);
  expect(estimateCalls(graph, { document: parse(query) }, { assumeListSize: 100 }).total).toEqual({ min, max });
  const sent = await countCalls(graph, server, query);
  expect(sent).toBeGreaterThanOrEqual(min);
  expect(sent).toBeLessThanOrEqual(max);
});
