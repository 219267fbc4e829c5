import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PersistentClient } from "../support/persistent-client.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary, type RunningGateway } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

/** Answers with the version in its path and in the credential, which only a graph with its own way out has alike. */
let rest: RestServer;
let project: TestProject;
let gateway: RunningGateway | undefined;

beforeEach(async () => {
  rest = await startRestServer(async ({ url, headers }) => {
    await sleep(2);
    return { json: `${url.slice(1)} ${String(headers["x-version"])}` };
  });
  project = createTestProject(version(1));
});

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  project.remove();
  await rest.close();
});

/** A graph whose first field is asked for what the second and third, of another subgraph, are asked with. */
function version(number: number): Record<string, string> {
  const path = `v${number}`;
  return {
    "subgraphs/a.graphql": declared(
      rest.url,
      `type Query { thing: Thing @connect(source: "api", http: { GET: "/${path}" }, selection: "id: $") }
       type Thing @key(fields: "id", resolvable: false) { id: ID! }`,
    ),
    "subgraphs/b.graphql": declared(
      rest.url,
      `type Query { _b(id: ID!): Thing
         @connect(source: "api", http: { GET: "/${path}" }, selection: "id: $args.id name: $", entity: true) }
       type Thing @key(fields: "id") { id: ID! name: String }`,
    ),
    "restuary.config.yaml": `sources:
  a.api: { auth: { apiKey: { in: header, name: x-version, value: "${path}" } } }
  b.api: { auth: { apiKey: { in: header, name: x-version, value: "${path}" } } }
`,
  };
}

const query = "{ thing { id name } }";

interface Load {
  readonly answers: () => number;
  /** Versions that whole answers were of. */
  readonly seen: Set<string>;
  readonly wrong: readonly unknown[];
  /** Ends when each connection has been closed by the server. */
  readonly closed: Promise<unknown>;
}

/** Clients that ask again as soon as they are answered, until an answer says that the connection is closed. */
function load(url: string, clients: number): Load {
  const seen = new Set<string>();
  const wrong: unknown[] = [];
  let answers = 0;
  const ask = async (): Promise<void> => {
    const client = new PersistentClient(url);
    for (let isLast = false; !isLast && wrong.length < 20;) {
      try {
        const answer = await client.ask(query);
        const { body } = answer;
        const { id, name } = (body as { data: { thing: { id: string; name: string } } }).data.thing; // what is asked for
        const [first, ...others] = `${id} ${name}`.split(" ");
        if (first === undefined || others.some((each) => each !== first)) wrong.push(body);
        else seen.add(first);
        answers += 1;
        isLast = answer.isLast;
      } catch (error) {
        wrong.push(error);
      }
    }
    client.close();
  };
  const closed = Promise.all(Array.from({ length: clients }, ask));
  return { answers: () => answers, seen, wrong, closed };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe.each([
  ["one process", []],
  ["workers", ["--workers", "2"]],
])("serve by %s", (_what, flags) => {
  it("takes up changes under load, and ends: no request is dropped, and none is answered by half of each graph", async () => {
    gateway = await startRestuary(["serve", "-C", project.dir, ...flags]);
    const { pid, output } = gateway;
    const running = load(gateway.url, 6);
    for (let next = 2; next <= 4; next += 1) {
      const before = running.answers();
      await until(() => running.answers() > before + 100);
      project.write(version(next));
      process.kill(pid, "SIGHUP");
      await until(() => count(output(), "Reloaded (SIGHUP).") === next - 1);
      await until(() => running.seen.has(`v${next}`));
    }
    const before = running.answers();
    await until(() => running.answers() > before + 100);
    process.kill(pid, "SIGTERM");
    await running.closed;
    expect(running.wrong).toEqual([]);
    expect([...running.seen].toSorted()).toEqual(["v1", "v2", "v3", "v4"]);
    expect(await gateway.ended).toBe(0);
  }, 120_000);

  it("refuses a graph that is wrong, says so, and goes on with the one before", async () => {
    gateway = await startRestuary(["serve", "-C", project.dir, ...flags]);
    const serving = gateway;
    const { pid, output, url } = serving;
    const ready = async (): Promise<unknown> => {
      const response = await fetch(new URL("/health/ready", url));
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([200, { status: "ok" }]);

    project.write({ "subgraphs/a.graphql": "type Query { thing: Thin }" });
    process.kill(pid, "SIGHUP");
    await until(() => output().includes("The change is refused (SIGHUP), and the graph before it is still served: "));
    expect(await serving.ask(query)).toEqual({ data: { thing: { id: "v1 v1", name: "v1 v1" } } });
    const note = "The last change was refused, and the graph before it is served. The log says what is wrong.";
    await until(async () => JSON.stringify(await ready()).includes(note));

    // What only who opens it finds out: the graph is right, and its way out is not.
    project.write(version(2));
    const config = project
      .read("restuary.config.yaml")
      .replace("a.api: { auth", "a.api: { tls: { ca: none.pem }, auth");
    project.write({ "restuary.config.yaml": config });
    process.kill(pid, "SIGHUP");
    await until(() => count(output(), "The change is refused") === 2);
    expect(await serving.ask(query)).toEqual({ data: { thing: { id: "v1 v1", name: "v1 v1" } } });

    project.write(version(2));
    project.write({ "restuary.config.yaml": `${project.read("restuary.config.yaml")}gateway: { timeout: 9s }\n` });
    process.kill(pid, "SIGHUP");
    await until(() => output().includes("Reloaded (SIGHUP)."));
    await until(() => output().includes("Restart to take up what else has changed in the config: `gateway.timeout`."));
    expect(await serving.ask(query)).toEqual({ data: { thing: { id: "v2 v2", name: "v2 v2" } } });
    await until(async () => !JSON.stringify(await ready()).includes("refused"));
  }, 120_000);
});

describe("serve --watch", () => {
  it("takes up a supergraph and a config that are replaced", async () => {
    const supergraph = ["--supergraph", "schema/supergraph.graphql"];
    expect(await runRestuary(["compose", "-C", project.dir])).toMatchObject({ code: 0 });
    gateway = await startRestuary(["serve", "-C", project.dir, ...supergraph, "--watch"]);
    const serving = gateway;
    expect(await serving.ask(query)).toEqual({ data: { thing: { id: "v1 v1", name: "v1 v1" } } });

    project.write(version(2));
    expect(await runRestuary(["compose", "-C", project.dir])).toMatchObject({ code: 0 });
    await until(
      async () => JSON.stringify(await serving.ask(query)) === '{"data":{"thing":{"id":"v2 v2","name":"v2 v2"}}}',
    );
    expect(gateway.output()).toContain("Reloaded (files changed).");
  }, 120_000);

  it("takes up a change of the sources", async () => {
    gateway = await startRestuary(["serve", "-C", project.dir, "--watch"]);
    const serving = gateway;
    project.write(version(2));
    await until(
      async () => JSON.stringify(await serving.ask(query)) === '{"data":{"thing":{"id":"v2 v2","name":"v2 v2"}}}',
    );
  }, 120_000);
});

describe.each([
  ["one process", []],
  ["workers", ["--workers", "2"]],
])("the end of %s", (_what, flags) => {
  it("is told to probes as long as the config says, while everything is answered", async () => {
    project.write({
      "restuary.config.yaml": `${project.read("restuary.config.yaml")}gateway: { drain: { wait: 1h } }\n`,
    });
    gateway = await startRestuary(["serve", "-C", project.dir, ...flags]);
    const serving = gateway;
    const { pid, url, ended } = serving;
    process.kill(pid, "SIGTERM");
    const probe = async (): Promise<Response> => fetch(new URL("/health/ready", url));
    await until(async () => (await probe()).status === 503);
    expect(await (await probe()).json()).toEqual({ status: "draining", reasons: ["The gateway is about to end."] });
    expect((await fetch(new URL("/health/live", url))).status).toBe(200);
    expect(await serving.ask(query)).toEqual({ data: { thing: { id: "v1 v1", name: "v1 v1" } } });
    // A second one does not wait.
    process.kill(pid, "SIGTERM");
    expect(await ended).toBe(143);
  }, 120_000);
});
