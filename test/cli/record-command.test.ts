import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, type CommandResult } from "../support/restuary-process.ts";
import { createTestProject, declared, postsSdl, usersSdl, type TestProject } from "./project.ts";

let project: TestProject;
let rest: RestServer;
beforeAll(async () => {
  rest = await startRestServer(({ url, headers, body }) => {
    const { pathname, searchParams } = new URL(url, "http://x.test");
    if (pathname === "/posts") {
      return { json: [1, 2, 3].map((id) => ({ id, title: `Post ${id}`, userId: id === 3 ? 7 : 6 + id })) };
    }
    if (pathname === "/users/9") return { status: 404, json: { detail: "There is no user 9." } };
    if (pathname.startsWith("/users/")) return { json: { id: pathname.slice("/users/".length), name: "Ada" } };
    if (pathname === "/login") {
      return {
        headers: { "set-cookie": "session=c00kie-of-ada", "x-page": "1" },
        json: {
          access_token: "issued-t0ken",
          // What was sent comes back, as it does from services that help debugging.
          sent: {
            ...(JSON.parse(body) as object),
            key: searchParams.get("api_key"),
            authorization: headers.authorization,
          },
          links: { next: `http://x.test/?api_key=${searchParams.get("api_key")}` },
        },
      };
    }
    return { status: 500, headers: { "content-type": "text/html" }, body: "<h1>Oops</h1>" };
  });
});
afterAll(() => rest.close());
afterEach(() => {
  project.remove();
  rest.requests.length = 0;
});

const restuary = (args: readonly string[], env?: Record<string, string>): Promise<CommandResult> =>
  runRestuary([...args, "-C", project.dir], env);

describe("restuary record", () => {
  it("writes a test for each call, each once, a file for each subgraph; and all of them pass", async () => {
    project = createTestProject({
      "subgraphs/posts.graphql": declared("http://posts.test", postsSdl),
      "subgraphs/users.graphql": declared("http://users.test", usersSdl),
      "restuary.config.yaml": `sources: { posts.api: { baseUrl: "${rest.url}" }, users.api: { baseUrl: "${rest.url}" } }`,
      "feed.graphql": "query Feed { posts { title author { name } } other: posts { id } }",
    });
    expect(await restuary(["record", "feed.graphql"])).toEqual({
      code: 0,
      stdout: "tests/Feed.posts.connector.yaml written: 1 test\ntests/Feed.users.connector.yaml written: 2 tests\n",
      stderr: "",
    });
    expect(rest.requests.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
      "GET /posts",
      "GET /users/7",
      "GET /users/8",
    ]);
    expect(project.read("tests/Feed.users.connector.yaml")).toBe(`# Recorded by \`restuary record feed.graphql\`.
config:
  schema: ../subgraphs/users.graphql
tests:
  - name: Query.user {"id":"7"}
    target: Query.user
    variables:
      $args:
        id: "7"
    apiResponseBody: |
      {
        "id": "7",
        "name": "Ada"
      }
    apiResponseHeaders:
      content-type: application/json
    expect:
      connectorRequest:
        method: GET
        url: http://users.test/users/7
      connectorResponse: |
        {
          "id": "7",
          "name": "Ada"
        }
  - name: Query.user {"id":"8"}
    target: Query.user
    variables:
      $args:
        id: "8"
    apiResponseBody: |
      {
        "id": "8",
        "name": "Ada"
      }
    apiResponseHeaders:
      content-type: application/json
    expect:
      connectorRequest:
        method: GET
        url: http://users.test/users/8
      connectorResponse: |
        {
          "id": "8",
          "name": "Ada"
        }
`);
    rest.requests.length = 0;
    expect(await restuary(["test"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("3 passed, 0 failed"),
    });
    expect(rest.requests).toEqual([]);
  });

  it("writes errors and mapping problems as they are", async () => {
    project = createTestProject({
      "subgraphs/users.graphql": declared(rest.url, usersSdl.replace("id name", "id name nick")).replace(
        "id: ID! name: String",
        "id: ID! name: String nick: String",
      ),
      "user.graphql": "query User($id: ID!) { gone: user(id: 9) { name } user(id: $id) { name } }",
      "variables.json": '{ "id": "7" }',
    });
    const { code, stdout } = await restuary([
      "record",
      "user.graphql",
      "--variables",
      "@variables.json",
      "--out",
      "here.connector.yaml",
    ]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "The operation has an error at gone: The upstream service answered with an error.\nhere.connector.yaml written: 2 tests\n",
    });
    const written = project.read("here.connector.yaml");
    expect(written).toContain(`    status: 404
    expect:
      connectorRequest:
        method: GET
        url: ${rest.url}/users/9
      error:
        message: The upstream service answered with an error.
        extensions:
          code: CONNECTOR_FETCH
          reason: NOT_FOUND
          http:
            status: 404
`);
    expect(written).toContain(`      problems:
        - message: Property \`.nick\` not found in object.
          path: nick
`);
    expect((await restuary(["test", "here.connector.yaml"])).code).toBe(0);
  });

  it("writes no secret, wherever one comes from or comes back, and the test still passes", async () => {
    const secrets = {
      env: "env-s3cret-1",
      config: "config-s3cret-2",
      client: "client-t0ken-3",
      password: "hunter2-4",
      sdl: "sdl-s3cret-5",
    };
    project = createTestProject({
      "subgraphs/auth.graphql": `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${rest.url}", headers: [
    { name: "x-api-key", value: "{$env.SHOP_SECRET}" }
    { name: "authorization", from: "authorization" }
    { name: "x-token", value: "${secrets.sdl}" }
    { name: "x-trace", from: "x-trace" }
  ] })
type Query { me: String @connect(source: "api", http: { GET: "/users/1" }, selection: "$.name") }
type Mutation {
  login(name: String, password: String): Login @connect(
    source: "api"
    http: {
      POST: "/login?api_key={$config.key}"
      body: "user: $args.name pass: $args.password extra: $env.SHOP_SECRET"
    }
    selection: """
    token: access_token
    echoed: sent.authorization
    page: $response.headers.'x-page'->first
    cookie: $response.headers.'set-cookie'->first
    next: links.next
    """
  )
}
type Login { token: String echoed: String page: String cookie: String next: String }
`,
      "restuary.config.yaml": `sources: { auth.api: { config: { key: ${secrets.config} } } }`,
      "login.graphql": `mutation Login($password: String) { login(name: "ada", password: $password) { token echoed page cookie next } }`,
    });
    const variables = JSON.stringify({ password: secrets.password });
    const headers = [`Authorization: Bearer ${secrets.client}`, "X-Trace: abc"].flatMap((each) => ["--header", each]);
    const args = ["record", "login.graphql", "--variables", variables, ...headers];
    expect(await restuary(args, { SHOP_SECRET: secrets.env })).toMatchObject({ code: 0, stderr: "" });
    expect(rest.requests).toEqual([
      expect.objectContaining({
        url: `/login?api_key=${secrets.config}`,
        headers: expect.objectContaining({ "x-api-key": secrets.env, authorization: `Bearer ${secrets.client}` }),
        body: JSON.stringify({ user: "ada", pass: secrets.password, extra: secrets.env }),
      }),
    ]);

    const written = project.read("tests/Login.connector.yaml");
    for (const secret of [...Object.values(secrets), "issued-t0ken", "c00kie-of-ada"])
      expect(written).not.toContain(secret);
    expect(written).toContain("api_key=REDACTED");
    expect(written).toContain("x-api-key: REDACTED");
    expect(written).toContain("authorization: REDACTED");
    expect(written).toContain("x-trace: abc");
    expect(written).toContain('"user": "ada"');
    expect(written).toContain('"page": "1"');
    expect(await restuary(["test"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 passed"),
    });
  });

  it("neither overwrites a file nor runs the operation where one exists, unless it is told to", async () => {
    project = createTestProject({
      "subgraphs/users.graphql": declared(rest.url, usersSdl),
      "user.graphql": "{ user(id: 7) { name } }",
      "tests/user.connector.yaml": "tests: []\n",
    });
    expect(await restuary(["record", "user.graphql"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: tests/user.connector.yaml exists. Use --force to overwrite it, or --out for another file.\n",
    });
    expect(project.read("tests/user.connector.yaml")).toBe("tests: []\n");
    expect(rest.requests).toEqual([]);
    const forced = await restuary(["record", "user.graphql", "--force", "--format", "json"]);
    expect(JSON.parse(forced.stdout)).toEqual({
      findings: [],
      files: [{ file: "tests/user.connector.yaml", tests: 1, leftOut: [] }],
      errors: [],
    });
    expect(project.read("tests/user.connector.yaml")).toContain("target: Query.user");
  });

  it.each([
    {
      what: "an operation that does not fit",
      args: ["user.graphql"],
      text: "{ usr { name } }",
      code: 1,
      says: "OPERATION_INVALID",
    },
    {
      what: "variables that are no JSON",
      args: ["user.graphql", "--variables", "{id"],
      text: "{ user(id: 7) { name } }",
      code: 2,
      says: "--variables is no JSON",
    },
    {
      what: "a header without a value",
      args: ["user.graphql", "--header", "x"],
      text: "{ user(id: 7) { name } }",
      code: 2,
      says: "--header takes `name: value`",
    },
    {
      what: "an operation without calls",
      args: ["user.graphql"],
      text: "{ __typename }",
      code: 2,
      says: "called no connector",
    },
  ])("refuses $what", async ({ args, text, code, says }) => {
    project = createTestProject({ "subgraphs/users.graphql": declared(rest.url, usersSdl), "user.graphql": text });
    const result = await restuary(["record", ...args]);
    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).toContain(says);
    expect(existsSync(join(project.dir, "tests"))).toBe(false);
    expect(rest.requests).toEqual([]);
  });

  it("says that a call without an answer cannot be recorded", async () => {
    const closed = await startRestServer(() => ({ json: {} }));
    await closed.close();
    project = createTestProject({
      "subgraphs/users.graphql": declared(closed.url, usersSdl),
      "user.graphql": "{ user(id: 7) { name } }",
    });
    expect(await restuary(["record", "user.graphql"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: No call could be recorded. users:Query.user[0]: No answer came.\n",
    });
    expect(readdirSync(project.dir)).not.toContain("tests");
  });
});
