import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { validateXML } from "xmllint-wasm";
import type { CheckReport } from "../../../cli/checks/check-report.ts";
import type { ReportContext } from "../../../cli/checks/reports/report-context.ts";
import { reportFormats, type ReportFormat } from "../../../cli/checks/reports/report-formats.ts";
import { renderReport } from "../../../cli/checks/reports/render-report.ts";
import type { ReportedFinding } from "../../../schema/checks/apply-waivers.ts";

const removed: ReportedFinding = {
  check: "schema",
  code: "FIELD_REMOVED",
  severity: "error",
  message: "`User.email` was removed.",
  locations: [{ file: "subgraphs/users.graphql", line: 2, column: 6, endLine: 2, endColumn: 10 }],
  coordinate: "User.email",
  fix: "Keep it, deprecated, until no client asks for it.",
  operations: [
    {
      name: "ProfilePage",
      location: { file: "schema/operations/profile.graphql", line: 4, column: 5, endLine: 4, endColumn: 10 },
    },
  ],
  fingerprint: "82a8a2c36f983790",
};
const hostile: ReportedFinding = {
  check: "lint",
  code: "OPERATION_INVALID",
  severity: "warning",
  message: 'A <b> & "quote" 100%\n::error::x, @authenticated | [link](x) `co<de` \u0000 ]]> -- *',
  locations: [{ file: "a, b:c/ü 100%.graphql", line: 1, column: 1, endLine: 3, endColumn: 2 }],
  fingerprint: "0000000000000001",
};
const waived: ReportedFinding = {
  ...removed,
  coordinate: "User.name",
  message: "`User.name` was removed.",
  operations: [],
  fingerprint: "0000000000000002",
  waived: { reason: "Nobody <asks> for it", owner: "@ada", expires: "2027-01-31" },
};
const unplaced: ReportedFinding = {
  check: "composition",
  code: "COMPOSITION_FAILED",
  severity: "error",
  message: "The composer stopped.",
  locations: [],
  fingerprint: "0000000000000003",
};

const report: CheckReport = {
  findings: [unplaced, removed, waived, hostile],
  summary: {
    errors: 2,
    warnings: 1,
    waived: 1,
    baseline: "main:schema/supergraph.graphql",
    safeChanges: 3,
    operations: 8,
    calls: [
      {
        operation: "Feed",
        location: { file: "feed.graphql", line: 1, column: 7, endLine: 1, endColumn: 11 },
        min: 1,
        max: 53,
        uncounted: [],
        budget: 10,
        before: { min: 1, max: 3 },
      },
    ],
    notes: ["Nothing was probed."],
  },
};
const nothing: CheckReport = {
  findings: [],
  summary: {
    errors: 0,
    warnings: 0,
    waived: 0,
    baseline: null,
    safeChanges: 0,
    operations: 0,
    calls: [],
    notes: [],
  },
};
const context: ReportContext = {
  textOf: (file) =>
    file === "subgraphs/users.graphql" ? "type Query { user: User }\ntype User { id: ID }\n" : undefined,
  repositoryPath: (file) => `graph/${file}`,
  now: new Date("2026-11-25T12:00:00.000Z"),
  version: "1.2.3",
};
const render = (format: ReportFormat, of: CheckReport = report): string => renderReport(of, format, context);

it("is text with code frames, by check, with who uses what", () => {
  expect(render("text")).toBe(`Composition

error COMPOSITION_FAILED The composer stopped.
fingerprint: 0000000000000003

Changes of the API schema

subgraphs/users.graphql:2:6 error FIELD_REMOVED \`User.email\` was removed.
1 | type Query { user: User }
2 | type User { id: ID }
  |      ^
3 |
fix: Keep it, deprecated, until no client asks for it.
used by \`ProfilePage\` (schema/operations/profile.graphql:4:5)
fingerprint: 82a8a2c36f983790

subgraphs/users.graphql:2:6 waived FIELD_REMOVED \`User.name\` was removed.
until 2027-01-31 by @ada: Nobody <asks> for it

Lint

a, b:c/ü 100%.graphql:1:1 warning OPERATION_INVALID ${hostile.message}
fingerprint: 0000000000000001

Feed: 3 -> 53 REST calls at worst, budget 10

note: Nothing was probed.

2 errors, 1 warning, 1 waived. Compared with main:schema/supergraph.graphql, 3 safe changes. 8 client operations.
`);
  expect(render("text", nothing)).toBe("nothing found. Compared with nothing. No client operations.\n");
});

describe("JSON", () => {
  it("has what the published schema says", () => {
    const schema = JSON.parse(readFileSync("schemas/check-report.schema.json", "utf8")) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    for (const each of [report, nothing]) {
      expect([validate(JSON.parse(render("json", each))), validate.errors]).toEqual([true, null]);
    }
    expect(validate({ ...(JSON.parse(render("json")) as object), version: 2 })).toBe(false);
  });

  it("names places, operations and fingerprints", () => {
    const { version, findings } = JSON.parse(render("json")) as { version: number; findings: unknown[] };
    expect(version).toBe(1);
    expect(findings[1]).toEqual({
      check: "schema",
      code: "FIELD_REMOVED",
      severity: "error",
      message: "`User.email` was removed.",
      locations: [{ file: "subgraphs/users.graphql", line: 2, column: 6, endLine: 2, endColumn: 10 }],
      coordinate: "User.email",
      fix: "Keep it, deprecated, until no client asks for it.",
      operations: [{ name: "ProfilePage", file: "schema/operations/profile.graphql", line: 4, column: 5 }],
      fingerprint: "82a8a2c36f983790",
    });
  });
});

describe("SARIF", () => {
  // The schema of SARIF 2.1.0 as the JSON Schema Store has it, in draft 04 of JSON Schema, whose keyword for `$id` is `id`.
  const file = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const { $schema: _dialect, id: _id, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  it("is valid", () => {
    for (const each of [report, nothing]) {
      expect([validate(JSON.parse(render("sarif", each))), validate.errors]).toEqual([true, null]);
    }
    expect(validate({ version: "2.1.0" })).toBe(false);
  });

  it("has relative references of the repository, a fingerprint, and waivers as suppressions", () => {
    const { runs } = JSON.parse(render("sarif")) as {
      runs: { results: Record<string, unknown>[]; tool: { driver: { version: string; rules: { id: string }[] } } }[];
    };
    const [run] = runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual([
      "COMPOSITION_FAILED",
      "FIELD_REMOVED",
      "OPERATION_INVALID",
    ]);
    expect(run?.results[1]).toEqual({
      ruleId: "FIELD_REMOVED",
      ruleIndex: 1,
      level: "error",
      message: {
        text: "`User.email` was removed.\nKeep it, deprecated, until no client asks for it.\nused by `ProfilePage` (schema/operations/profile.graphql:4:5)",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "graph/subgraphs/users.graphql", uriBaseId: "SRCROOT" },
            region: { startLine: 2, startColumn: 6, endLine: 2, endColumn: 10 },
          },
          logicalLocations: [{ fullyQualifiedName: "User.email" }],
        },
      ],
      relatedLocations: [
        {
          id: 0,
          physicalLocation: {
            artifactLocation: { uri: "graph/schema/operations/profile.graphql", uriBaseId: "SRCROOT" },
            region: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 10 },
          },
          message: { text: "Used by ProfilePage." },
        },
      ],
      partialFingerprints: { "restuary/v1": "82a8a2c36f983790" },
    });
    expect(run?.results[2]?.["suppressions"]).toEqual([
      { kind: "external", status: "accepted", justification: "Nobody <asks> for it (@ada, until 2027-01-31)" },
    ]);
    expect(JSON.stringify(run?.results[3]?.["locations"])).toContain("graph/a%2C%20b%3Ac/%C3%BC%20100%25.graphql");
  });
});

describe("JUnit", () => {
  it.each([
    ["findings", report],
    ["nothing", nothing],
  ])("with %s is valid for Jenkins", async (_what, each) => {
    const xml = [{ fileName: "report.xml", contents: render("junit", each) }];
    const schema = [readFileSync("test/support/published/jenkins-junit.xsd", "utf8")];
    const { valid, errors } = await validateXML({ xml, schema });
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
  });

  it("fails a case for each error, and has the others as what passed", () => {
    const xml = render("junit");
    expect(xml.match(/<testsuite [^>]*>/g)?.[1]).toBe(
      '<testsuite name="Changes of the API schema" package="restuary" id="1" timestamp="2026-11-25T12:00:00" hostname="localhost" tests="2" failures="1" errors="0" time="0">',
    );
    expect(xml).toContain(`    <testcase name="FIELD_REMOVED User.email" classname="restuary.schema" time="0">
      <failure type="FIELD_REMOVED" message="\`User.email\` was removed.">graph/subgraphs/users.graphql:2:6 error FIELD_REMOVED \`User.email\` was removed.
used by \`ProfilePage\` (schema/operations/profile.graphql:4:5)
fix: Keep it, deprecated, until no client asks for it.
fingerprint: 82a8a2c36f983790</failure>
    </testcase>
    <testcase name="FIELD_REMOVED (waived) User.name" classname="restuary.schema" time="0"/>`);
  });
});

it("is commands that GitHub shows at the lines, in which no text can start another command", () => {
  expect(render("github").split("\n")).toEqual([
    "::error title=COMPOSITION_FAILED::The composer stopped.",
    "::error file=graph/subgraphs/users.graphql,line=2,endLine=2,col=6,endColumn=10,title=FIELD_REMOVED::`User.email` was removed.%0Aused by `ProfilePage` (schema/operations/profile.graphql:4:5)%0Afix: Keep it, deprecated, until no client asks for it.",
    "::notice file=graph/subgraphs/users.graphql,line=2,endLine=2,col=6,endColumn=10,title=FIELD_REMOVED (waived until 2027-01-31)::`User.name` was removed.%0Afix: Keep it, deprecated, until no client asks for it.",
    '::warning file=graph/a%2C b%3Ac/ü 100%25.graphql,line=1,endLine=3,title=OPERATION_INVALID::A <b> & "quote" 100%25%0A::error::x, @authenticated | [link](x) `co<de` \u0000 ]]> -- *',
    "::notice::Nothing was probed.",
    "2 errors, 1 warning, 1 waived. Compared with main:schema/supergraph.graphql, 3 safe changes. 8 client operations.",
    "",
  ]);
});

describe("Markdown", () => {
  it("is a comment with counts first and details folded", () => {
    expect(render("markdown", { ...report, findings: [removed, waived] })).toBe(`<!-- restuary check -->

### ❌ Restuary: 2 errors, 1 warning, 1 waived

Compared with main:schema/supergraph.graphql, 3 safe changes. 8 client operations.

<details>
<summary><b>Changes of the API schema</b>: 1 error, 1 waived</summary>

- ❌ **FIELD\\_REMOVED** \`User.email\` was removed.  
  Used by \`ProfilePage\` (schema/operations/profile.graphql:4:5)  
  Fix: Keep it, deprecated, until no client asks for it.  
  <sub>\`subgraphs/users.graphql:2:6\` · fingerprint \`82a8a2c36f983790\`</sub>
- ➖ **FIELD\\_REMOVED** \`User.name\` was removed.  
  Fix: Keep it, deprecated, until no client asks for it.  
  Waived until 2027-01-31 by @<!-- -->ada: Nobody &lt;asks&gt; for it  
  <sub>\`subgraphs/users.graphql:2:6\` · fingerprint \`0000000000000002\`</sub>

</details>

<details>
<summary><b>REST calls</b></summary>

- Feed: 3 -&gt; 53 REST calls at worst, budget 10

</details>

> Nothing was probed.
`);
  });

  it("keeps what people wrote from being more than text", () => {
    expect(render("markdown", { ...report, findings: [hostile] })).toContain(
      'A &lt;b&gt; &amp; "quote" 100% ::error::x, @<!-- -->authenticated \\| \\[link\\](x) `co<de` \u0000 \\]\\]&gt; -- \\*',
    );
  });

  it("stays below what a comment may hold, and says how much is left out", () => {
    const many = Array.from({ length: 1000 }, () => removed);
    const text = render("markdown", { ...report, findings: many });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\n\n\d+ more are in the other forms of this report\.\n/);
  });
});

it("has a form for each name", () => {
  for (const format of reportFormats) expect(render(format)).toMatch(/\n$/);
});
