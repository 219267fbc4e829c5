/** What is being answered when a process is killed or told to end, of which each request is known. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { deferred } from "../support/deferred.ts";
import { PersistentClient, type ClientAnswer } from "../support/persistent-client.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { startRestuary, type RunningGateway } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

/** Answers nobody before the gate is open, and then with the pid of the process that asks. */
let rest: RestServer;
let gate: { promise: Promise<void>; resolve: (value: void) => void };
let project: TestProject;
let gateway: RunningGateway | undefined;

beforeEach(async () => {
  gate = deferred<void>();
  rest = await startRestServer(async ({ url }) => {
    await gate.promise;
    return { json: { pid: pidIn(url) } };
  });
  project = createTestProject({
    "subgraphs/pids.graphql": declared(
      rest.url,
      `type Query {
         pid: Int @connect(source: "api", http: { GET: "/pid", queryParams: "pid: $context.pid" }, selection: "$.pid")
       }
       type Mutation {
         pay: Int @connect(source: "api", http: { POST: "/pay", queryParams: "pid: $context.pid" }, selection: "$.pid")
       }`,
    ),
    "restuary.config.mjs": `export default { gateway: { timeout: "1m", context: () => ({ pid: process.pid }) } };`,
  });
});

afterEach(async () => {
  gate.resolve();
  await gateway?.stop();
  gateway = undefined;
  project.remove();
  await rest.close();
});

function pidIn(url: string): number {
  return Number(new URL(url, "http://rest").searchParams.get("pid"));
}

function answered(pid: unknown): unknown {
  return { status: "fulfilled", value: expect.objectContaining({ status: 200, body: { data: { pid } } }) as unknown };
}

/** One request on each of so many connections, which are closed with the last answer. */
function askAll(url: string, count: number, query = "{ pid }"): Promise<PromiseSettledResult<ClientAnswer>[]> {
  const clients = Array.from({ length: count }, () => new PersistentClient(url, 50_000));
  const all = Promise.allSettled(clients.map((client) => client.ask(query)));
  void all.then(() => clients.forEach((client) => client.close()));
  return all;
}

it("fails exactly the requests that a killed worker had begun to ask for", async () => {
  gateway = await startRestuary(["serve", "-C", project.dir, "--workers", "2"]);
  const asked = askAll(gateway.url, 16);
  await until(() => rest.requests.length === 16);
  const pids = rest.requests.map(({ url }) => pidIn(url));
  const [killed = 0] = pids;
  const lost = pids.filter((pid) => pid === killed).length;
  // Connections are dealt in turn: the other one has its share.
  expect(lost).toBeLessThan(16);

  process.kill(killed, "SIGKILL");
  await until(() => gateway?.output().includes(`Worker ${killed} ended (SIGKILL).`) ?? false);
  // Who comes now is answered, before there is another worker or after.
  const late = askAll(gateway.url, 8);
  await until(() => rest.requests.length === 24);
  gate.resolve();

  const results = await asked;
  const [other = 0] = pids.filter((pid) => pid !== killed);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(lost);
  expect(results.filter(({ status }) => status === "fulfilled")).toEqual(
    Array.from({ length: 16 - lost }, () => answered(other)),
  );
  expect((await late).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => "fulfilled"));
});

it("asks for nothing twice that a killed worker had asked for", async () => {
  gateway = await startRestuary(["serve", "-C", project.dir, "--workers", "2"]);
  const asked = askAll(gateway.url, 8, "mutation { pay }");
  await until(() => rest.requests.length === 8);
  const killed = pidIn(rest.requests[0]?.url ?? "");
  process.kill(killed, "SIGKILL");
  await until(() => gateway?.output().includes(`Worker ${killed} ended (SIGKILL).`) ?? false);
  gate.resolve();
  await asked;
  // Whoever was answered nothing may ask again; that is the client's to decide.
  expect(rest.requests).toHaveLength(8);
});

it.each([
  ["one process", ["--workers", "1"]],
  ["two workers", ["--workers", "2"]],
])("answers all that had begun when %s is told to end", async (_what, flags) => {
  gateway = await startRestuary(["serve", "-C", project.dir, ...flags]);
  const asked = askAll(gateway.url, 16);
  await until(() => rest.requests.length === 16);
  const pids = rest.requests.map(({ url }) => pidIn(url));

  process.kill(gateway.pid, "SIGTERM");
  gate.resolve();
  const results = await asked;
  expect(results.toSorted(byPid)).toEqual(pids.toSorted((a, b) => a - b).map(answered));
  expect(await gateway.ended).toBe(0);
});

function byPid(a: PromiseSettledResult<ClientAnswer>, b: PromiseSettledResult<ClientAnswer>): number {
  return pidOf(a) - pidOf(b);
}

function pidOf(result: PromiseSettledResult<ClientAnswer>): number {
  return result.status === "fulfilled" ? (result.value.body as { data: { pid: number } }).data.pid : 0; // as asked
}
