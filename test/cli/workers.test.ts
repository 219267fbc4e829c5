import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { PersistentClient } from "../support/persistent-client.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

/** The REST service answers with the pid that the gateway's process has put into its URL. */
let rest: RestServer;
let project: TestProject;

beforeAll(async () => {
  rest = await startRestServer(async ({ url }) => {
    await sleep(5);
    return { json: { pid: Number(new URL(url, "http://rest").searchParams.get("pid")) } };
  });
  project = createTestProject({
    "subgraphs/pids.graphql": declared(
      rest.url,
      `type Query {
         pid: Int @connect(source: "api", http: { GET: "/pid", queryParams: "pid: $context.pid" }, selection: "$.pid")
       }`,
    ),
    "restuary.config.mjs": `export default { gateway: { context: () => ({ pid: process.pid }) } };`,
  });
});

afterAll(async () => {
  project.remove();
  await rest.close();
});

interface Load {
  /** Pids that have answered since the last call. */
  readonly seen: () => Set<unknown>;
  /** The pid that a request went to which got no answer; `undefined` where that is not known. */
  readonly failures: readonly { readonly pid: unknown; readonly error: unknown }[];
  readonly answers: () => number;
  /** Ends when each connection has been closed by the server. */
  readonly closed: Promise<unknown>;
}

/** Clients that ask again as soon as they are answered, until an answer says that the connection is closed. */
function load(url: string, clients: number): Load {
  const failures: { pid: unknown; error: unknown }[] = [];
  let seen = new Set<unknown>();
  let answers = 0;
  const ask = async (): Promise<void> => {
    const client = new PersistentClient(url);
    let pid: unknown;
    for (;;) {
      try {
        const answer = await client.ask("{ pid }");
        pid = (answer.body as { data: { pid: number } }).data.pid; // the only field that is asked for
        seen.add(pid);
        answers += 1;
        if (answer.isLast) break;
      } catch (error) {
        failures.push({ pid, error });
        if (failures.length > 100) break;
        pid = undefined;
      }
    }
    client.close();
  };
  const closed = Promise.all(Array.from({ length: clients }, ask));
  return {
    seen: () => {
      const last = seen;
      seen = new Set();
      return last;
    },
    failures,
    answers: () => answers,
    closed,
  };
}

it("answers from all workers, replaces one that is killed, and ends without a failed request", async () => {
  const gateway = await startRestuary(["serve", "-C", project.dir, "--workers", "2"]);
  expect(gateway.output()).toBe(`Serving GraphQL at ${gateway.url} by 2 workers\n`);
  const running = load(gateway.url, 8);
  // One of them may begin late: a busy machine runs whom it likes.
  const seen = new Set<unknown>();
  await until(() => {
    for (const pid of running.seen()) seen.add(pid);
    return running.answers() > 100 && seen.size > 1;
  });
  const pids = [...seen].map(Number);
  expect(pids).toHaveLength(2);
  expect(running.failures).toEqual([]);

  const [killed = 0, other = 0] = pids;
  process.kill(killed, "SIGKILL");
  await until(() => gateway.output().includes(`Worker ${killed} ended (SIGKILL). Another one is started now.`));
  // Connections are not moved to the new worker; new ones are handed to both.
  let newcomers: Set<unknown>;
  do {
    const client = new PersistentClient(gateway.url);
    newcomers = running.seen();
    await Promise.all([1, 2].map(() => client.ask("{ pid }").then(({ body }) => newcomers.add(pidOf(body)))));
    client.close();
  } while ([...newcomers].every((pid) => pid === other || pid === killed));
  // What each of its connections was asked for at most: who fails twice does not know by whom. And nothing of the other's.
  expect(running.failures.filter(({ pid }) => pid !== killed)).toEqual([]);
  expect(running.failures.length).toBeLessThan(8);

  const failed = running.failures.length;
  const answered = running.answers();
  await until(() => running.answers() > answered + 100);
  // As Ctrl+C in a terminal: every process in it gets the signal.
  for (const pid of [gateway.pid, ...descendants(gateway.pid)]) process.kill(pid, "SIGINT");
  await running.closed;
  expect(running.failures).toHaveLength(failed);
  expect(await gateway.ended).toBe(0);
}, 60_000);

function pidOf(body: unknown): unknown {
  return (body as { data: { pid: unknown } }).data.pid; // what the query asks for
}

it("leaves no process behind when it is killed itself", async () => {
  const gateway = await startRestuary(["serve", "-C", project.dir, "--workers", "2", "--format", "json"]);
  expect(JSON.parse(gateway.output())).toEqual({ url: gateway.url, workers: 2, findings: [] });
  const family = descendants(gateway.pid);
  // Two workers, and the query planner's process of each.
  expect(family.length).toBeGreaterThanOrEqual(4);
  process.kill(gateway.pid, "SIGKILL");
  await gateway.ended;
  await until(() => !family.some(isRunning));
}, 60_000);

function descendants(root: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid, ...below(pid)] : []));
  return below(root);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it("says what keeps its workers from serving", async () => {
  const occupied = createServer();
  await new Promise<void>((resolve) => occupied.listen(0, resolve));
  const { port } = occupied.address() as AddressInfo; // a string only for a pipe
  expect(await runRestuary(["serve", "-C", project.dir, "--workers", "2", "--port", String(port)])).toEqual({
    code: 2,
    stdout: "",
    stderr: `error: Port ${port} is already in use. Stop what listens there, or choose another port (0 picks a free one).\n`,
  });
  occupied.close();

  // What only a worker finds: the primary does not read the supergraph that it hands on.
  project.write({ "old.graphql": "type Query { pid: Int }" });
  expect(await runRestuary(["serve", "-C", project.dir, "--workers", "2", "--supergraph", "old.graphql"])).toEqual({
    code: 1,
    stdout: `old.graphql:1:1 error SUPERGRAPH_INVALID This is not a supergraph: its schema has no \`@link\` to \`https://specs.apollo.dev/join\`.
1 | type Query { pid: Int }
  | ^
fix: Compose the subgraphs with \`restuary compose\`, and give its result.

1 error
`,
    stderr: "",
  });
}, 60_000);

it("gives up where every worker ends at once", async () => {
  const broken = createTestProject({
    "subgraphs/a.graphql": project.read("subgraphs/pids.graphql"),
    "restuary.config.mjs": `import cluster from "node:cluster"; if (cluster.isWorker) process.exit(7); export default {};`,
  });
  const { code, stdout, stderr } = await runRestuary(["serve", "-C", broken.dir, "--workers", "2", "--format", "json"]);
  const message = "No worker can be started: one after the other ended at once, the last with exit code 7.";
  expect({ code, json: JSON.parse(stdout) }).toEqual({ code: 1, json: { findings: [], error: { message } } });
  expect(stderr).toContain(`error: ${message}\n`);
  broken.remove();
}, 60_000);
