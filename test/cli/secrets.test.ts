import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary, type RunningGateway } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

/** What must be found in nothing that leaves the process for anybody but its service. */
const secrets = {
  USERS_TOKEN: "b34rer+t0ken/of=users",
  POSTS_KEY: "qu3ry&key of=p0sts",
  BILLING_SECRET: "cl13nt+s3cret/of=billing",
  AWS_ACCESS_KEY_ID: "AKIDPUBLIC",
  AWS_SECRET_ACCESS_KEY: "aws+s3cret/of=files",
  AWS_REGION: "eu-central-1",
  AWS_SESSION_TOKEN: "aws+s3ssion/of=files",
};
const issuedToken = "1ssued-t0ken";
const hidden = [
  secrets.USERS_TOKEN,
  secrets.POSTS_KEY,
  secrets.BILLING_SECRET,
  secrets.AWS_SECRET_ACCESS_KEY,
  secrets.AWS_SESSION_TOKEN,
  issuedToken,
].flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64(secret)]);

function base64(text: string): string {
  // The last characters depend on what follows.
  return Buffer.from(text)
    .toString("base64")
    .replace(/..?=*$/, "");
}

let project: TestProject;
let rest: RestServer;
const running: RunningGateway[] = [];
beforeAll(async () => {
  // What was sent comes back, as it does from services that help debugging.
  rest = await startRestServer(({ url, headers }) => {
    const { pathname } = new URL(url, "http://x.test");
    if (pathname === "/token") return { json: { access_token: issuedToken, token_type: "bearer", expires_in: 60 } };
    const sent = { url, authorization: headers.authorization, session: headers["x-amz-security-token"] };
    if (pathname.endsWith("/fails")) return { status: 500, json: { detail: "No.", sent } };
    if (pathname.endsWith("/denies")) return { status: 401, json: { detail: "No.", sent } };
    if (pathname.endsWith("/html"))
      return { body: `<b>${JSON.stringify(sent)}`, headers: { "content-type": "application/json" } };
    return { json: { id: 1, name: "Ada", sent } };
  });
});
afterAll(() => rest.close());
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
  project.remove();
  rest.requests.length = 0;
});

const names = ["users", "posts", "billing", "files"] as const;
const calls = ["works", "fails", "denies", "html"];

/** `users_works`, `users_fails`... */
function subgraph(name: string): string {
  const fields = calls.map(
    (call) =>
      `${name}_${call}: ${name}_T @connect(source: "api", http: { GET: "/${name}/${call}?q=1" }, selection: "id name")`,
  );
  return declared(rest.url, `type Query { ${fields.join("\n")} }\ntype ${name}_T { id: ID name: String }`);
}

const query = `query All { ${names.flatMap((name) => calls.map((call) => `${name}_${call} { id name }`)).join(" ")} }`;

function makeProject(): void {
  project = createTestProject({
    ...Object.fromEntries(names.map((name) => [`subgraphs/${name}.graphql`, subgraph(name)])),
    "all.graphql": query,
    "schema/operations/all.graphql": query,
    "restuary.config.yaml": `
gateway: { metrics: { port: 0 } }
sources:
  users.api: { auth: { bearer: "{$env.USERS_TOKEN}" } }
  posts.api: { auth: { apiKey: { in: query, name: k, value: "{$env.POSTS_KEY}" } } }
  billing.api:
    auth: { clientCredentials: { tokenUrl: "${rest.url}/token", clientId: me, clientSecret: "{$env.BILLING_SECRET}" } }
  files.api: { auth: { awsSigV4: { service: s3 } } }
checks: { probes: [{ connector: Query.users_works }, { connector: Query.users_html }, { connector: Query.posts_fails }] }
`,
  });
}

function expectNoSecretIn(text: string): void {
  expect(hidden.filter((secret) => text.includes(secret))).toEqual([]);
}

/** Or the test would show nothing. */
function expectAllWereSent(): void {
  const sent = JSON.stringify(rest.requests.map(({ url, headers }) => [url, headers]));
  expect(sent).toContain(`Bearer ${secrets.USERS_TOKEN}`);
  expect(sent).toContain(`k=${encodeURIComponent(secrets.POSTS_KEY)}`);
  expect(sent).toContain(`Bearer ${issuedToken}`);
  expect(sent).toContain(secrets.AWS_SESSION_TOKEN);
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ data: { users_works: { name: "Ada" }, files_works: { name: "Ada" } } });
  return [...response.headers].join("\n") + text;
}

describe("a secret of a source is not told", () => {
  it.each([
    ["serve", {}],
    ["serve --format json", { NODE_ENV: "production" }],
    ["serve --workers 2", {}],
    ["dev", {}],
    ["dev --format json", {}],
  ])("by `restuary %s` with %j", async (command, env) => {
    makeProject();
    const gateway = await startRestuary([...command.split(" "), "-C", project.dir], { ...secrets, ...env });
    running.push(gateway);
    const answers = [
      await ask(gateway.url),
      await ask(gateway.url, { "apollo-connectors-debugging": "true", "apollo-federation-include-trace": "ftv1" }),
    ];
    expectAllWereSent();
    const metrics = /http:\/\/[^\s"']+\/metrics/.exec(gateway.output())?.[0];
    if (metrics !== undefined) answers.push(await (await fetch(metrics)).text());
    await until(() => gateway.output().includes("users_fails"));
    await gateway.stop();
    expectNoSecretIn(answers.join("\n"));
    expectNoSecretIn(gateway.output());
  });

  it("by `restuary record`, nor by what it writes", async () => {
    makeProject();
    const { code, stdout, stderr } = await runRestuary(["record", "all.graphql", "-C", project.dir], secrets);
    expect(code).toBe(0);
    expectAllWereSent();
    const written = readdirSync(join(project.dir, "tests")).map((file) =>
      readFileSync(join(project.dir, "tests", file), "utf8"),
    );
    expect(written).toHaveLength(4);
    expectNoSecretIn([...written, stdout, stderr].join("\n"));
    const tested = await runRestuary(["test", "-C", project.dir], secrets);
    expect(tested.code).toBe(0);
  });

  it.each(["explain all.graphql --format json", "compose", "check --probe --format json"])(
    "by `restuary %s`, nor by what it writes",
    async (command) => {
      makeProject();
      const { stdout, stderr } = await runRestuary([...command.split(" "), "-C", project.dir], secrets);
      const written = readdirSync(project.dir, { recursive: true, encoding: "utf8", withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
      expect(stdout).not.toBe("");
      expectNoSecretIn([...written, stdout, stderr].join("\n"));
    },
  );
});
