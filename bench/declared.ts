/**
 * 100 posts by 10 users: two REST calls, joined. Asked by bare undici, by a declared subgraph, and by whole graphs of one
 * and of two subgraphs (plan kept, HTTP server and parsing of the operation left out), in turns in this one process; the
 * REST service is another.
 *
 *     npx tsc --noEmit false --declaration false --isolatedDeclarations false --outDir dist/bench
 *     node dist/bench/bench/declared.js [rounds, default 15]
 *     node --cpu-prof dist/bench/bench/declared.js
 *
 * Compiled, as it is shipped: under tsx every closure is given its name anew each time that it is made, and only our
 * side makes many.
 *
 * Every way ends with the text of the response, which is the same for all. Printed per operation: elapsed time with 16
 * operations at once, and the CPU time of this process; then both as a ratio to bare undici.
 */
import { parse } from "graphql";
import { Agent, request } from "undici";
import { createDeclaredSubgraph } from "../subgraphs/connect/declared-subgraph.ts";
import type { OperationContext } from "../subgraphs/operation-context.ts";
import { createRestOperation } from "../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../subgraphs/rest/transport.ts";
import { forkService, serveForked } from "./fork-service.ts";
import { composeDeclared, openDeclared, readDeclared, schemaSdl, type DeclaredSdl } from "./open-declared.ts";
import { takeTurns } from "./take-turns.ts";

const operation = "{ posts { id title author { name email } } }";

const userSdl = `
  type User @key(fields: "id")
    @connect(
      source: "api"
      http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }
      selection: "id name email"
    ) {
    id: ID!
    name: String
    email: String
  }`;

interface Post {
  readonly id: number;
  readonly title: string;
  readonly userId: number;
}
interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

if (process.argv[2] === "serve") serve();
else await main(Number(process.argv[2] ?? 15));

/** The REST service. */
function serve(): void {
  const text = "The quick brown fox jumps over the lazy dog. ".repeat(4);
  const posts = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    userId: (index % 10) + 1,
    title: `Post number ${index + 1}`,
    body: text,
  }));
  const users = Array.from({ length: 10 }, (_, index) => ({
    id: index + 1,
    name: `User ${index + 1}`,
    email: `user${index + 1}@example.org`,
    address: { street: "Main Street 1", city: "Bern" },
  }));
  const answers = { posts: JSON.stringify(posts), users: JSON.stringify(users) };
  serveForked((url) => (url.startsWith("/users") ? answers.users : answers.posts));
}

async function main(rounds: number): Promise<void> {
  const { url, stop } = await forkService(import.meta.filename);
  const agent = new Agent();
  const transport = createRestTransport();
  const ways = [
    { name: "bare undici", run: () => askBare(url, agent) },
    { name: "declared subgraph", run: await prepareDeclared(url, () => contextOf(transport)) },
    { name: "graph, plain", run: await prepareGraph([blog(url)], () => contextOf(transport), false) },
    { name: "graph", run: await prepareGraph([blog(url)], () => contextOf(transport), true) },
    {
      name: "two subgraphs",
      run: await prepareGraph([postsOnly(url), usersOnly(url)], () => contextOf(transport), true),
    },
  ];
  process.stdout.write(await takeTurns(ways, rounds));
  await Promise.all([agent.close(), transport.close()]);
  stop();
}

async function askBare(url: string, dispatcher: Agent): Promise<string> {
  const get = async (path: string): Promise<unknown> => {
    const { body } = await request(url + path, { dispatcher });
    return JSON.parse(await body.text()) as unknown;
  };
  const posts = (await get("/posts")) as readonly Post[];
  const ids = [...new Set(posts.map(({ userId }) => userId))];
  const users = (await get(`/users?ids=${encodeURIComponent(ids.join(","))}`)) as readonly User[];
  const byId = new Map(users.map((user) => [user.id, user]));
  const joined = posts.map(({ id, title, userId }) => {
    const author = byId.get(userId);
    return { id: String(id), title, author: author ? { name: author.name, email: author.email } : null };
  });
  return JSON.stringify({ posts: joined });
}

function blog(url: string): DeclaredSdl {
  return {
    name: "blog",
    sdl: `${schemaSdl(`${url}/`)}
      type Query {
        posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId }")
      }
      type Post { id: ID! title: String author: User }
      ${userSdl}`,
  };
}

function postsOnly(url: string): DeclaredSdl {
  return {
    name: "posts",
    sdl: `${schemaSdl(`${url}/`)}
      type Query {
        posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId }")
      }
      type Post { id: ID! title: String author: User }
      type User @key(fields: "id", resolvable: false) { id: ID! }`,
  };
}

function usersOnly(url: string): DeclaredSdl {
  return { name: "users", sdl: `${schemaSdl(`${url}/`)}${userSdl}` };
}

function contextOf(transport: ReturnType<typeof createRestTransport>): OperationContext {
  return { requestHeaders: {}, context: {}, rest: createRestOperation({ transport }) };
}

async function prepareDeclared(url: string, context: () => OperationContext): Promise<() => Promise<string>> {
  const { document, model } = readDeclared(blog(url));
  const subgraph = createDeclaredSubgraph({ name: "blog", document, model, settings: {}, env: {} });
  const fetch = subgraph.prepare(parse(operation));
  return async () => JSON.stringify((await fetch.execute({}, context())).data);
}

async function prepareGraph(
  subgraphs: readonly DeclaredSdl[],
  context: () => OperationContext,
  isText: boolean,
): Promise<() => Promise<string>> {
  const graph = await openDeclared(await composeDeclared(subgraphs));
  const document = parse(operation);
  if (!isText) return async () => JSON.stringify((await graph.execute({ document, context: context() })).data);
  return async () => {
    const outcome = await graph.executeText({ document, context: context() });
    return outcome.kind === "text" ? outcome.data : "";
  };
}
