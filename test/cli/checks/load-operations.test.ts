import { afterEach, describe, expect, it } from "@jest/globals";
import { loadOperationSources } from "../../../cli/checks/load-operations.ts";
import { openProject } from "../../../cli/project.ts";
import { createTestProject, type TestProject } from "../project.ts";

const open: TestProject[] = [];
afterEach(() => {
  for (const project of open.splice(0)) project.remove();
});

/** `schema/operations/a.graphql graphql`, and findings. */
async function load(files: Readonly<Record<string, string>>): Promise<{ sources: string[]; findings: string[] }> {
  const project = createTestProject(files);
  open.push(project);
  const { sources, findings } = await loadOperationSources(await openProject({ dir: project.dir }));
  return {
    sources: sources.map(({ file, kind }) => `${file} ${kind}`),
    findings: findings.map(({ code, severity, message, locations }) => {
      const places = locations.map(({ file, line, column }) => `${file}:${line}:${column}`).join(" ");
      return `${severity} ${code} ${places} ${message}`;
    }),
  };
}

const query = "query Q { a }";

describe("loadOperationSources", () => {
  it("reads schema/operations where the config says nothing", async () => {
    expect(
      await load({
        "schema/operations/b.gql": query,
        "schema/operations/deep/a.graphql": query,
        "schema/operations/persisted-query-manifest.json": "{}",
        "schema/operations/variables.json": "{}",
        "schema/operations/.hidden.graphql": query,
        "schema/supergraph.graphql": "type Query { a: Int }",
        "src/page.ts": "gql`query Q { a }`",
      }),
    ).toEqual({
      sources: [
        "schema/operations/b.gql graphql",
        "schema/operations/deep/a.graphql graphql",
        "schema/operations/persisted-query-manifest.json manifest",
      ],
      findings: [],
    });
  });

  it("reads what the config names, and warns of a pattern that finds nothing", async () => {
    expect(
      await load({
        "restuary.config.yaml": `checks:
  operations:
    - web/**/*.{ts,tsx,vue}
    - "!web/**/*.test.ts"
    - persisted.json
    - apps
    - mobile/**/*.graphql
`,
        "web/page.tsx": "",
        "web/page.test.ts": "",
        "web/card.vue": "",
        "web/node_modules/lib/index.ts": "",
        "apps/a.graphql": query,
        "apps/readme.md": "",
        "persisted.json": "{}",
        "schema/operations/a.graphql": query,
      }),
    ).toEqual({
      sources: ["apps/a.graphql graphql", "persisted.json manifest", "web/card.vue code", "web/page.tsx code"],
      findings: [
        "warning OPERATIONS_MISSING restuary.config.yaml:7:7 No file matches `mobile/**/*.graphql` of `checks.operations`.",
      ],
    });
  });

  it.each([
    [".graphqlrc", "schema: schema/api.graphql\ndocuments: src/**/*.ts\n"],
    [".graphqlrc.json", '{ "documents": ["./src/**/*.ts", "!src/**/*.spec.ts"] }'],
    [
      "graphql.config.ts",
      'export default { projects: { web: { documents: "src/page.ts" }, app: { documents: null } } };',
    ],
    ["package.json", '{ "graphql": { "documents": ["src/*.ts"] } }'],
  ])("reads the documents of graphql-config in %s, beside schema/operations", async (name, text) => {
    expect(await load({ [name]: text, "src/page.ts": "", "schema/operations/a.graphql": query })).toEqual({
      sources: ["schema/operations/a.graphql graphql", "src/page.ts code"],
      findings: [],
    });
  });

  it("reports a graphql-config that cannot be read, and reads the rest", async () => {
    const syntax = await load({ ".graphqlrc.yml": "documents: [", "schema/operations/a.graphql": query });
    expect(syntax.sources).toEqual(["schema/operations/a.graphql graphql"]);
    expect(syntax.findings).toEqual([expect.stringMatching(/^error CONFIG_SYNTAX \.graphqlrc\.yml:1:13 /)]);

    const thrown = await load({ "graphql.config.js": "throw new Error('no');" });
    expect(thrown).toEqual({
      sources: [],
      findings: [
        "error OPERATION_FILE_INVALID graphql.config.js:1:1 The operations that it names were not read: graphql.config.js could not be loaded: no",
      ],
    });
  });
});
