import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary } from "../support/restuary-process.ts";
import { createTestProject, type TestProject } from "./project.ts";

let project: TestProject;
let server: RestServer | undefined;
afterEach(async () => {
  project.remove();
  await server?.close();
  server = undefined;
});

function petsDocument(paths: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Pets", version: "1" },
    servers: [{ url: "http://pets.test" }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: {
        Pet: {
          type: "object",
          required: ["id"],
          properties: { id: { type: "string" }, name: { type: "string" }, ...more },
        },
      },
    },
  });
}

const answer = {
  responses: {
    "200": {
      content: { "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Pet" } } } },
    },
  },
};
const pets = { "/pets": { get: { operationId: "listPets", ...answer } } };

const importPets = (...args: string[]) =>
  runRestuary(["import", "pets.json", "--name", "pets", "-C", project.dir, ...args]);

/** A path whose answer is what a reference leads to. */
function pathOf($ref: string): unknown {
  return { get: { responses: { "200": { content: { "application/json": { schema: { $ref } } } } } } };
}

describe("restuary import", () => {
  it("writes SDL that composes, keeps the document, and says what the config needs", async () => {
    project = createTestProject({ "pets.json": petsDocument(pets) });
    expect(await importPets()).toEqual({
      code: 0,
      stdout: "subgraphs/pets.graphql written: 1 operation\n",
      stderr: "",
    });
    expect(project.read("subgraphs/pets.graphql"))
      .toBe(`# Pets 1, imported from pets.openapi.json by \`restuary import\`.
# The service knows its clients by headers. To pass on those of the graph's clients, write in the config:
#   sources: { pets.api: { forward: [authorization] } }
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13")
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "http://pets.test", headers: [{ name: "Accept", value: "application/json" }] })

type Query {
  pets: [Pet!]
    @connect(source: "api", http: { GET: "/pets" }, selection: "id name?")
}

type Pet {
  id: ID!
  name: String
}
`);
    expect(project.read("subgraphs/pets.openapi.json")).toBe(petsDocument(pets));
    expect((await runRestuary(["compose", "-C", project.dir])).code).toBe(0);
  });

  it("keeps names and what was edited by hand, and says what is new and what is gone", async () => {
    project = createTestProject({ "pets.json": petsDocument({ ...pets, "/old": { get: answer } }) });
    await importPets();
    const imported = project.read("subgraphs/pets.graphql");
    project.write({
      "subgraphs/pets.graphql": imported.replace("  name: String\n", '  "What it listens to."\n  name: String\n'),
      "pets.json": petsDocument(
        { "/pets": { get: { operationId: "findAllAnimals", ...answer } }, "/new": { get: answer } },
        { age: { type: "integer" } },
      ),
    });
    const { code, stdout } = await importPets();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "subgraphs/pets.graphql written: 2 operations\n  new: GET /new\n  no longer in the document: GET /old\n",
    });
    const merged = project.read("subgraphs/pets.graphql");
    expect(merged).toContain('type Pet {\n  id: ID!\n  "What it listens to."\n  name: String\n  age: Int\n}');
    expect(merged).toContain("  pets: [Pet!]\n");
    expect(merged).toContain("  new: [Pet!]\n");
    expect(merged).not.toContain("  old: ");
  });

  it("keeps what was accepted, and accepts into what was edited", async () => {
    const ref = { $ref: "#/components/schemas/Pet" };
    const one = {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      responses: { "200": { content: { "application/json": { schema: ref } } } },
    };
    const paths = {
      ...pets,
      "/pets/{id}": { get: { operationId: "getPet", ...one } },
      "/visits": pathOf("#/components/schemas/Visit"),
    };
    const document = JSON.parse(petsDocument(paths)) as { components: { schemas: Record<string, unknown> } };
    document.components.schemas["Visit"] = {
      type: "object",
      properties: { petId: { type: "string" }, day: { type: "string" } },
    };
    project = createTestProject({ "pets.json": JSON.stringify(document) });
    await importPets();
    const imported = project.read("subgraphs/pets.graphql");
    expect(imported).toContain("  # Proposed: `pet: Pet`");
    project.write({
      "subgraphs/pets.graphql": imported.replace("  name: String\n", '  "As it is called."\n  name: String\n'),
    });

    await importPets("--accept");
    const accepted = project.read("subgraphs/pets.graphql");
    expect(accepted).toContain("type Visit {\n  petId: String\n  day: String\n  pet: Pet\n}");
    expect(accepted).toContain('  "As it is called."\n  name: String\n');
    await importPets();
    expect(project.read("subgraphs/pets.graphql")).toBe(accepted);
  });

  it("lets an edit stand where the document changed the same place, and shows both", async () => {
    project = createTestProject({ "pets.json": petsDocument(pets) });
    await importPets();
    const imported = project.read("subgraphs/pets.graphql");
    project.write({
      "subgraphs/pets.graphql": imported.replace("  name: String\n", "  name: ID\n"),
      "pets.json": petsDocument(pets, { name: { type: "integer" } }),
    });
    const { code, stdout } = await importPets();
    expect(code).toBe(0);
    expect(stdout).toContain(
      "subgraphs/pets.graphql:16 was edited by hand and stays; the import would write:\n  name: Int\n",
    );
    expect(project.read("subgraphs/pets.graphql")).toContain("  name: ID\n");
    await importPets("--force");
    expect(project.read("subgraphs/pets.graphql")).toContain("  name: Int\n");
  });

  it("takes names from the lock file", async () => {
    project = createTestProject({ "pets.json": petsDocument(pets) });
    await importPets();
    const lock = project.read("subgraphs/pets.openapi.lock.json");
    project.write({
      "subgraphs/pets.openapi.lock.json": lock.replace(': "pets"', ': "animals"').replace(': "Pet"', ': "Animal"'),
    });
    await importPets();
    expect(project.read("subgraphs/pets.graphql")).toMatch(/  animals: \[Animal!\]\n[\s\S]*\ntype Animal \{/);
  });

  it("does not mind how the kept document is formatted", async () => {
    project = createTestProject({ "pets.json": petsDocument(pets) });
    await importPets();
    const edited = `${project.read("subgraphs/pets.graphql")}\n# The end.\n`;
    project.write({
      "subgraphs/pets.graphql": edited,
      "subgraphs/pets.openapi.json": JSON.stringify(JSON.parse(petsDocument(pets)), null, 2),
    });
    expect(await importPets()).toMatchObject({ code: 0, stderr: "" });
    expect(project.read("subgraphs/pets.graphql")).toBe(edited);
    // What is in it matters.
    project.write({ "subgraphs/pets.openapi.json": petsDocument({ ...pets, "/zoos": { get: answer } }) });
    expect(await importPets()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("subgraphs/pets.openapi.json is no longer what it was imported from."),
    });
  });

  it("overwrites no SDL that it did not write", async () => {
    project = createTestProject({ "pets.json": petsDocument(pets), "subgraphs/pets.graphql": "type Query { a: Int }" });
    const { code, stderr } = await importPets();
    expect(code).toBe(2);
    expect(stderr).toContain("subgraphs/pets.graphql exists, and is not of an import. Use --force to overwrite it.");
    expect(project.read("subgraphs/pets.graphql")).toBe("type Query { a: Int }");
  });

  it("lists findings with their JSON pointers, and ends with 0", async () => {
    project = createTestProject({ "pets.json": petsDocument({ ...pets, "/a/{b}": { get: answer }, "/bad": 7 }) });
    const { code, stdout } = await importPets("--report", "report.json", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: ["subgraphs/pets.graphql", "subgraphs/pets.openapi.json", "subgraphs/pets.openapi.lock.json"],
      findings: [
        { kind: "fault", pointer: "#/paths/~1a~1{b}/get" },
        { kind: "fault", pointer: "#/paths/~1bad", message: "This path is no object." },
      ],
    });
    expect(JSON.parse(project.read("report.json"))).toMatchObject({
      operations: [{ key: "GET /pets", root: "query", field: "pets" }, {}],
    });
  });

  it("takes the operations that --only names and --exclude does not, then and in later imports", async () => {
    const paths = { ...pets, "/pets/old": { get: answer }, "/keepers": { get: answer } };
    project = createTestProject({ "pets.json": petsDocument(paths) });
    expect(await importPets("--only", "GET /pets/**", "--exclude", "/pets/old")).toEqual({
      code: 0,
      stdout: "subgraphs/pets.graphql written: 1 operation, 2 left out\n",
      stderr: "",
    });
    const imported = project.read("subgraphs/pets.graphql");
    expect(imported).toContain("type Query {\n  pets: [Pet!]\n");
    expect(imported).not.toMatch(/old|keepers/);

    const edited = imported.replace("  name: String\n", '  "As it is called."\n  name: String\n');
    project.write({
      "subgraphs/pets.graphql": edited,
      "pets.json": petsDocument({ ...paths, "/pets/new": { get: answer }, "/zoos": { get: answer } }),
    });
    expect((await importPets()).stdout).toBe(
      "subgraphs/pets.graphql written: 2 operations, 3 left out\n  new: GET /pets/new\n",
    );
    expect(project.read("subgraphs/pets.graphql")).toContain('  "As it is called."\n  name: String\n');
    expect(project.read("subgraphs/pets.graphql")).toContain("  petsNew: [Pet!]\n");

    // Another choice replaces all of the first, and is merged with what was edited as well.
    expect((await importPets("--exclude", "/zoos")).stdout).toBe(
      "subgraphs/pets.graphql written: 4 operations, 1 left out\n  new: GET /pets/old\n  new: GET /keepers\n",
    );
    expect(project.read("subgraphs/pets.graphql")).toContain('  "As it is called."\n  name: String\n');
  });

  it("refuses a pattern that matches nothing, and says so where what it named is gone", async () => {
    project = createTestProject({ "pets.json": petsDocument({ ...pets, "/keepers": { get: answer } }) });
    expect(await importPets("--only", "GET /pet", "--exclude", "listPet")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: `GET /pet` matches no operation of the document. Did you mean `GET /pets`?\n" +
        "`listPet` matches no operation of the document. Did you mean `listPets`?\n",
    });
    expect(await importPets("--exclude", "/**")).toMatchObject({
      code: 2,
      stderr: "error: Nothing is left to import: all 2 operations of the document are left out.\n",
    });
    expect(existsSync(`${project.dir}/subgraphs`)).toBe(false);

    await importPets("--exclude", "/keepers");
    project.write({ "pets.json": petsDocument(pets) });
    expect(await importPets()).toMatchObject({
      code: 0,
      stdout:
        "subgraphs/pets.graphql written: 1 operation\n  `/keepers` matches no operation of the document. Did you mean `/pets`?\n",
    });
  });

  it("stays portable, as it was in the last import, until told otherwise", async () => {
    const ids = { name: "ids", in: "query", explode: false, schema: { type: "array", items: { type: "string" } } };
    project = createTestProject({ "pets.json": petsDocument({ "/pets": { get: { ...answer, parameters: [ids] } } }) });
    await importPets("--portable");
    const portable = project.read("subgraphs/pets.graphql");
    expect(portable).not.toContain("@request");
    await importPets();
    expect(project.read("subgraphs/pets.graphql")).toBe(portable);
    // What people started from was portable, so what they wrote is all that is theirs.
    const edited = portable.replace("  name: String", '  "As it is called."\n  name: String');
    project.write({ "subgraphs/pets.graphql": edited });
    expect((await importPets()).stdout).toBe("subgraphs/pets.graphql written: 1 operation\n");
    expect(project.read("subgraphs/pets.graphql")).toBe(edited);
    await importPets("--no-portable");
    expect(project.read("subgraphs/pets.graphql")).toContain('  "As it is called."\n  name: String');
    expect(project.read("subgraphs/pets.graphql")).toContain("@request");
  });

  it("writes maps as lists of keys and values with --maps entries", async () => {
    const labels = { type: "object", additionalProperties: { type: "string" } };
    project = createTestProject({ "pets.json": petsDocument(pets, { labels }) });
    expect((await importPets("--maps", "entries")).code).toBe(0);
    expect(project.read("subgraphs/pets.graphql")).toContain("  labels: [LabelEntry!]\n");
    expect(await importPets("--maps", "list")).toMatchObject({ code: 2 });
    const edited = project.read("subgraphs/pets.graphql").replace("type LabelEntry", '"A label"\ntype LabelEntry');
    project.write({ "subgraphs/pets.graphql": edited });
    expect((await importPets()).code).toBe(0);
    expect(project.read("subgraphs/pets.graphql")).toBe(edited);
    expect((await importPets("--maps", "json")).code).toBe(0);
    expect(project.read("subgraphs/pets.graphql")).toContain("  labels: JSON\n");
  });

  it("follows references to files, and to the web only where that is allowed", async () => {
    server = await startRestServer(() => ({ json: { type: "object", properties: { far: { type: "string" } } } }));
    project = createTestProject({
      "pets.json": petsDocument({ "/near": pathOf("parts/near.yaml#/Near"), "/far": pathOf(`${server.url}/far.json`) }),
      "parts/near.yaml": "Near: { type: object, properties: { a: { $ref: 'more.yaml' } } }",
      "parts/more.yaml": "type: integer",
    });
    await importPets();
    expect(project.read("subgraphs/pets.graphql")).toContain("type Near {\n  a: Int\n}");
    expect(project.read("subgraphs/pets.graphql")).toContain("  far: JSON\n");
    expect(server.requests).toEqual([]);
    await importPets("--allow-remote", "--force");
    expect(project.read("subgraphs/pets.graphql")).toContain("  far: Far\n");
  });

  it("reads a document from a URL, whose relative server is there too", async () => {
    const document = petsDocument(pets).replace("http://pets.test", "/v2");
    server = await startRestServer(() => ({ body: document }));
    project = createTestProject();
    await runRestuary(["import", `${server.url}/api.json`, "--name", "pets", "-C", project.dir]);
    expect(project.read("subgraphs/pets.graphql")).toContain(`baseURL: "${server.url}/v2"`);
  });

  it.each([
    ["what is no OpenAPI document", "{}", "no OpenAPI document of version 2.0, 3.0 or 3.1"],
    ["what is neither JSON nor YAML", "just text", "is no OpenAPI document: it is not an object"],
  ])("refuses %s", async (_name, text, message) => {
    project = createTestProject({ "pets.json": text });
    const { code, stderr } = await importPets();
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect(existsSync(`${project.dir}/subgraphs`)).toBe(false);
  });
});
