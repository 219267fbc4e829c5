import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema, graphqlSync } from "graphql";
import { startRestServer } from "../../support/rest-server.ts";
import { runRestuary, type CommandResult } from "../../support/restuary-process.ts";
import { createTestProject, declared, type TestProject } from "../project.ts";

let project: TestProject;
afterEach(() => project.remove());

const restuary = (...args: string[]): Promise<CommandResult> => runRestuary([...args, "-C", project.dir]);
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@test", ...args], {
    cwd: project.dir,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

const users = declared(
  "http://users.test",
  `type Query {
  "A user."
  user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name email", entity: true)
}
"A user."
type User @key(fields: "id") {
  "Its id."
  id: ID!
  "Its name."
  name: String
  "Its address."
  email: String
}
`,
);
const withoutEmail = users.replace('  "Its address."\n  email: String\n', "").replace("id name email", "id name");
const profile = "query ProfilePage {\n  user(id: 1) {\n    name\n    email\n  }\n}\n";

interface Report {
  readonly version: number;
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly locations: readonly { readonly file: string; readonly line: number; readonly column: number }[];
    readonly operations?: readonly unknown[];
    readonly fingerprint: string;
    readonly waived?: unknown;
  }[];
  readonly summary: { readonly baseline: string | null; readonly notes: readonly string[]; readonly errors: number };
}
const reportOf = ({ stdout }: CommandResult): Report => JSON.parse(stdout) as Report;
const codesOf = (result: CommandResult): string[] =>
  reportOf(result).findings.map(({ severity, code }) => `${severity} ${code}`);

const codesAgainst = async (baseline: string): Promise<string[]> =>
  codesOf(await restuary("check", "--against", baseline, "--format", "json"));
const waiver = (fingerprint: string, expires: string): string =>
  `- fingerprint: "${fingerprint}"\n  reason: nobody asks for it\n  owner: ada\n  expires: ${expires}\n`;

/** What `compose` makes of `users`, made once. */
const composed: Record<string, string> = {};
beforeAll(async () => {
  project = createTestProject({ "subgraphs/users.graphql": users });
  await restuary("compose");
  for (const file of ["schema/supergraph.graphql", "schema/api.graphql"]) composed[file] = project.read(file);
  project.remove();
});

/** A graph that was composed and committed on `main`. */
function commitGraph(files: Readonly<Record<string, string>> = {}): void {
  project = createTestProject({ "subgraphs/users.graphql": users, ...composed, ...files });
  git("init", "--quiet", "--initial-branch=main");
  commitAll("one");
}
function commitAll(message: string): void {
  git("add", ".");
  git("commit", "--quiet", "--message", message);
}
function commitAllEmpty(): void {
  git("commit", "--quiet", "--allow-empty", "--message", "nothing");
}

const places = (result: CommandResult): string[] =>
  reportOf(result).findings.map(
    ({ code, locations: [first] }) => `${code} ${first?.file}:${first?.line}:${first?.column}`,
  );

describe("a change that breaks clients", () => {
  it("is named with its place and the operations that it breaks, and ends with 1", async () => {
    commitGraph({ "schema/operations/profile.graphql": profile });
    project.write({ "subgraphs/users.graphql": withoutEmail });
    const { code, stdout, stderr } = await restuary("check");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.replace(/[0-9a-f]{10}(?=:schema)/, "<merge base>")).toBe(`Changes of the API schema

subgraphs/users.graphql:10:6 error FIELD_REMOVED \`User.email\` was removed.
 9 | "A user."
10 | type User @key(fields: "id") {
   |      ^
11 |   "Its id."
fix: Keep it, deprecated, until no client asks for it.
used by \`ProfilePage\` (schema/operations/profile.graphql:4:5)
fingerprint: 82a8a2c36f983790

Client operations

schema/operations/profile.graphql:4:5 error OPERATION_INVALID \`ProfilePage\`: Cannot query field "email" on type "User".
3 |     name
4 |     email
  |     ^
5 |   }
fingerprint: c42c3e93ad311f36

2 errors. Compared with <merge base>:schema/supergraph.graphql. 1 client operation.
`);
  });

  it("is a warning with `usage: operations` where no known operation asks for it", async () => {
    commitGraph({ "schema/operations/profile.graphql": profile.replace("    email\n", "") });
    project.write({
      "subgraphs/users.graphql": withoutEmail,
      "restuary.config.yaml": "checks: { usage: operations }\n",
    });
    const result = await restuary("check", "--format", "json");
    expect(result.code).toBe(0);
    expect(reportOf(result).findings).toMatchObject([
      { code: "FIELD_REMOVED", severity: "warning", message: "`User.email` was removed. No known operation uses it." },
    ]);
  });

  it("stays an error with `usage: operations` where no operation is known", async () => {
    commitGraph();
    project.write({
      "subgraphs/users.graphql": withoutEmail,
      "restuary.config.yaml": "checks: { usage: operations }\n",
    });
    expect(codesOf(await restuary("check", "--format", "json"))).toEqual(["error FIELD_REMOVED"]);
  });

  it("is what `checks.rules` make of it", async () => {
    commitGraph();
    project.write({
      "subgraphs/users.graphql": withoutEmail,
      "restuary.config.yaml": "checks: { rules: { FIELD_REMOVED: warning } }\n",
    });
    expect(codesOf(await restuary("check", "--format", "json"))).toEqual(["warning FIELD_REMOVED"]);
    project.write({ "restuary.config.yaml": "checks: { rules: { FIELD_REMOVED: off } }\n" });
    expect(codesOf(await restuary("check", "--format", "json"))).toEqual([]);
  });
});

describe("the baseline", () => {
  it("is what the merge base has committed: main may have gone on, and the branch committed the break", async () => {
    commitGraph();
    git("checkout", "--quiet", "-b", "change");
    project.write({ "subgraphs/users.graphql": withoutEmail, "schema/supergraph.graphql": "" });
    commitAll("remove email");
    const result = await restuary("check", "--format", "json");
    expect(codesOf(result)).toEqual(["error FIELD_REMOVED"]);
    expect(reportOf(result).summary.baseline).toMatch(/^[0-9a-f]{10}:schema\/supergraph\.graphql$/);
  });

  it("is found for a graph in a folder of the repository, whose files SARIF names from the root", async () => {
    const inFolder = Object.entries(composed).map(([file, text]) => [`graph/${file}`, text]);
    project = createTestProject({ "graph/subgraphs/users.graphql": users, ...Object.fromEntries(inFolder) });
    git("init", "--quiet", "--initial-branch=main");
    commitAll("one");
    project.write({ "graph/subgraphs/users.graphql": withoutEmail });
    const graph = join(project.dir, "graph");
    expect(places(await runRestuary(["check", "-C", graph, "--format", "json"]))).toEqual([
      "FIELD_REMOVED subgraphs/users.graphql:10:6",
    ]);
    const { stdout } = await runRestuary(["check", "-C", graph, "--format", "github"]);
    expect(stdout).toMatch(/^::error file=graph\/subgraphs\/users\.graphql,line=10,/);
    for (const path of ["graph/schema/supergraph.graphql", "schema/supergraph.graphql", "./schema/api.graphql"]) {
      const result = await runRestuary(["check", "-C", graph, "--against", `main:${path}`, "--format", "json"]);
      expect(codesOf(result)).toEqual(["error FIELD_REMOVED"]);
    }
  });

  it("is a ref, a path in one, or a file, of a supergraph or an API schema", async () => {
    commitGraph();
    project.write({ "subgraphs/users.graphql": withoutEmail, "old.graphql": "type Query { me: String }" });
    expect(await codesAgainst("main")).toEqual(["error FIELD_REMOVED"]);
    expect(await codesAgainst("HEAD:schema/api.graphql")).toEqual(["error FIELD_REMOVED"]);
    expect(await codesAgainst("schema/api.graphql")).toEqual(["error FIELD_REMOVED"]);
    expect(await codesAgainst("old.graphql")).toEqual(["error FIELD_REMOVED"]);
  });

  it("is a URL, of SDL or of a server that is asked about itself", async () => {
    commitGraph();
    const sdl = project.read("schema/api.graphql");
    project.write({ "subgraphs/users.graphql": withoutEmail });
    const server = await startRestServer(({ url, method, body }) => {
      if (url === "/api.graphql") return { body: sdl };
      if (method === "POST") {
        const { query } = JSON.parse(body) as { query: string };
        return { json: graphqlSync({ schema: buildSchema(sdl), source: query }) };
      }
      return { status: 404, json: {} };
    });
    try {
      for (const path of ["/api.graphql", "/graphql"]) {
        const result = await restuary("check", "--against", `${server.url}${path}`, "--format", "json");
        expect(codesOf(result)).toEqual(["error FIELD_REMOVED"]);
      }
      expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
        "GET /api.graphql",
        "POST /graphql",
      ]);
    } finally {
      await server.close();
    }
  });

  it("is the file on disk outside of git, and nothing with a note where there is none", async () => {
    project = createTestProject({ "subgraphs/users.graphql": users });
    const first = reportOf(await restuary("check", "--format", "json"));
    expect(first.findings).toEqual([]);
    expect(first.summary).toMatchObject({
      baseline: null,
      notes: ["Nothing to compare with: there is no schema/supergraph.graphql. `restuary compose` writes it."],
    });
    project.write({ "subgraphs/users.graphql": withoutEmail, ...composed });
    const second = await restuary("check", "--format", "json");
    expect(codesOf(second)).toEqual(["error FIELD_REMOVED"]);
    expect(reportOf(second).summary.baseline).toBe("schema/supergraph.graphql");
  });

  it("says what to fetch in a shallow clone", async () => {
    commitGraph();
    commitAllEmpty();
    git("checkout", "--quiet", "-b", "change");
    commitAllEmpty();
    git("checkout", "--quiet", "main");
    const clone = mkdtempSync(join(tmpdir(), "restuary-shallow-"));
    try {
      git("clone", "--quiet", "--depth=1", "--branch=change", `file://${project.dir}`, clone);
      expect(await runRestuary(["check", "-C", clone])).toEqual({
        code: 2,
        stdout: "",
        stderr:
          "error: What this change is compared with is not known: this is a shallow clone without the default branch. Fetch the whole history (`fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab), or name the baseline with --against.\n",
      });
    } finally {
      rmSync(clone, { recursive: true });
    }
  });

  it.each([
    ["--output=x", "there is no such file, and git knows no `--output=x`."],
    ["nowhere", "there is no such file, and git knows no `nowhere`."],
    ["main:missing.graphql", "`missing.graphql` is not in that commit."],
    ["main:--help", "`--help` is not in that commit."],
    [":schema/api.graphql", "there is no such file, and git knows no ``."],
  ])("that is %s is refused, and no option of git", async (against, reason) => {
    commitGraph();
    const before = readdirSync(project.dir);
    expect(await restuary("check", `--against=${against}`)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: --against ${against}: ${reason}\n`,
    });
    expect(readdirSync(project.dir)).toEqual(before);
  });

  it("that was committed broken is a warning, so that the change which mends it passes", async () => {
    commitGraph();
    project.write({ "schema/supergraph.graphql": "type Query {" });
    commitAll("break it");
    const result = await restuary("check", "--format", "json");
    expect([result.code, codesOf(result)]).toEqual([0, ["warning BASELINE_INVALID"]]);
    expect((await restuary("check", "--against", "schema/supergraph.graphql")).code).toBe(2);
  });
});

describe("a method that does not exist", () => {
  it("is an error with the operations that get null for it, and no config has to accept that", async () => {
    commitGraph({ "schema/operations/profile.graphql": profile });
    project.write({ "subgraphs/users.graphql": users.replace('"id name email"', '"id name email: email->lower"') });
    const result = await restuary("check", "--format", "json");
    expect(result.code).toBe(1);
    expect(reportOf(result).findings).toMatchObject([
      {
        code: "UNKNOWN_METHOD",
        severity: "error",
        operations: [{ name: "ProfilePage", file: "schema/operations/profile.graphql", line: 2, column: 3 }],
      },
    ]);
    project.write({ "restuary.config.yaml": "checks: { rules: { UNKNOWN_METHOD: warning } }\n" });
    expect((await restuary("check")).code).toBe(0);
  });
});

describe("a lookup that clients' fields were found by", () => {
  it("is missed where it is gone: what it alone could find is an error there, and a new place a warning", async () => {
    const me = users
      .replace(
        "type Query {",
        'type Query {\n  me: User @connect(source: "api", http: { GET: "/me" }, selection: "id name")',
      )
      .replace(
        'type User @key(fields: "id") {',
        `type User
  @key(fields: "id")
  @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, selection: "id name") {`,
      );
    project = createTestProject({ "subgraphs/users.graphql": me });
    await restuary("compose");
    git("init", "--quiet", "--initial-branch=main");
    commitAll("one");
    const withoutLookup = me.replace(", entity: true", "");
    project.write({ "subgraphs/users.graphql": withoutLookup });
    const result = await restuary("check", "--format", "json");
    expect([result.code, codesOf(result)]).toEqual([1, ["error CONNECTORS_UNREACHABLE_FIELD"]]);
    await restuary("compose");
    project.write({
      "subgraphs/users.graphql": withoutLookup.replace(
        "me: User",
        'you: User\n    @connect(source: "api", http: { GET: "/you" }, selection: "id")\n  me: User',
      ),
    });
    const next = await restuary("check", "--against", "schema/supergraph.graphql", "--format", "json");
    expect(codesOf(next)).toEqual(["warning CONNECTORS_UNREACHABLE_FIELD", "warning CONNECTORS_UNREACHABLE_FIELD"]);
  });
});

function usersContract(email: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    openapi: "3.0.3",
    info: { title: "Users", version: "1" },
    paths: {
      "/users/{id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: {
            "200": {
              description: "A user.",
              content: {
                "application/json": {
                  schema: {
                    type: "object",
                    required: ["id"],
                    properties: { id: { type: "string" }, name: { type: "string" }, email },
                  },
                },
              },
            },
          },
        },
      },
    },
  });
}

describe("a change of a committed OpenAPI document", () => {
  it("is held against what the baseline's commit has of it", async () => {
    commitGraph({
      "restuary.config.yaml": "sources: { users.api: { openapi: contracts/users.json } }\n",
      "contracts/users.json": usersContract({ type: "string", enum: ["a@test"] }),
    });
    expect(codesOf(await restuary("check", "--format", "json"))).toEqual([]);
    project.write({ "contracts/users.json": usersContract({ type: "string", enum: ["a@test", "b@test"] }) });
    const result = await restuary("check", "--format", "json");
    expect(codesOf(result)).toEqual(["warning DRIFT_ENUM_WIDENED"]);
    // Against a commit that has it as it is now, nothing changed.
    commitAll("two");
    expect(codesOf(await restuary("check", "--against", "HEAD", "--format", "json"))).toEqual([]);
  });
});

describe("what cannot be checked", () => {
  it("costs no other check: a graph that does not compose is still held against its REST contracts", async () => {
    project = createTestProject({
      "subgraphs/users.graphql": users,
      "subgraphs/broken.graphql": "type Query {",
      "restuary.config.yaml": "sources: { users.api: { openapi: users.json } }\n",
      "users.json": JSON.stringify({
        openapi: "3.0.3",
        info: { title: "Users", version: "1" },
        paths: {},
      }),
    });
    const result = await restuary("check", "--format", "json");
    expect(codesOf(result)).toEqual(["error GRAPHQL_SYNTAX", "error DRIFT_OPERATION_UNKNOWN"]);
    expect(reportOf(result).summary.notes).toContain(
      "The graph does not compose, so that what clients see of it was not checked.",
    );
  });

  it.each([
    [["--openapi", "users"], "--openapi users: expected <subgraph>.<source>=<file or URL>."],
    [["--openapi", "user.api=x.json"], "--openapi user.api=x.json: there is no subgraph `user`. Did you mean `users`?"],
    [["--openapi", "users.api=x.json"], "The OpenAPI document of users.api x.json could not be read: no such file."],
    [
      ["--out", "report"],
      "--out report: expected <format>=<file>; the formats are text, json, sarif, junit, markdown, github.",
    ],
    [
      ["--format", "json", "--format", "sarif"],
      "Only one report goes to standard output. Write the other to a file: --out sarif=<file>.",
    ],
  ])("with %j is an error of 2", async (args, message) => {
    project = createTestProject({ "subgraphs/users.graphql": users });
    const { code, stderr, stdout } = await restuary("check", ...args);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(message);
  });
});

describe("a waiver", () => {
  it("accepts a finding until its day, when both count", async () => {
    commitGraph();
    project.write({ "subgraphs/users.graphql": withoutEmail });
    const [finding] = reportOf(await restuary("check", "--format", "json")).findings;
    const fingerprint = finding?.fingerprint ?? "";
    project.write({ "schema/waivers.yaml": waiver(fingerprint, "2999-01-31") });
    const accepted = await restuary("check", "--format", "json");
    expect([accepted.code, reportOf(accepted).findings.map(({ waived }) => waived)]).toEqual([
      0,
      [{ reason: "nobody asks for it", owner: "ada", expires: "2999-01-31" }],
    ]);
    // Lines move, and the finding is the same.
    project.write({ "subgraphs/users.graphql": `# A comment.\n\n${withoutEmail}` });
    expect((await restuary("check")).code).toBe(0);

    project.write({ "schema/waivers.yaml": waiver(fingerprint, "2020-01-31") });
    const expired = await restuary("check", "--format", "json");
    expect([expired.code, places(expired)]).toEqual([
      1,
      ["FIELD_REMOVED subgraphs/users.graphql:12:6", "WAIVER_EXPIRED schema/waivers.yaml:4:12"],
    ]);
  });

  it("that accepts nothing is a warning", async () => {
    commitGraph({ "schema/waivers.yaml": waiver("0123456789abcdef", "2999-01-31") });
    const result = await restuary("check", "--format", "json");
    expect([result.code, places(result)]).toEqual([0, ["WAIVER_UNUSED schema/waivers.yaml:1:16"]]);
  });
});

describe("reports", () => {
  it("are several at once, one of them printed", async () => {
    commitGraph();
    project.write({ "subgraphs/users.graphql": withoutEmail });
    const { stdout, code } = await restuary(
      ..."check --format markdown --out sarif=out/check.sarif --out junit=out/check.xml --out json=out/check.json".split(
        " ",
      ),
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^<!-- restuary check -->\n\n### ❌ Restuary: 1 error\n/);
    expect(JSON.parse(project.read("out/check.sarif"))).toMatchObject({ version: "2.1.0" });
    expect(project.read("out/check.xml")).toContain('<failure type="FIELD_REMOVED"');
    expect(JSON.parse(project.read("out/check.json"))).toMatchObject({ version: 1, summary: { errors: 1 } });
  });

  it("of other commands are text and JSON", async () => {
    commitGraph();
    expect((await restuary("compose", "--format", "sarif")).stderr).toBe(
      "error: --format sarif is a report of `check`. The forms of `compose` are text and json.\n",
    );
  });
});

describe("the cache", () => {
  it("gives what was found before, and nothing of it where it is damaged or where anything changed", async () => {
    commitGraph({ "node_modules/.keep": "" });
    project.write({ "subgraphs/users.graphql": withoutEmail });
    const first = await restuary("check", "--format", "json");
    const folder = join(project.dir, "node_modules/.cache/restuary");
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(1);
    expect(await restuary("check", "--format", "json")).toEqual(first);
    expect(readdirSync(folder).toSorted()).toEqual(files.toSorted());

    for (const file of files) writeFileSync(join(folder, file), readFileSync(join(folder, file), "utf8").slice(0, -3));
    expect(await restuary("check", "--format", "json")).toEqual(first);

    // The finding is the same, and its place is not.
    project.write({ "subgraphs/users.graphql": `\n${withoutEmail}` });
    expect(places(await restuary("check", "--format", "json"))).toEqual(["FIELD_REMOVED subgraphs/users.graphql:11:6"]);
    project.write({ "subgraphs/users.graphql": users });
    expect(codesOf(await restuary("check", "--format", "json"))).toEqual([]);
  });

  it("is not written with --no-cache", async () => {
    commitGraph({ "node_modules/.keep": "" });
    await restuary("check", "--no-cache");
    expect(readdirSync(join(project.dir, "node_modules"))).toEqual([".keep"]);
  });
});

describe("explain-code", () => {
  it("says what a code means, why it matters, and how to fix it", async () => {
    project = createTestProject();
    expect((await restuary("explain-code", "field_removed")).stdout).toMatch(
      /^FIELD_REMOVED\n\nA field was removed.*\n\nWhy it matters: .*\n\nHow to fix it: .*\n$/,
    );
    expect(await restuary("explain-code", "FIELD_REMOVD")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: No finding has the code `FIELD_REMOVD`. Did you mean `FIELD_REMOVED`?\n",
    });
  });
});
