import { readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary, type CommandResult, type RunningGateway } from "../support/restuary-process.ts";
import { createTestProject, declared, postsSdl, usersSdl, type TestProject } from "./project.ts";

let project: TestProject;
let rest: RestServer;
beforeAll(async () => {
  rest = await startRestServer(({ url }) => {
    if (url === "/posts") return { json: [{ id: 1, title: "One", userId: 7 }] };
    return { json: { id: url.slice("/users/".length), name: "Ada" } };
  });
});
afterAll(() => rest.close());
afterEach(async () => {
  // A test that fails in the middle leaves no process behind.
  await Promise.all(started.splice(0).map((gateway) => gateway.stop()));
  project.remove();
  rest.requests.length = 0;
});

const started: RunningGateway[] = [];
async function start(...args: Parameters<typeof startRestuary>): Promise<RunningGateway> {
  const gateway = await startRestuary(...args);
  started.push(gateway);
  return gateway;
}
const restuary = (...args: string[]): Promise<CommandResult> => runRestuary([...args, "-C", project.dir]);
const findingsOf = ({ stdout }: CommandResult): { code: string }[] =>
  (JSON.parse(stdout) as { findings: { code: string }[] }).findings;

describe("compose", () => {
  it("writes the supergraph and the API schema, and leaves them alone when they would not change", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    expect(await restuary("compose")).toEqual({
      code: 0,
      stdout: "schema/supergraph.graphql written\nschema/api.graphql written\n",
      stderr: "",
    });
    expect(project.read("schema/api.graphql")).toBe(
      "type Post {\n  author: User\n  id: ID!\n  title: String\n}\n\ntype Query {\n  posts: [Post]\n}\n\ntype User {\n  id: ID!\n}\n",
    );
    const supergraph = project.read("schema/supergraph.graphql");
    const again = await restuary("compose", "--format", "json");
    expect(JSON.parse(again.stdout)).toEqual({
      findings: [],
      files: [
        { file: "schema/supergraph.graphql", state: "unchanged" },
        { file: "schema/api.graphql", state: "unchanged" },
      ],
    });
    expect(project.read("schema/supergraph.graphql")).toBe(supergraph);
  });

  it("says with --check that the committed files are out of date, and writes nothing", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    expect(await restuary("compose", "--check")).toEqual({
      code: 1,
      stdout:
        "schema/supergraph.graphql outdated\nschema/api.graphql outdated\nRun `restuary compose` and commit the result.\n",
      stderr: "",
    });
    expect(readdirSync(project.dir)).toEqual(["subgraphs"]);
  });

  it("prints each finding with its place and a code frame, writes nothing, and ends with 1", async () => {
    project = createTestProject({
      "subgraphs/posts.graphql": declared(
        rest.url,
        'type Query { a: Int @connect(source: "apl", http: { GET: "/" }, selection: "$.a") }',
      ),
      "subgraphs/users.graphql": "type Query {",
    });
    const { code, stdout } = await restuary("compose");
    expect(code).toBe(1);
    expect(stdout).toContain("subgraphs/posts.graphql:5:38 error SOURCE_NAME_MISMATCH");
    expect(stdout).toContain("Did you mean `api`?");
    expect(stdout).toContain("subgraphs/users.graphql:1:13 error GRAPHQL_SYNTAX");
    expect(stdout).toMatch(/\n2 errors\n$/);
    expect(readdirSync(project.dir)).toEqual(["subgraphs"]);
  });

  it("prints nothing but JSON with --format json, whatever happens", async () => {
    project = createTestProject({ "subgraphs/users.graphql": "type Query {" });
    const finding = await restuary("compose", "--format", "json");
    expect(finding.code).toBe(1);
    expect(findingsOf(finding)).toMatchObject([{ code: "GRAPHQL_SYNTAX" }]);

    project.write({ "restuary.config.yaml": "gatewya: {}\n" });
    const refused = await restuary("compose", "--format", "json");
    expect(refused.code).toBe(2);
    expect(findingsOf(refused)).toMatchObject([{ code: "CONFIG_UNKNOWN_KEY", fix: "Did you mean `gateway`?" }]);
  });

  it("refuses a subgraph that nothing would answer for", async () => {
    project = createTestProject({ "subgraphs/users.graphql": "type Query { a: Int }" });
    const result = await restuary("compose", "--format", "json");
    expect(result.code).toBe(1);
    expect(findingsOf(result)).toMatchObject([{ code: "SUBGRAPH_NOT_SERVED" }]);
  });

  it("points at the `@connect` of a schema that does not link the connect spec", async () => {
    project = createTestProject({
      "subgraphs/users.graphql": `type Query {\n  a: Int @connect(http: { GET: "${rest.url}" }, selection: "$.a")\n}`,
    });
    const { code, stdout } = await restuary("compose");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "subgraphs/users.graphql:2:10 error SUBGRAPH_NOT_SERVED `@connect` makes no connector here",
    );
    expect(stdout).toContain(
      'fix: Write `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])`.',
    );
  });
});

describe("what keeps the tool from running", () => {
  it.each([
    {
      what: "a folder that does not exist",
      args: ["compose", "-C", "/no/such/folder"],
      says: "The folder /no/such/folder could not be read: no such file.",
    },
    { what: "an unknown option", args: ["compose", "--fast"], says: "error: unknown option '--fast'" },
    {
      what: "an unknown command",
      args: ["compost"],
      says: "error: unknown command 'compost'\n(Did you mean compose?)",
    },
    {
      what: "an operation in the place of its file",
      args: ["explain", "{ posts { title } }"],
      says: "An operation is read from a file: write this one to a file, and give its name.",
    },
    {
      what: "an operation's file that does not exist",
      args: ["explain", "posts.graphql"],
      says: "The operation posts.graphql could not be read: no such file.",
    },
    { what: "a port that is none", args: ["serve", "--port", "x"], says: "Expected a number from 0 to 65535." },
  ])("is said of $what, with 2 and without a stack trace", async ({ args, says }) => {
    project = createTestProject();
    const { code, stdout, stderr } = await runRestuary(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("is said of a project without subgraphs, and what to do", async () => {
    project = createTestProject();
    expect(await restuary("compose")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: There are no subgraphs: subgraphs/ holds no .graphql file, and no config names any. " +
        "Write a first subgraph to subgraphs/<name>.graphql, or choose the project's folder with -C.\n",
    });
  });

  it("is said of a schema that is not there, at its place in the config", async () => {
    const config = "subgraphs:\n  users: { schema: subgraphs/user.graphql }\n";
    project = createTestProject({ "restuary.config.yaml": config });
    const { code, stdout, stderr } = await restuary("compose");
    expect([code, stderr]).toEqual([
      2,
      `error: The schema subgraphs/user.graphql could not be read: no such file. It was looked for in ${project.dir}.\n`,
    ]);
    expect(stdout).toContain(
      "restuary.config.yaml:2:20 error CONFIG_INVALID_VALUE `subgraphs.users.schema`: This file could not be read: no such file.",
    );
  });

  it("is said of a file that no subgraph can be named for, and not of an editor's hidden files", async () => {
    project = createTestProject({ "subgraphs/my posts.graphql": declared(rest.url, postsSdl) });
    const { code, stderr } = await restuary("compose");
    expect([code, stderr]).toEqual([
      2,
      "error: subgraphs/my posts.graphql is not named as a subgraph can be: a letter, then letters, digits, `_` and `-`. " +
        'Rename it, or name every subgraph in a config: `subgraphs: { a-name: { schema: "subgraphs/my posts.graphql" } }`.\n',
    ]);
    project.remove();
    project = createTestProject({
      "subgraphs/.#posts.graphql": "{",
      "subgraphs/a.graphql": declared(rest.url, postsSdl),
    });
    expect(await restuary("compose")).toMatchObject({ code: 0, stderr: "" });
  });

  it("is said of a file where the output has to be a folder", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl), taken: "" });
    expect(await restuary("compose", "--out", "taken")).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: ${project.dir}/taken/supergraph.graphql could not be written: there is a file where a folder is needed.\n`,
    });
  });

  it("is said of a config that throws, and --debug shows where", async () => {
    project = createTestProject({ "restuary.config.ts": 'throw new Error("no database"); export default {};' });
    const { code, stderr } = await restuary("compose");
    expect([code, stderr]).toEqual([2, "error: restuary.config.ts could not be loaded: no database\n"]);
    expect((await restuary("compose", "--debug")).stderr).toMatch(/restuary\.config\.ts:1:\d+/);
  });

  it("is said of a config in TypeScript with a typing error in it, by the key's path", async () => {
    project = createTestProject({
      "restuary.config.ts":
        'import { defineConfig } from "restuary"; export default defineConfig({ gateway: { prot: 1 } } as never);',
    });
    const { code, stdout } = await restuary("compose");
    expect(code).toBe(2);
    expect(stdout).toContain("error CONFIG_UNKNOWN_KEY restuary.config.ts: `gateway.prot` is not a key of the config.");
    expect(stdout).toContain("Did you mean `port`?");
  });

  it("is said of settings for a source that does not exist, at their key", async () => {
    project = createTestProject({
      "subgraphs/posts.graphql": declared(rest.url, postsSdl),
      "restuary.config.yaml": "sources:\n  posts.apl: { strict: true }\n",
    });
    const { code, stdout } = await restuary("serve", "--port", "0");
    expect(code).toBe(2);
    expect(stdout).toContain(
      "restuary.config.yaml:2:3 error CONFIG_UNKNOWN_SOURCE `sources.posts.apl`: the subgraph `posts` has no source `apl`.",
    );
    expect(stdout).toContain("Did you mean `posts.api`?");
  });
});

describe("explain", () => {
  it("prints the calls in their order, in text and in JSON, and makes none", async () => {
    project = createTestProject({
      "subgraphs/posts.graphql": declared(rest.url, postsSdl),
      "subgraphs/users.graphql": declared(rest.url, usersSdl),
      "feed.graphql": "{ posts { title author { name } } }",
    });
    const text = await restuary("explain", "feed.graphql");
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout).toBe(
      `1. GET ${rest.url}/posts             1 call\n` +
        `   posts:Query.posts[0]\n` +
        `2. GET ${rest.url}/users/{$args.id}  0 or more calls, after 1\n` +
        `   users:Query.user[0]\n\n` +
        `In all 1 or more calls.\n` +
        `A number grows with a list, or code decides it. --assume-list-size <n> counts with lists of that length.\n`,
    );
    const json = await restuary("explain", "feed.graphql", "--format", "json", "--assume-list-size", "3");
    expect(JSON.parse(json.stdout)).toEqual({
      calls: [
        {
          subgraph: "posts",
          coordinate: "posts:Query.posts[0]",
          method: "GET",
          url: `${rest.url}/posts`,
          per: "once",
          lists: [],
          after: [],
          count: { min: 1, max: 1 },
        },
        {
          subgraph: "users",
          coordinate: "users:Query.user[0]",
          method: "GET",
          url: `${rest.url}/users/{$args.id}`,
          per: "object",
          lists: [{ coordinate: "Query.posts", size: 3 }],
          after: ["posts:Query.posts[0]"],
          count: { min: 0, max: 3 },
        },
      ],
      total: { min: 1, max: 4 },
    });
    expect(rest.requests).toEqual([]);
  });

  it.each([
    {
      what: "a field that does not exist",
      text: "{ postz { id } }",
      args: [],
      says: 'feed.graphql:1:3 error OPERATION_INVALID Cannot query field "postz" on type "Query". Did you mean "posts"?',
    },
    {
      what: "an operation that does not parse",
      text: "{ posts {",
      args: [],
      says: "feed.graphql:1:10 error OPERATION_INVALID Expected Name, found <EOF>.",
    },
    {
      what: "several operations",
      text: "query A { posts { id } } query B { posts { id } }",
      args: [],
      says: "The file has several operations: `A`, `B`.\n",
    },
    {
      what: "an operation that the file does not have",
      text: "query A { posts { id } }",
      args: ["--operation", "B"],
      says: "The file has no operation `B`.",
    },
  ])("reports $what", async ({ text, args, says }) => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl), "feed.graphql": text });
    const { code, stdout, stderr } = await restuary("explain", "feed.graphql", ...args);
    expect([code, stderr]).toEqual([1, ""]);
    expect(`${stdout}\n`).toContain(says);
  });
});

describe("serve", () => {
  it("takes the committed supergraph where it was composed from the same sources, and composes where not", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    await restuary("compose");
    // A mark that only this file has: whoever sees it was served from this file.
    const marked = project.read("schema/supergraph.graphql").replace("type Post", '"committed" type Post');
    project.write({ "schema/supergraph.graphql": marked });
    const describePost = '{ __type(name: "Post") { description } }';

    const committed = await start(["serve", "-C", project.dir]);
    expect(await committed.ask(describePost)).toEqual({ data: { __type: { description: "committed" } } });
    expect(await committed.stop()).toBe(0);

    project.write({ "subgraphs/posts.graphql": declared(`${rest.url}/v2`, postsSdl) });
    const composed = await start(["serve", "-C", project.dir]);
    expect(await composed.ask(describePost)).toEqual({ data: { __type: { description: null } } });
    await composed.stop();
  });

  it("logs what a resolver throws, with its line, where production hides it from the client", async () => {
    project = createTestProject({
      "stats/index.ts": `import { defineSubgraph } from "restuary";
export default defineSubgraph({
  name: "stats",
  typeDefs: "type Query { total: Int }",
  resolvers: {
    Query: {
      total: () => {
        throw new Error("no such column");
      },
    },
  },
});
`,
      "restuary.config.yaml": "subgraphs: { stats: { module: stats/index.ts } }\n",
    });
    const gateway = await start(["serve", "-C", project.dir], { NODE_ENV: "production" });
    const { errors } = await gateway.ask("{ total }");
    const id =
      /error: \[([0-9a-f]{16})\] \(INTERNAL_SERVER_ERROR\), at total: Error: no such column \(stats\/index\.ts:8:\d+\)\n/;
    expect(gateway.output()).toMatch(id);
    const extensions = { code: "INTERNAL_SERVER_ERROR", errorId: id.exec(gateway.output())?.[1] };
    expect(errors).toMatchObject([{ message: "Internal server error", path: ["total"], extensions }]);
    expect(await gateway.stop()).toBe(0);
  });

  it("outlives a promise that a resolver rejects and nobody waits for", async () => {
    project = createTestProject({
      "stats/index.ts": `import { defineSubgraph } from "restuary";
export default defineSubgraph({
  name: "stats",
  typeDefs: "type Query { total: Int }",
  resolvers: {
    Query: {
      total: () => {
        void Promise.reject(new Error("forgotten"));
        return 1;
      },
    },
  },
});
`,
      "restuary.config.yaml": "subgraphs: { stats: { module: stats/index.ts } }\n",
    });
    const gateway = await start(["serve", "-C", project.dir]);
    expect(await gateway.ask("{ total }")).toEqual({ data: { total: 1 } });
    expect(await gateway.ask("{ total }")).toEqual({ data: { total: 1 } });
    expect(gateway.output()).toMatch(
      /error: a promise that nobody waits for was rejected: Error: forgotten \(stats\/index\.ts:8:\d+\)\n/,
    );
    expect(await gateway.stop()).toBe(0);
  });

  it("logs the calls of services that fail whole, but for secrets, under the id that the client gets", async () => {
    const failing = await startRestServer(({ url, headers }) => ({
      status: url.startsWith("/missing") ? 404 : 503,
      json: { error: "down\n", sent: headers["authorization"], access_token: "hunter2" },
    }));
    project = createTestProject({
      "subgraphs/posts.graphql": declared(
        failing.url,
        `type Query {
          posts: String @connect(source: "api", http: { GET: "/posts?api_key=hunter2&page=1" }, selection: "$.a")
          missing: String @connect(source: "api", http: { GET: "/missing" }, selection: "$.a")
        }`,
      ),
      "restuary.config.yaml": "sources: { posts.api: { forward: [authorization] } }\n",
    });
    const gateway = await start(["serve", "-C", project.dir], { NODE_ENV: "production" });
    const answer = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer s3cret-of-client" },
      body: JSON.stringify({ query: "query Home { posts missing }" }),
    });
    const { errors } = (await answer.json()) as { errors: { path: string[]; extensions: Record<string, unknown> }[] };
    // In the order in which the services answered.
    errors.sort((a, b) => (String(a.path) < String(b.path) ? 1 : -1));
    expect(errors).toMatchObject([
      {
        message: "The upstream service answered with an error.",
        path: ["posts"],
        extensions: { code: "CONNECTOR_FETCH", reason: "UPSTREAM_ERROR", http: { status: 503 } },
      },
      { path: ["missing"], extensions: { reason: "NOT_FOUND", http: { status: 404 } } },
    ]);
    const [posts, missing] = errors.map(({ extensions }) => String(extensions["errorId"]));
    const { host } = new URL(failing.url);
    const body = String.raw`Body: "{\"error\":\"down\\n\",\"sent\":\"REDACTED\",\"access_token\":\"REDACTED\"}"`;
    expect(gateway.output()).toContain(
      `error: [${posts}] posts:Query.posts[0]: GET http://${host}/posts?api_key=REDACTED&page=1 503 (UPSTREAM_ERROR), at posts, in Home: The upstream service answered 503. ${body}\n`,
    );
    expect(gateway.output()).toContain(
      `warning: [${missing}] posts:Query.missing[0]: GET http://${host}/missing 404 (NOT_FOUND), at missing, in Home: The upstream service answered 404. ${body}\n`,
    );
    expect(gateway.output()).not.toMatch(/hunter2|s3cret/);
    await gateway.stop();
    await failing.close();
  });

  it("says which port is in use", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    const { port } = new URL(rest.url);
    expect(await restuary("serve", "--port", port)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: Port ${port} is already in use. Stop what listens there, or choose another port (0 picks a free one).\n`,
    });
  });
});

describe("subgraph", () => {
  it("is a federated server that another gateway composes and asks", async () => {
    project = createTestProject({ "subgraphs/users.graphql": declared(rest.url, usersSdl) });
    const users = await start(["subgraph", "users", "-C", project.dir]);
    const { data } = await users.ask("{ _service { sdl } }");
    const { sdl } = (data as { _service: { sdl: string } })._service;
    expect(sdl).not.toContain("@connect");

    const other = createTestProject({
      "subgraphs/posts.graphql": declared(rest.url, postsSdl),
      "remote/users.graphql": sdl,
      "restuary.config.json": JSON.stringify({
        subgraphs: {
          posts: { schema: "subgraphs/posts.graphql" },
          users: { schema: "remote/users.graphql", url: users.url },
        },
      }),
    });
    const gateway = await start(["serve", "-C", other.dir]);
    expect(await gateway.ask("{ posts { title author { name } } }")).toEqual({
      data: { posts: [{ title: "One", author: { name: "Ada" } }] },
    });
    expect(rest.requests.map(({ url }) => url)).toEqual(["/posts", "/users/7"]);
    await gateway.stop();
    expect(await users.stop()).toBe(0);
    other.remove();
  });

  it("says which subgraphs there are", async () => {
    project = createTestProject({ "subgraphs/users.graphql": declared(rest.url, usersSdl) });
    expect(await restuary("subgraph", "usres")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: There is no subgraph `usres`. Did you mean `users`?\n",
    });
  });
});

describe("dev", () => {
  it("ends with a sentence where its port is in use, before or after the first good graph", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    const { port } = new URL(rest.url);
    const stderr = `error: Port ${port} is already in use. Stop what listens there, or choose another port (0 picks a free one).\n`;
    expect(await restuary("dev", "--port", port)).toEqual({ code: 2, stdout: "", stderr });

    project.write({ "subgraphs/posts.graphql": "type Query {" });
    const ended = restuary("dev", "--port", port);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    project.write({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    expect(await ended).toMatchObject({ code: 2, stderr });
  });

  it("shows every REST call, follows changes, and keeps the last good graph while one is wrong", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    const gateway = await start(["dev", "-C", project.dir]);
    const until = async (text: string): Promise<void> => {
      for (let waited = 0; !gateway.output().includes(text); waited += 20) {
        if (waited > 30_000) throw new Error(`"${text}" was not printed:\n${gateway.output()}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await gateway.ask("{ posts { title } }");
    await until(`GET ${rest.url}/posts 200`);
    const page = await fetch(new URL("/", gateway.url));
    expect(await page.text()).toContain("EmbeddedSandbox");

    project.write({ "subgraphs/posts.graphql": declared(rest.url, `${postsSdl}\ntype Oops {`) });
    await until("The last good graph is still being served.");
    expect(gateway.output()).toContain("error GRAPHQL_SYNTAX");
    expect(await gateway.ask("{ posts { title } }")).toEqual({ data: { posts: [{ title: "One" }] } });

    project.write({
      "subgraphs/posts.graphql": declared(
        rest.url,
        postsSdl
          .replace("title: String", "title: String headline: String")
          .replace("id title", "id title headline: title"),
      ),
    });
    await until("Recomposed.\n  + Post.headline: String\n");
    expect(await gateway.ask("{ posts { headline } }")).toEqual({ data: { posts: [{ headline: "One" }] } });

    project.write({ "restuary.config.yaml": "gateway: { path: /api }\n" });
    await until(
      "The config names another port, host or path now, which is taken up when `restuary dev` is started again.",
    );
    expect(await gateway.stop()).toBe(0);
  });

  it("begins with a graph that is wrong, and serves when it is right", async () => {
    project = createTestProject({ "subgraphs/posts.graphql": "type Query {" });
    let isMended = false;
    const gateway = await start(["dev", "-C", project.dir], {}, (output) => {
      if (isMended || !output.includes("Nothing is served yet. Waiting for a change.")) return;
      isMended = true;
      project.write({ "subgraphs/posts.graphql": declared(rest.url, postsSdl) });
    });
    expect(await gateway.ask("{ posts { title } }")).toEqual({ data: { posts: [{ title: "One" }] } });
    await gateway.stop();
  });
});
