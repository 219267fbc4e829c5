import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { toCosmoSdl } from "../../cli/routers/cosmo-sdl.ts";
import { routerNames } from "../../cli/routers/router-names.ts";
import { runRestuary, type CommandResult } from "../support/restuary-process.ts";
import { createTestProject, declared, postsSdl, usersSdl, type TestProject } from "./project.ts";

const page = readFileSync(new URL("../../docs/other-routers.md", import.meta.url), "utf8");
let project: TestProject;
const compose = (...args: string[]): Promise<CommandResult> => runRestuary(["compose", ...args, "-C", project.dir]);
const users = declared("http://users.test", usersSdl);
const posts = declared("http://posts.test", postsSdl);

beforeEach(() => {
  project = createTestProject({ "subgraphs/users.graphql": users, "subgraphs/posts.graphql": posts });
});
afterEach(() => project.remove());

describe("compose --for", () => {
  it("refuses a router that it does not know, before anything is composed", async () => {
    expect(await compose("--for", "cosmo,hive-ruter")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: `--for hive-ruter` is no router that files can be written for. Did you mean `hive-router`?\n",
    });
    expect(existsSync(join(project.dir, "schema"))).toBe(false);
  });

  it("writes each router's files, each subgraph at a port of its own, and touches nothing that is the same", async () => {
    const first = await compose("--for", "apollo-connectors", "--for", "cosmo,hive-router,apollo-router");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const written = first.stdout.match(/^schema\/\S+ written$/gm) ?? [];
    expect(written).toHaveLength(2 + 3 + 5 + 3 + 5);

    expect(load(project.read("schema/cosmo/graph.yaml"))).toEqual({
      version: 1,
      subgraphs: [
        { name: "posts", routing_url: "http://localhost:4001/graphql", schema: { file: "./subgraphs/posts.graphql" } },
        { name: "users", routing_url: "http://localhost:4002/graphql", schema: { file: "./subgraphs/users.graphql" } },
      ],
    });
    expect(project.read("schema/apollo-connectors/subgraphs/users.graphql")).toBe(users);
    expect(project.read("schema/hive-router/supergraph.graphql")).toContain(
      'USERS @join__graph(name: "users", url: "http://localhost:4002/graphql")',
    );
    expect(project.read("schema/apollo-router/supergraph.graphql")).not.toContain("/connect/");
    expect(project.read("schema/cosmo/README.md")).toContain(
      "npx restuary subgraph posts --port 4001\nNODE_ENV=production npx restuary subgraph users --port 4002\n",
    );

    const second = await compose();
    expect(second.stdout.match(/ unchanged$/gm)).toHaveLength(written.length);
    expect(second.stdout).not.toMatch(/ written$/m);
  });

  it("keeps a router's folder up to date, takes out what is stale, and leaves a config that was made one's own", async () => {
    expect(await compose("--for", "cosmo")).toMatchObject({ code: 0 });
    project.write({ "schema/cosmo/config.yaml": 'version: "1"\n', "schema/cosmo/execution-config.json": "{}" });
    rmSync(join(project.dir, "subgraphs/posts.graphql"));

    const check = await compose("--check");
    expect(check.code).toBe(1);
    expect(check.stdout).toContain("schema/cosmo/subgraphs/posts.graphql outdated\n");
    expect(existsSync(join(project.dir, "schema/cosmo/subgraphs/posts.graphql"))).toBe(true);

    const { code, stdout } = await compose();
    expect({ code, lines: stdout.match(/^schema\/cosmo\/.*$/gm) }).toEqual({
      code: 0,
      lines: [
        "schema/cosmo/README.md written",
        "schema/cosmo/graph.yaml written",
        "schema/cosmo/subgraphs/users.graphql unchanged",
        "schema/cosmo/config.yaml kept",
        "schema/cosmo/subgraphs/posts.graphql removed",
      ],
    });
    expect(project.read("schema/cosmo/config.yaml")).toBe('version: "1"\n');
    expect(existsSync(join(project.dir, "schema/cosmo/execution-config.json"))).toBe(true);
  });

  it("takes addresses from the config, hands headers on, and writes no secret", async () => {
    project.write({
      "restuary.config.yaml": `routers:
  subgraphUrl: "http://{name}.test:5000/graphql"
  urls: { users: "https://users.test/graphql" }
sources:
  users.api:
    { baseUrl: "http://me:hunter2@users.internal/v1", config: { key: hunter3 }, forward: [Authorization], strict: true }
`,
    });
    expect(await compose("--for", "hive-router,apollo-connectors")).toMatchObject({ code: 0 });

    const supergraph = project.read("schema/hive-router/supergraph.graphql");
    expect(supergraph).toContain('url: "http://posts.test:5000/graphql"');
    expect(supergraph).toContain('url: "https://users.test/graphql"');
    expect(load(project.read("schema/hive-router/router.config.yaml"))).toMatchObject({
      headers: { subgraphs: { users: { request: [{ propagate: { named: "authorization" } }] } } },
    });
    const router = project.read("schema/apollo-connectors/router.yaml");
    expect(load(router)).toEqual({
      supergraph: { listen: "127.0.0.1:4000" },
      headers: { connector: { sources: { "users.api": { request: [{ propagate: { named: "Authorization" } }] } } } },
      connectors: {
        sources: {
          "users.api": {
            override_url: "${env.USERS_API_URL:-http://users.internal/v1}",
            $config: { key: "${env.USERS_API_KEY}" },
          },
        },
      },
    });
    const readme = project.read("schema/apollo-connectors/README.md");
    expect(readme).toContain("- `users.api`: `strict`\n");
    expect(`${router}${readme}`).not.toContain("hunter");
  });

  it("has subgraphs served for the Apollo Router that it could not run by their connectors", async () => {
    const circular = declared(
      "http://users.test",
      `type Query {
  user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id boss { id }", entity: true)
}
type User @key(fields: "id") { id: ID! boss: User }
`,
    );
    project.write({ "subgraphs/users.graphql": circular });
    expect(await compose("--for", "apollo-connectors")).toMatchObject({ code: 0 });

    expect(project.read("schema/apollo-connectors/README.md")).toContain(
      "- `users`: its selections lead back to their own type, which connect v0.3 refuses.\n",
    );
    expect(load(project.read("schema/apollo-connectors/supergraph.yaml"))).toMatchObject({
      subgraphs: {
        posts: { routing_url: "http://posts.connectors.invalid" },
        users: { routing_url: "http://localhost:4002/graphql" },
      },
    });
    expect(project.read("schema/apollo-connectors/subgraphs/users.graphql")).not.toContain("@connect");
  });

  it("refuses addresses for subgraphs that there are not, at their places, before anything is written", async () => {
    const config = `routers:
  urls:
    user: http://users.test/graphql
    posts: http://posts.test/graphql
    elsewhere: http://elsewhere.test/graphql
subgraphs:
  users: { schema: subgraphs/users.graphql }
  posts: { schema: subgraphs/posts.graphql }
  elsewhere: { schema: subgraphs/users.graphql, url: "http://elsewhere.test/graphql" }
`;
    project.write({ "restuary.config.yaml": config });
    const { code, stdout, stderr } = await compose();
    expect([code, stderr]).toEqual([
      2,
      "error: The config has addresses for subgraphs that `restuary subgraph` does not serve.\n",
    ]);
    expect(stdout).toContain(
      "restuary.config.yaml:3:5 error CONFIG_UNKNOWN_KEY `routers.urls.user` is for no subgraph that `restuary subgraph` serves.",
    );
    expect(stdout).toContain("fix: Did you mean `users`?");
    expect(stdout).toContain("restuary.config.yaml:5:5 error CONFIG_UNKNOWN_KEY `routers.urls.elsewhere`");
    expect(stdout).toContain("fix: Its address is `subgraphs.elsewhere.url`.");
    expect(existsSync(join(project.dir, "schema"))).toBe(false);
  });
});

it("leaves out of Cosmo's SDL the assumed size that a default makes useless, and no other", () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{name: "@listSize", as: "@size"}])

type Query {
  a(limit: Int = 20): [Int] @size(assumedSize: 100, slicingArguments: ["limit"])
  b(limit: Int): [Int] @size(assumedSize: 100, slicingArguments: ["limit"])
}
`;
  expect(toCosmoSdl(sdl)).toBe(sdl.replace("assumedSize: 100, ", ""));
});

describe("docs/other-routers.md", () => {
  it("has a row for each router, and a config that a config may have", () => {
    for (const name of routerNames) expect(page).toContain(`\n| \`${name}\` |`);
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(configSchema.parse(load(yaml))).toEqual(load(yaml));
    expect(yaml).toContain("subgraphUrl");
  });

  it("shows commands that are there", async () => {
    const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text.trim());
    expect(commands).toEqual([
      "restuary compose --for apollo-router",
      "NODE_ENV=production restuary subgraph catalog --port 4001",
    ]);
    expect(await compose("--for", "apollo-router")).toMatchObject({ code: 0 });
  });
});
