import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startRestServer } from "../../support/rest-server.ts";
import { runRestuary, startRestuary } from "../../support/restuary-process.ts";

const root = join(import.meta.dirname, "../../..");

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "restuary-init-test-")));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}

function read(name: string): string {
  return readFileSync(join(dir, name), "utf8");
}

function filesIn(folder: string): readonly string[] {
  return (
    readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, folder).length + 1))
      // What commands keep between two runs.
      .filter((file) => !file.startsWith("node_modules/.cache/"))
      .toSorted()
  );
}

const projectFiles = [
  ".github/workflows/graph.yml",
  ".gitignore",
  "README.md",
  "client/ask.ts",
  "client/codegen.ts",
  "client/main.ts",
  "client/package.json",
  "client/tsconfig.json",
  "package.json",
  "restuary.config.js",
  "schema/api.graphql",
  "schema/supergraph.graphql",
];

const petsDocument = (server?: string): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "The Pets API", version: "1" },
    ...(server !== undefined && { servers: [{ url: server }] }),
    paths: {
      "/pets/{petId}": {
        get: {
          operationId: "getPet",
          parameters: [{ name: "petId", in: "path", required: true, schema: { type: "integer" } }],
          responses: { "200": answerOf({ $ref: "#/components/schemas/Pet" }) },
        },
      },
      "/pets": {
        post: { operationId: "createPet", responses: { "204": { description: "Created" } } },
        get: {
          operationId: "listPets",
          parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }],
          responses: { "200": answerOf({ type: "array", items: { $ref: "#/components/schemas/Pet" } }) },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: "object",
          required: ["petId", "name"],
          properties: {
            petId: { type: "integer" },
            name: { type: "string" },
            kind: { type: "string", enum: ["house-cat", "dog"] },
            owner: { type: "object", properties: { first_name: { type: "string" }, born: { type: "integer" } } },
            friends: { type: "array", items: { $ref: "#/components/schemas/Pet" } },
          },
        },
      },
    },
  });

function answerOf(schema: unknown): unknown {
  return { description: "ok", content: { "application/json": { schema } } };
}

describe("a new project around the example", () => {
  it("has its files, passes `check` and `test`, and is composed", async () => {
    const written = await runRestuary(["init", "my graph", "--yes", "-C", dir]);
    const project = join(dir, "my graph");
    const [composed, checked, tested] = [
      await runRestuary(["compose", "--check", "-C", project]),
      await runRestuary(["check", "-C", project]),
      await runRestuary(["test", "-C", project]),
    ];

    expect(written).toEqual({
      code: 0,
      stderr: "",
      stdout: `my graph is written: 19 files.

Next:
  cd 'my graph' && npm install
  npm start                     the graph at http://localhost:4000
  npm test && npm run check     the mappings, and what a change breaks
`,
    });
    expect(filesIn("my graph")).toEqual(
      [
        ...projectFiles,
        "schema/operations/books.graphql",
        "services/library.js",
        "start.js",
        "subgraphs/authors.graphql",
        "subgraphs/books.graphql",
        "tests/authors.connector.yaml",
        "tests/books.connector.yaml",
      ].toSorted(),
    );
    expect(JSON.parse(read("my graph/package.json"))).toMatchObject({
      name: "my-graph",
      dependencies: { restuary: `^${ownVersion()}` },
    });
    expect(filesIn("my graph").filter((file) => /__[A-Z_]+__/.test(read(`my graph/${file}`)))).toEqual([]);
    expect(composed).toMatchObject({ code: 0, stderr: "" });
    expect(checked).toEqual({
      code: 0,
      stderr: "",
      stdout: "nothing found. Compared with schema/supergraph.graphql. 1 client operation.\n",
    });
    expect(tested).toMatchObject({ code: 0, stderr: "" });
    expect(tested.stdout).toContain("3 passed, 0 failed");
  });

  it("answers its operation by `npm start`, the authors of all books by one call", async () => {
    await runRestuary(["init", "graph", "--yes", "-C", dir]);
    linkRestuary("graph");

    const { url, output, stop } = await startProject("graph");
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: read("graph/schema/operations/books.graphql") }),
    });
    const answer: unknown = await response.json();
    const code = await stop();

    expect(answer).toEqual({
      data: {
        books: [
          { title: "Middlemarch", year: 1871, author: { name: "George Eliot", born: 1819 } },
          { title: "Silas Marner", year: 1861, author: { name: "George Eliot", born: 1819 } },
          { title: "Mrs Dalloway", year: 1925, author: { name: "Virginia Woolf", born: 1882 } },
          { title: "To the Lighthouse", year: 1927, author: { name: "Virginia Woolf", born: 1882 } },
          { title: "Frankenstein", year: 1818, author: { name: "Mary Shelley", born: 1797 } },
        ],
      },
    });
    expect(
      output()
        .match(/GET http:\S+\/(?:books|authors)\b\S*/g)
        ?.map((call) => call.replace(/:\d+/, "")),
    ).toEqual(["GET http://127.0.0.1/books", "GET http://127.0.0.1/authors?id=11&id=12&id=13"]);
    expect(code).toBe(0);
  });
});

describe("a new project around an OpenAPI document", () => {
  it("has an operation and a test of a sampled answer, and asks the service", async () => {
    const service = await startRestServer(() => ({ json: [{ petId: 7, name: "Tom", kind: "house-cat" }] }));
    write({ "docs/pets.openapi.json": petsDocument(`${service.url}/v1/`) });
    const written = await runRestuary(["init", "graph", "--yes", "--openapi", "docs/pets.openapi.json", "-C", dir]);
    const project = join(dir, "graph");
    const [composed, checked, tested] = [
      await runRestuary(["compose", "--check", "-C", project]),
      await runRestuary(["check", "-C", project]),
      await runRestuary(["test", "-C", project]),
    ];
    const gateway = await startRestuary(["dev", "-C", project]);
    const answer = await gateway.ask(read("graph/schema/operations/pets.graphql"));
    await gateway.stop();
    await service.close();

    expect(written).toMatchObject({ code: 0, stderr: "" });
    expect(written.stdout).toContain("subgraphs/pets.graphql: 3 operations of the document.");
    expect(filesIn("graph")).toEqual(
      [
        ...projectFiles,
        "schema/operations/pets.graphql",
        "subgraphs/pets.graphql",
        "subgraphs/pets.openapi.json",
        "subgraphs/pets.openapi.lock.json",
        "tests/pets.connector.yaml",
      ].toSorted(),
    );
    expect(read("graph/schema/operations/pets.graphql")).toBe(`query Pets {
  pets {
    petId
    name
    kind
    owner {
      first_name
      born
    }
  }
}
`);
    expect(read("graph/client/main.ts")).toContain("const data = await ask(PetsDocument, {});");
    expect(composed).toMatchObject({ code: 0, stderr: "" });
    expect(checked).toMatchObject({ code: 0, stderr: "" });
    expect(checked.stdout).toMatch(/^nothing found/);
    expect(tested).toMatchObject({ code: 0, stderr: "" });
    expect(tested.stdout).toContain("1 passed, 0 failed");
    expect(answer).toEqual({ data: { pets: [{ petId: "7", name: "Tom", kind: "house_cat", owner: null }] } });
    expect(service.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v1/pets"]);
  });

  it("samples an answer by what the document says of it", async () => {
    write({ "pets.json": petsDocument("https://pets.example.com") });
    await runRestuary(["init", "graph", "--yes", "--openapi", "pets.json", "-C", dir]);

    expect(read("graph/tests/pets.connector.yaml"))
      .toBe(`# The answer is made up from the OpenAPI document. \`npx restuary record <operation>\` takes one from the service.
config:
  schema: ../subgraphs/pets.graphql
tests:
  - name: Query.pets
    target: Query.pets
    apiResponseBody: |
      [
        {
          "petId": "1",
          "name": "name",
          "kind": "house-cat",
          "owner": {
            "first_name": "first name",
            "born": 1
          }
        }
      ]
    expect:
      connectorRequest:
        method: GET
        url: https://pets.example.com/pets
        headers:
          accept: application/json
      connectorResponse: |
        [
          {
            "petId": "1",
            "name": "name",
            "kind": "house_cat",
            "owner": {
              "first_name": "first name",
              "born": 1
            }
          }
        ]
`);
  });

  it("takes the base URL and the name that are said, and a document from the web", async () => {
    const service = await startRestServer(() => ({ body: petsDocument() }));
    const args = [
      "--openapi",
      `${service.url}/openapi.json`,
      "--base-url",
      "https://pets.internal/v2",
      "--name",
      "zoo",
    ];
    const written = await runRestuary(["init", "graph", ...args, "-C", dir]);
    await service.close();

    expect(written).toMatchObject({ code: 0, stderr: "" });
    expect(read("graph/restuary.config.js")).toBe(`import { defineConfig } from "restuary";

export default defineConfig({
  sources: {
    "zoo.api": {
      // Where the service is.
      baseUrl: process.env.ZOO_URL ?? "https://pets.internal/v2",
      // What the service says of itself: \`restuary check\` holds every mapping against it.
      openapi: "subgraphs/zoo.openapi.json",
    },
  },
});
`);
  });

  it("is called by its title where the file's name says nothing", async () => {
    write({ "openapi.json": petsDocument("https://pets.example.com") });
    const written = await runRestuary(["init", "--yes", "--openapi", "openapi.json", "-C", dir, "--format", "json"]);

    const { files } = JSON.parse(written.stdout) as { files: readonly string[] };
    expect(files).toContain("subgraphs/pets.graphql");
    expect(existsSync(join(dir, "subgraphs/pets.graphql"))).toBe(true);
  });
});

describe("init that cannot go on", () => {
  it("asks nothing where nobody can answer, and says what to write instead", async () => {
    expect(await runRestuary(["init", "graph", "-C", dir])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: `restuary init` asks up to three questions, which takes a terminal. Without one, add --yes: " +
        "`restuary init graph --yes --openapi openapi.yaml`.\n",
    });
    expect(readdirSync(dir)).toEqual([]);
  });

  it("lists what is in the way, and touches nothing", async () => {
    write({
      "package.json": "{}",
      "restuary.config.yaml": "{}",
      "subgraphs/mine.graphql": "type Query { a: Int }",
      "schema/operations": "a file where a folder is needed",
      "notes.md": "in nobody's way",
    });
    const before = filesIn(".");

    expect(await runRestuary(["init", "--yes", "-C", dir])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: Nothing was written, as this is in the way:
  package.json
  restuary.config.yaml
  schema/operations
  subgraphs/mine.graphql
Move it away, or name another folder: \`restuary init <dir>\`.
`,
    });
    expect(filesIn(".")).toEqual(before);
    expect(read("package.json")).toBe("{}");
  });

  it.each([
    {
      what: "a document that is not there",
      file: "none.yaml",
      says: "The document none.yaml could not be read: no such file.",
    },
    { what: "a file that is no OpenAPI document", file: "other.json", says: "no OpenAPI document" },
    { what: "a file that is no JSON", file: "broken.json", says: "broken.json" },
  ])("writes nothing for $what", async ({ file, says }) => {
    write({ "other.json": '{ "a": 1 }', "broken.json": "{" });
    const { code, stdout, stderr } = await runRestuary(["init", "graph", "--yes", "--openapi", file, "-C", dir]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(readdirSync(dir).toSorted()).toEqual(["broken.json", "other.json"]);
  });

  it.each([
    {
      args: ["--openapi", "pets.json", "--base-url", "pets"],
      says: "--base-url takes a URL that starts with http:// or https://, and got `pets`.",
    },
    {
      args: ["--openapi", "pets.json", "--name", "1 pet"],
      says: "--name takes a letter, then letters, digits, `_` and `-`, and got `1 pet`.",
    },
    {
      args: ["--name", "pets"],
      says: "--name and --base-url say something of a service, which takes --openapi as well.",
    },
  ])("refuses $args", async ({ args, says }) => {
    write({ "pets.json": petsDocument("https://pets.example.com") });

    expect(await runRestuary(["init", "graph", "--yes", ...args, "-C", dir])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: ${says}\n`,
    });
    expect(readdirSync(dir)).toEqual(["pets.json"]);
  });

  it("leaves nothing half-written where the folder cannot be made", async () => {
    write({ taken: "a file" });
    const { code, stderr } = await runRestuary(["init", "taken/graph", "--yes", "-C", dir]);

    expect(code).toBe(2);
    expect(stderr).toBe(
      `error: ${join(dir, "taken/graph")} could not be written: there is a file where a folder is needed. Nothing was left behind.\n`,
    );
    expect(filesIn(".")).toEqual(["taken"]);
  });
});

function ownVersion(): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}

/** What `npm install` would put there, from this checkout's sources. */
function linkRestuary(folder: string): void {
  const tsx = fileURLToPath(import.meta.resolve("tsx"));
  const bin = `${folder}/node_modules/.bin/restuary`;
  write({ [bin]: `#!/bin/sh\nexec "${process.execPath}" --import "${tsx}" "${join(root, "cli/main.ts")}" "$@"\n` });
  chmodSync(join(dir, bin), 0o755);
}

/** What `npm start` runs, on free ports. */
async function startProject(
  folder: string,
): Promise<{ url: string; output: () => string; stop: () => Promise<number | null> }> {
  const { scripts } = JSON.parse(read(`${folder}/package.json`)) as { scripts: { start: string } };
  const [runner, script = ""] = scripts.start.split(" ");
  expect(runner).toBe("node");
  const child = spawn(process.execPath, [script, "--port", "0"], {
    cwd: join(dir, folder),
    env: { ...process.env, BOOKS_PORT: "0", AUTHORS_PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const take = (text: string): void => {
      output += text;
      const printed = /http:\S+\/graphql\b/.exec(output);
      if (printed) resolve(printed[0]);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    void ended.then((code) => reject(new Error(`${script} ended with ${code}:\n${output}`)));
  });
  return {
    url,
    output: () => output,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
