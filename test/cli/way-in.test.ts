import { expect, it } from "@jest/globals";
import { startRestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

const sdl = `type Query { me: User @connect(source: "api", http: { GET: "/me" }, selection: "id name") }
type User { id: ID name: String }`;

const manifest = (operations: Record<string, string>): string =>
  JSON.stringify({
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: Object.entries(operations).map(([id, body]) => ({ id, body, name: "Me", type: "query" })),
  });

async function withProject(config: object, run: (project: TestProject) => Promise<void>): Promise<void> {
  const rest = await startRestServer(() => ({ json: { id: "1", name: "Ada" } }));
  const project = createTestProject({
    "subgraphs/users.graphql": declared(rest.url, sdl),
    "clients/web/manifest.json": manifest({ a1: "query Me { me { id } }" }),
    "restuary.config.json": JSON.stringify(config),
  });
  try {
    await run(project);
  } finally {
    project.remove();
    await rest.close();
  }
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<object> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    allowed: response.headers.get("access-control-allow-origin"),
    ...((await response.json()) as object),
  };
}

const refused = (code: string): object => ({ status: 400, errors: [{ extensions: { code } }] });

it("serves within the limits, to the pages and for the operations of the config, and takes up a new list of these", async () => {
  const config = {
    limits: { aliases: 1, cost: { mode: "enforce", max: 1 } },
    documents: { files: ["clients/*/manifest.json"], mode: "require" },
    gateway: { cors: { origins: ["https://app.example"] } },
  };
  await withProject(config, async (project) => {
    const gateway = await startRestuary(["serve", "-C", project.dir], { NODE_ENV: "production" });
    const { url, pid, output } = gateway;
    const origin = { origin: "https://app.example" };
    expect(await post(url, { documentId: "a1" }, origin)).toEqual({
      status: 200,
      allowed: "https://app.example",
      data: { me: { id: "1" } },
    });
    expect(await post(url, { query: "{ me { name } }" })).toMatchObject(refused("PERSISTED_QUERY_ID_REQUIRED"));
    expect(await post(url, { documentId: "b2" })).toMatchObject(refused("PERSISTED_QUERY_NOT_FOUND"));
    expect(output()).toContain("An operation is in none of `documents.files`: without a name (sha256:");

    const listed = {
      a1: "query Me { me { name } }",
      b2: "{ a: me { id } }",
      c3: "{ a: me { id } b: me { id } }",
      d4: "{ a: me { id } me { name } }",
    };
    project.write({ "clients/web/manifest.json": manifest(listed) });
    process.kill(pid, "SIGHUP");
    await until(() => output().includes("Reloaded (SIGHUP)."));
    expect(await post(url, { documentId: "a1" })).toMatchObject({ data: { me: { name: "Ada" } } });
    expect(await post(url, { documentId: "b2" })).toMatchObject({ data: { a: { id: "1" } } });
    expect(await post(url, { documentId: "c3" })).toMatchObject(refused("OPERATION_TOO_LARGE"));
    expect(await post(url, { documentId: "d4" })).toMatchObject(refused("OPERATION_TOO_EXPENSIVE"));

    project.write({ "clients/web/manifest.json": "{" });
    process.kill(pid, "SIGHUP");
    await until(() => output().includes("clients/web/manifest.json: This is not JSON"));
    expect(await post(url, { documentId: "a1" })).toMatchObject({ data: { me: { name: "Ada" } } });
    await gateway.stop();
  });
});

it("does not start with a list of operations that cannot be read, or with none", async () => {
  await withProject({ documents: { files: ["clients/*/other.json"], mode: "require" } }, async (project) => {
    const { code, stderr } = await runRestuary(["serve", "-C", project.dir, "--port", "0"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("No file matches `documents.files`: `clients/*/other.json`.") as unknown,
    });
  });
});

it("tells in development of what would be refused, and answers it", async () => {
  const documents = { files: ["clients/*/manifest.json"], mode: "require" };
  await withProject({ documents, gateway: { port: 0 } }, async (project) => {
    const gateway = await startRestuary(["dev", "-C", project.dir]);
    expect(await post(gateway.url, { query: "query Mine { me { name } }" })).toMatchObject({
      data: { me: { name: "Ada" } },
    });
    expect(await post(gateway.url, { documentId: "a1" })).toMatchObject({ data: { me: { id: "1" } } });
    await until(() => gateway.output().includes("An operation is in none of `documents.files`: `Mine` (sha256:"));
    await gateway.stop();
  });
});
