import { afterEach, describe, expect, it } from "@jest/globals";
import { configSchema } from "../../cli/config/config-schema.ts";
import { readClientAuth } from "../../cli/config/read-client-auth.ts";
import { tokenAlgorithms } from "../../gateway/auth/auth-options.ts";
import { AUDIENCE, createSigner, ISSUER } from "../gateway/auth/signer.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function startService(): Promise<RestServer> {
  const server = await startRestServer(({ url }) => ({ json: { url } }));
  cleanups.push(() => server.close());
  return server;
}

function createProject(files: Record<string, string>): TestProject {
  const project = createTestProject(files);
  cleanups.push(() => project.remove());
  return project;
}

function people(url: string): string {
  return declared(
    url,
    `type Query {
      open: String @connect(source: "api", http: { GET: "/open" }, selection: "$.url")
      mine: String @federation__authenticated @connect(source: "api", http: { GET: "/of/{$context.claims.sub}" }, selection: "$.url")
      staff: String @federation__policy(policies: [["staff"]]) @connect(source: "api", http: { GET: "/staff" }, selection: "$.url")
    }`,
  );
}

async function ask(url: string, query: string, token?: string): Promise<{ status: number; body: unknown }> {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
  return { status: response.status, body: await response.json() };
}

const denied = (path: string): object => ({
  message: "Unauthorized field or type",
  path: [path],
  extensions: { code: "UNAUTHORIZED_FIELD_OR_TYPE" },
});

describe("auth of the config", () => {
  it("is served: keys from a file, values from the environment, policies by a function", async () => {
    const service = await startService();
    const signer = await createSigner("a");
    const project = createProject({
      "subgraphs/people.graphql": people(service.url),
      "keys.json": JSON.stringify({ keys: [signer.jwk] }),
      "restuary.config.mjs": `export default { auth: {
        jwt: [{ issuer: "{$env.ID_ISSUER}", audience: ["${AUDIENCE}"], jwks: "keys.json" }],
        policies: ({ policies, claims }) => policies.filter((name) => claims?.role === name),
      } };`,
    });
    const gateway = await startRestuary(["serve", "-C", project.dir], { ID_ISSUER: ISSUER });
    cleanups.push(async () => void (await gateway.stop()));
    const exp = Math.floor(Date.now() / 1_000) + 600;
    expect(await ask(gateway.url, "{ open mine staff }")).toEqual({
      status: 200,
      body: { data: { open: "/open", mine: null, staff: null }, errors: [denied("mine"), denied("staff")] },
    });
    expect(await ask(gateway.url, "{ open mine staff }", await signer.sign({ exp, role: "staff" }))).toEqual({
      status: 200,
      body: { data: { open: "/open", mine: "/of/ada", staff: "/staff" } },
    });
    expect((await ask(gateway.url, "{ open }", await signer.sign({ exp: 1 }))).status).toBe(401);
    // What is denied was never asked for.
    expect(service.requests.map(({ url }) => url).toSorted()).toEqual(["/of/ada", "/open", "/open", "/staff"]);
  });

  it("is not asked for by `restuary subgraph`, whose client is a gateway that does", async () => {
    const service = await startService();
    const project = createProject({
      "subgraphs/people.graphql": people(service.url),
      "restuary.config.yaml": `auth: { required: true, jwt: [{ issuer: "x", audience: "y", jwks: "keys.json" }] }`,
    });
    const subgraph = await startRestuary(["subgraph", "people", "-C", project.dir, "--port", "0"]);
    cleanups.push(async () => void (await subgraph.stop()));
    expect(await ask(subgraph.url, "{ open staff }")).toEqual({
      status: 200,
      body: { data: { open: "/open", staff: "/staff" } },
    });
  });

  it("is explained as for a client who may see everything", async () => {
    const project = createProject({
      "subgraphs/people.graphql": people("http://127.0.0.1:1"),
      "all.graphql": "{ open mine staff }",
    });
    const { code, stdout } = await runRestuary(["explain", "all.graphql", "-C", project.dir]);
    expect(code).toBe(0);
    expect(stdout).toContain("people:Query.staff");
    expect(stdout).toContain("people:Query.mine");
  });

  it("is missed where rules need it, and nobody could see what they protect", async () => {
    const project = createProject({ "subgraphs/people.graphql": people("http://127.0.0.1:1") });
    const gateway = await startRestuary(["serve", "-C", project.dir, "--port", "0"]);
    cleanups.push(async () => void (await gateway.stop()));
    const lines = [
      "Nobody may see `Query.mine`: the config names no issuer of tokens (`auth.jwt`).",
      "Nobody may see `Query.staff`: the config has no function for policies (`auth.policies`).",
    ];
    await until(() => lines.every((line) => gateway.output().includes(line)));
  });

  it("ends the command where a variable is not set", async () => {
    const project = createProject({
      "subgraphs/people.graphql": people("http://127.0.0.1:1"),
      "restuary.config.yaml": `auth:\n  jwt:\n    - { issuer: "{$env.NOT_SET}", audience: y, jwks: keys.json }\n`,
    });
    const { code, stdout, stderr } = await runRestuary(["serve", "-C", project.dir, "--port", "0"]);
    expect({ code, text: stdout + stderr }).toEqual({
      code: 2,
      text: expect.stringContaining("`auth.jwt[0].issuer`: It reads `NOT_SET`, which is not set in the environment."),
    });
  });

  it.each<[what: string, auth: unknown, path: string, message: string]>([
    [
      "an issuer without an audience",
      { jwt: [{ issuer: "x", jwks: "k" }] },
      "auth.jwt.0.audience",
      "Expected a text, a list of texts, or `false`.",
    ],
    [
      "a shared secret",
      { jwt: [{ issuer: "x", audience: "y", jwks: "k", algorithms: ["HS256"] }] },
      "auth.jwt.0.algorithms.0",
      "`HS256` needs a secret that the issuer shares with all who verify its tokens, and is not taken.",
    ],
    [
      "no algorithm",
      { jwt: [{ issuer: "x", audience: "y", jwks: "k", algorithms: ["none"] }] },
      "auth.jwt.0.algorithms.0",
      `Expected one of ${tokenAlgorithms.map((name) => `\`${name}\``).join(", ")}.`,
    ],
    [
      "a token that nobody can have",
      { required: true },
      "auth.required",
      "A token is required, and no issuer of tokens is named.",
    ],
    [
      "an amount without a unit",
      { jwt: [{ issuer: "x", audience: "y", jwks: "k", clockTolerance: 5 }] },
      "auth.jwt.0.clockTolerance",
      "Expected a duration with its unit, such as `500ms`, `2s` or `1m`, found `5`.",
    ],
  ])("refuses %s", (_what, auth, path, message) => {
    const { issues = [] } = configSchema.safeParse({ auth }).error ?? {};
    expect(issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[path, message]]);
  });

  it("is read in the gateway's words", () => {
    const jwt = {
      issuer: "{$env.ISSUER}",
      audience: ["a", "{$env.AUDIENCE}"],
      jwks: "https://id.example/keys",
      algorithms: ["ES256"],
      clockTolerance: "1m",
      scopeClaim: "permissions",
      header: "x-token",
      prefix: "",
    };
    const config = configSchema.parse({ auth: { jwt: [jwt, { issuer: "b", audience: false, jwks: "k/keys.json" }] } });
    const project = { config, root: "/project", locate: () => undefined };
    expect(readClientAuth(project, { ISSUER: "https://id.example", AUDIENCE: "b" })).toEqual({
      issuers: [
        {
          issuer: "https://id.example",
          audience: ["a", "b"],
          jwks: { url: "https://id.example/keys" },
          algorithms: ["ES256"],
          clockToleranceMs: 60_000,
          scopeClaim: "permissions",
          header: "x-token",
          prefix: "",
        },
        { issuer: "b", audience: false, jwks: { file: "/project/k/keys.json" } },
      ],
    });
    expect(readClientAuth({ ...project, config: {} }, {})).toBe(undefined);
  });
});
