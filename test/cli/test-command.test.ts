import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { junitReport } from "../../cli/connector-tests/junit-report.ts";
import { lineDiff } from "../../cli/connector-tests/line-diff.ts";
import { runRestuary, spawnRestuary, type CommandResult } from "../support/restuary-process.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

let project: TestProject;
afterEach(() => project.remove());

const root = join(import.meta.dirname, "../..");
const sdl = declared(
  "https://api.test",
  `type Query {
  user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name: full_name")
}
type User { id: ID! name: String }
`,
);
const suite = `config: { schema: ../users.graphql }
tests:
  - name: reads a user
    target: Query.user
    variables: { $args: { id: 7 } }
    apiResponseBody: '{"id": 7, "full_name": "Ada"}'
    expect:
      connectorRequest: { url: https://api.test/users/7 }
      connectorResponse: '{"id": 7, "name": "Ada"}'
  - name: names nobody
    target: Query.user
    variables: { $args: { id: 8 } }
    apiResponseBody: '{"id": 8}'
    expect:
      connectorResponse: '{"id": 8, "name": null}'
  - name: is for later
    target: Query.users
    skip: true
`;
const quiet = suite.replace('{"id": 8, "name": null}', '{"id": 8}');
const passing = quiet.replace(
  `'{"id": 8}'\n  - name`,
  `'{"id": 8}'\n      problems: ["Property \`.full_name\` not found in object."]\n  - name`,
);

const restuary = (...args: string[]): Promise<CommandResult> => runRestuary(["test", ...args, "-C", project.dir]);

describe("restuary test", () => {
  it("needs no config, and shows where a test fails and which lines differ", async () => {
    project = createTestProject({ "users.graphql": sdl, "tests/users.connector.yaml": suite });
    const { code, stdout, stderr } = await restuary("--allow-problems");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toBe(`tests/users.connector.yaml
  ✓ reads a user
  ✗ names nobody
      ! Selection at full_name: Property \`.full_name\` not found in object.
  - is for later (skipped)

tests/users.connector.yaml:15:26 names nobody: connectorResponse: Not the value that was expected.
14 |     expect:
15 |       connectorResponse: '{"id": 8, "name": null}'
   |                          ^
16 |   - name: is for later
    (- expected, + actual)
      {
    -   "id": 8,
    -   "name": null
    +   "id": 8
      }

1 passed, 1 failed, 1 skipped
`);
  });

  it("prints JSON with ranges, and writes JUnit XML", async () => {
    project = createTestProject({
      "users.graphql": sdl,
      "subgraphs/deep/users.connector.yml": suite.replace("../", "../../"),
    });
    const { code, stdout } = await restuary("--allow-problems", "--format", "json", "--junit", "reports/junit.xml");
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as {
      suites: [{ tests: { name: string; status: string; failures: unknown[] }[] }];
    };
    expect(report).toMatchObject({ findings: [], total: { passed: 1, failed: 1, skipped: 1 } });
    expect(report.suites[0].tests.map(({ name, status }) => [name, status])).toEqual([
      ["reads a user", "passed"],
      ["names nobody", "failed"],
      ["is for later", "skipped"],
    ]);
    expect(report.suites[0].tests[1]?.failures).toEqual([
      {
        what: "connectorResponse",
        message: "Not the value that was expected.",
        expected: '{\n  "id": 8,\n  "name": null\n}',
        actual: '{\n  "id": 8\n}',
        range: { file: "subgraphs/deep/users.connector.yml", line: 15, column: 26, endLine: 15, endColumn: 51 },
      },
    ]);
    expect(project.read("reports/junit.xml").replaceAll(/ time="[\d.]+"/g, ""))
      .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="restuary" tests="3" failures="1" errors="0" skipped="1">
  <testsuite name="subgraphs/deep/users.connector.yml" file="subgraphs/deep/users.connector.yml" tests="3" failures="1" errors="0" skipped="1">
    <testcase name="reads a user" classname="Query.user" file="subgraphs/deep/users.connector.yml" line="3"/>
    <testcase name="names nobody" classname="Query.user" file="subgraphs/deep/users.connector.yml" line="10">
      <failure type="connectorResponse" message="connectorResponse: Not the value that was expected.">subgraphs/deep/users.connector.yml:15:26
  {
-   &quot;id&quot;: 8,
-   &quot;name&quot;: null
+   &quot;id&quot;: 8
  }</failure>
    </testcase>
    <testcase name="is for later" classname="Query.users" file="subgraphs/deep/users.connector.yml" line="16">
      <skipped/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it("runs what is named: files, folders, names of tests", async () => {
    project = createTestProject({
      "users.graphql": sdl,
      "tests/users.connector.yaml": suite,
      "more/users.connector.yaml": passing,
      "more/node_modules/x/users.connector.yaml": "not: read",
    });
    expect(await restuary("more")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 passed, 0 failed, 1 skipped"),
    });
    expect(await restuary("-t", "READS", "tests/users.connector.yaml")).toEqual({
      code: 0,
      stdout: "tests/users.connector.yaml\n  ✓ reads a user\n\n1 passed, 0 failed\n",
      stderr: "",
    });
    expect(await restuary("-t", "nothing")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("No test has a name that matches nothing."),
    });
  });

  it("fails for a problem that no test expects, unless it is allowed", async () => {
    project = createTestProject({ "users.graphql": sdl, "tests/users.connector.yaml": quiet });
    expect((await restuary("--allow-problems")).code).toBe(0);
    const { code, stdout } = await restuary();
    expect(code).toBe(1);
    expect(stdout).toContain("names nobody: problems: There are problems that were not expected.");
  });

  it("finds the paths that other tools take from the project's folder, and takes another schema", async () => {
    project = createTestProject({
      "schemas/users.graphql": sdl,
      "other.graphql": sdl.replace("/users/", "/people/"),
      "tests/deep/users.connector.yaml": passing.replace("../users.graphql", "schemas/users.graphql"),
    });
    expect((await restuary()).code).toBe(0);
    const { code, stdout } = await restuary("--schema", "other.graphql");
    expect(code).toBe(1);
    expect(stdout).toContain("+ https://api.test/people/7");
  });

  it("tells faults of suites and schemas with their places, and runs the others", async () => {
    project = createTestProject({
      "users.graphql": sdl,
      "broken.graphql": sdl.replace("full_name", "full_name {"),
      "tests/a.connector.yaml": passing.replace("expect:", "expects:"),
      "tests/b.connector.yaml": passing.replace("users.graphql", "user.graphql"),
      "tests/c.connector.yaml": passing.replace(`apiResponseBody: '{"id": 8}'`, "apiResponseBodyFile: eight.json"),
      "tests/d.connector.yaml": passing.replace("users.graphql", "broken.graphql"),
      "tests/e.connector.yaml": passing.replace("users.graphql", "broken.graphql"),
      "tests/f.connector.yaml": passing.replaceAll("Query.user\n", "Query.usr\n"),
    });
    const { code, stdout } = await restuary("--format", "json", "--junit", "junit.xml");
    const { findings, total } = JSON.parse(stdout) as {
      findings: { code: string; locations: { file: string; line: number; column: number }[] }[];
      total: unknown;
    };
    expect(code).toBe(1);
    expect(
      findings.map(({ code: found, locations: [at] }) => `${found} ${at?.file}:${at?.line}:${at?.column}`),
    ).toEqual([
      "CONNECTOR_TEST_UNKNOWN_KEY tests/a.connector.yaml:7:5",
      "CONNECTOR_TEST_FILE_MISSING tests/b.connector.yaml:1:19",
      "CONNECTOR_TEST_FILE_MISSING tests/c.connector.yaml:13:26",
      // Once, though two suites have that schema.
      "INVALID_SELECTION broken.graphql:6:115",
    ]);
    expect(total).toEqual({ passed: 0, failed: 2, skipped: 1 });
    expect(project.read("junit.xml")).toContain('<error type="CONNECTOR_TEST_FILE_MISSING"');
    const text = await restuary("tests/f.connector.yaml");
    expect(text.stdout).toContain(
      "tests/f.connector.yaml:4:13 reads a user: target: `Query.usr` is no connector of the schema. Did you mean `Query.user`?",
    );
  });

  it.each([
    [[], "There are no tests: no *.connector.yaml in tests/ or subgraphs/."],
    [["nowhere"], "nowhere could not be read: no such file."],
    [["-t", "("], "-t is no regular expression: "],
  ])("ends with 2 where it cannot run: %j", async (args, message) => {
    project = createTestProject(args.includes("-t") ? { "users.graphql": sdl, "tests/a.connector.yaml": passing } : {});
    const { code, stderr } = await restuary(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("passes what the shop and the documentation have", async () => {
    const [example = ""] = /(?<=```yaml\n)[^]*?(?=```)/.exec(readFileSync(join(root, "docs/testing.md"), "utf8")) ?? [];
    project = createTestProject({
      "tests/users.connector.yaml": example,
      "subgraphs/users.graphql": sdl.replace(
        '{ baseURL: "https://api.test" }',
        `{ baseURL: "https://users.example.com", headers: { name: "authorization", value: "Bearer {$env.TOKEN}" } }
          errors: { message: "$.detail", extensions: "code: $status->match([404, 'NOT_FOUND'])" }`,
      ),
    });
    expect(await restuary()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 passed, 0 failed"),
    });
    const shop = await runRestuary(["test", "-C", join(root, "examples/shop")]);
    expect(shop).toMatchObject({ code: 0, stdout: expect.stringMatching(/\b1\d passed, 0 failed\n$/) });
  });

  it("runs again with --watch when a file changes", async () => {
    project = createTestProject({ "users.graphql": sdl, "tests/users.connector.yaml": quiet });
    const watching = spawnRestuary(["test", "--watch", "--allow-problems", "-C", project.dir]);
    await watching.printed(/1 skipped\nWaiting for a change\./);
    writeFileSync(join(project.dir, "users.graphql"), sdl.replace("name: full_name", "name: nickname"));
    await watching.printed(/users\.graphql changed[^]*✗ reads a user[^]*1 passed, 1 failed/);
    writeFileSync(join(project.dir, "users.graphql"), sdl);
    await watching.printed(/1 failed[^]*users\.graphql changed[^]*2 passed, 0 failed/);
    expect(await watching.stop()).toBe(0);
  });
});

describe("reports", () => {
  it("leave equal lines out that are far from a difference", () => {
    project = createTestProject();
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const other = lines.map((line, index) => (index === 10 ? "other" : line));
    expect(lineDiff(lines.join("\n"), other.join("\n"))).toBe(
      "  line 7\n  line 8\n  line 9\n- line 10\n+ other\n  line 11\n  line 12\n  line 13",
    );
    expect(lineDiff("", "a\nb")).toBe("+ a\n+ b");
  });

  it("are well-formed XML whatever an answer holds", () => {
    project = createTestProject();
    const range = { file: "a", line: 1, column: 1, endLine: 1, endColumn: 1 };
    const xml = junitReport([
      {
        file: "a",
        name: `<"&'>`,
        findings: [],
        tests: [
          {
            name: "a\nb\u0000",
            target: "t",
            line: 1,
            status: "failed",
            durationMs: 1,
            problems: [],
            failures: [{ what: "w", message: "m", expected: "]]>\u001b\ud800", actual: "😀", range }],
          },
        ],
      },
    ]);
    expect(xml).toContain(`<testsuite name="&lt;&quot;&amp;'&gt;"`);
    expect(xml).toContain(`<testcase name="a&#10;b\uFFFD"`);
    expect(xml).toContain("- ]]&gt;\uFFFD\uFFFD\n+ 😀</failure>");
  });
});
