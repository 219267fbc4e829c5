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
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "graphql";
import { Agent, request } from "undici";
import { loadGraph } from "../gateway/load-graph.ts";
import { compose } from "../schema/compose.ts";
import { theguildComposer } from "../schema/theguild-composer.ts";
import { createDeclaredSubgraph } from "../subgraphs/connect/declared-subgraph.ts";
import { lowerSubgraph } from "../subgraphs/connect/lower.ts";
import { readConnectors } from "../subgraphs/connect/read.ts";
import type { OperationContext } from "../subgraphs/operation-context.ts";
import { createRestOperation } from "../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../subgraphs/rest/transport.ts";

const operation = "{ posts { id title author { name email } } }";
const concurrency = 16;
const operationsPerRound = 480;

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

/** The REST service: it answers from memory, so that what is measured is who asks. */
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
  const server = createServer(({ url = "" }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(url.startsWith("/users") ? answers.users : answers.posts);
  });
  // Whoever asks may have failed.
  process.once("disconnect", () => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}

async function main(rounds: number): Promise<void> {
  // Of a profile there is one, of this process.
  const execArgv = process.execArgv.filter((argument) => !argument.startsWith("--cpu-prof"));
  const service = fork(import.meta.filename, ["serve"], { execArgv });
  const [port] = (await once(service, "message")) as [number];
  const url = `http://127.0.0.1:${port}`;
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
  ].map((way) => ({ ...way, elapsed: [] as number[], cpu: [] as number[] }));

  const [expected, ...others] = await Promise.all(ways.map(({ run }) => run()));
  if (others.some((text) => text !== expected)) throw new Error("The ways do not answer the same.");
  for (const { run } of ways) await runMany(run, operationsPerRound * 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      const { elapsed, cpu } = await runMany(way.run, operationsPerRound);
      way.elapsed.push(elapsed);
      way.cpu.push(cpu);
    }
  }
  print(ways, rounds, expected?.length ?? 0);
  await Promise.all([agent.close(), transport.close()]);
  service.kill();
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

function blog(url: string): Sdl {
  return {
    name: "blog",
    sdl: `${schemaSdl(url)}
      type Query {
        posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId }")
      }
      type Post { id: ID! title: String author: User }
      ${userSdl}`,
  };
}

function postsOnly(url: string): Sdl {
  return {
    name: "posts",
    sdl: `${schemaSdl(url)}
      type Query {
        posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId }")
      }
      type Post { id: ID! title: String author: User }
      type User @key(fields: "id", resolvable: false) { id: ID! }`,
  };
}

function usersOnly(url: string): Sdl {
  return { name: "users", sdl: `${schemaSdl(url)}${userSdl}` };
}

function schemaSdl(url: string): string {
  return `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${url}/" })
  `;
}

interface Sdl {
  readonly name: string;
  readonly sdl: string;
}

function readSubgraph({ name, sdl }: Sdl) {
  const document = parse(sdl);
  const { model, diagnostics } = readConnectors({ subgraph: name, document, file: `${name}.graphql` });
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { document, model };
}

function contextOf(transport: ReturnType<typeof createRestTransport>): OperationContext {
  return { requestHeaders: {}, context: {}, rest: createRestOperation({ transport }) };
}

async function prepareDeclared(url: string, context: () => OperationContext): Promise<() => Promise<string>> {
  const { document, model } = readSubgraph(blog(url));
  const subgraph = createDeclaredSubgraph({ name: "blog", document, model, settings: {}, env: {} });
  const fetch = subgraph.prepare(parse(operation));
  return async () => JSON.stringify((await fetch.execute({}, context())).data);
}

async function prepareGraph(
  subgraphs: readonly Sdl[],
  context: () => OperationContext,
  isText: boolean,
): Promise<() => Promise<string>> {
  const inputs = subgraphs.map((each) => {
    const { document, model } = readSubgraph(each);
    return { name: each.name, ...lowerSubgraph(document, model) };
  });
  const { supergraphSdl = "" } = await compose(inputs, theguildComposer);
  const { graph, diagnostics } = await loadGraph({ supergraphSdl, env: {}, production: true });
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const document = parse(operation);
  if (!isText) return async () => JSON.stringify((await graph.execute({ document, context: context() })).data);
  return async () => {
    const outcome = await graph.executeText({ document, context: context() });
    return outcome.kind === "text" ? outcome.data : "";
  };
}

/** Microseconds per operation. */
async function runMany(run: () => Promise<string>, count: number): Promise<{ elapsed: number; cpu: number }> {
  const cpuBefore = process.cpuUsage();
  const before = process.hrtime.bigint();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const elapsed = Number(process.hrtime.bigint() - before) / 1000 / count;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { elapsed, cpu: (user + system) / count };
}

interface Measured {
  readonly name: string;
  readonly elapsed: readonly number[];
  readonly cpu: readonly number[];
}

function print(ways: readonly Measured[], rounds: number, length: number): void {
  const [bare] = ways;
  if (!bare) return;
  const lines = ways.map(({ name, elapsed, cpu }) => {
    const ratio = (own: readonly number[], other: readonly number[], at: typeof best): string =>
      (at(own) / at(other)).toFixed(2).padStart(5);
    return [
      name.padEnd(18),
      `elapsed best ${best(elapsed).toFixed(0).padStart(5)} us, median ${median(elapsed).toFixed(0).padStart(5)} us`,
      `(x${ratio(elapsed, bare.elapsed, best)}, x${ratio(elapsed, bare.elapsed, median)})`,
      `  CPU best ${best(cpu).toFixed(0).padStart(5)} us, median ${median(cpu).toFixed(0).padStart(5)} us`,
      `(x${ratio(cpu, bare.cpu, best)}, x${ratio(cpu, bare.cpu, median)})`,
    ].join(" ");
  });
  const head = `${rounds} rounds of ${operationsPerRound} operations, ${concurrency} at once; ${length} characters of response`;
  process.stdout.write(`${[head, ...lines].join("\n")}\n`);
}

function best(values: readonly number[]): number {
  return Math.min(...values);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
