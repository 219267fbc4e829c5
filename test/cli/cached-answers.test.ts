import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { PersistentClient } from "../support/persistent-client.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { startRestuary, type RunningGateway } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

let rest: RestServer;
let project: TestProject;
let gateway: RunningGateway | undefined;
let state: string;
/** Where a test holds a write back. */
let held: Promise<void> | undefined;

beforeEach(async () => {
  state = "old";
  held = undefined;
  rest = await startRestServer(async ({ method }) => {
    if (method === "PUT") {
      state = "new";
      await held;
    }
    return { json: state, headers: { "cache-control": "max-age=3600" } };
  });
  project = createTestProject({
    "subgraphs/things.graphql": declared(
      rest.url,
      `type Query {
         state: String @connect(source: "api", http: { GET: "/state" }, selection: "$")
         pid: Int @connect(source: "api", http: { GET: "/state" }, selection: "$context.pid")
       }
       type Mutation { change: String @connect(source: "api", http: { PUT: "/state" }, selection: "$") }`,
    ),
    "restuary.config.mjs": `export default {
      sources: { "things.api": { cache: true } },
      gateway: { context: () => ({ pid: process.pid }) },
    };`,
  });
});

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  project.remove();
  await rest.close();
});

it("are forgotten by every worker when one of them has written", async () => {
  gateway = await startRestuary(["serve", "-C", project.dir, "--workers", "2"]);
  const byWorker = new Map<unknown, PersistentClient>();
  const clients: PersistentClient[] = [];
  try {
    await until(async () => {
      const client = new PersistentClient(gateway?.url ?? "");
      clients.push(client);
      const { data } = (await client.ask("{ pid state }")).body as { data: { pid: number; state: string } };
      expect(data.state).toBe("old");
      byWorker.set(data.pid, client);
      return byWorker.size === 2;
    });
    expect(rest.requests).toHaveLength(2);
    const [one, other] = [...byWorker.values()];
    expect((await one?.ask("mutation { change }"))?.body).toEqual({ data: { change: "new" } });
    expect((await one?.ask("{ state }"))?.body).toEqual({ data: { state: "new" } });
    // It hears of it from the process above both, a moment later.
    await until(async () => JSON.stringify((await other?.ask("{ state }"))?.body) === '{"data":{"state":"new"}}');
  } finally {
    for (const client of clients) client.close();
  }
});

it("are kept when the graph is replaced, and forgotten after a write that ends on the graph before", async () => {
  gateway = await startRestuary(["serve", "-C", project.dir]);
  expect(await gateway.ask("{ state }")).toMatchObject({ data: { state: "old" } });
  let release: (() => void) | undefined;
  held = new Promise((resolve) => (release = resolve));
  const write = gateway.ask("mutation { change }");
  await until(() => rest.requests.length === 2);
  const sdl = project.read("subgraphs/things.graphql");
  project.write({
    "subgraphs/things.graphql": sdl.replace(
      "state: String",
      'also: String @connect(source: "api", http: { GET: "/state" }, selection: "$") state: String',
    ),
  });
  process.kill(gateway.pid, "SIGHUP");
  await until(async () => (await gateway?.ask("{ also }"))?.data?.["also"] !== undefined);
  expect(await gateway.ask("{ also state }")).toMatchObject({ data: { also: "old", state: "old" } });
  release?.();
  await write;
  expect(await gateway.ask("{ also state }")).toMatchObject({ data: { also: "new", state: "new" } });
});
