import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";
import { showFinding } from "./show-finding.ts";

describe("compareSchemas", () => {
  it("gives a finding its fix, what makes it another one than its like, and what it reaches", async () => {
    const before = buildSchema("type Query { a(x: Int): Hit } union Hit = A type A { b: Int }");
    const after = buildSchema("type Query { a(x: Int!): Hit } union Hit = A | B type A { b: Int } type B { b: Int }");
    expect(await compareSchemas({ schema: before }, { schema: after, file: "api.graphql" })).toEqual({
      findings: [
        {
          check: "schema",
          code: "UNION_MEMBER_ADDED",
          severity: "warning",
          message: "`Hit` may now be `B`, for which clients have no fragment.",
          locations: [{ file: "api.graphql", line: 1, column: 1, endLine: 1, endColumn: 1 }],
          coordinate: "Hit",
          subject: "B",
        },
        {
          check: "schema",
          code: "ARGUMENT_MADE_REQUIRED",
          severity: "error",
          message: "`Query.a(x:)` was `Int` and is now `Int!`: it must now be given.",
          locations: [{ file: "api.graphql", line: 1, column: 1, endLine: 1, endColumn: 1 }],
          coordinate: "Query.a(x:)",
          fix: "Keep it nullable, or give it a default value.",
          affects: ["Query.a"],
        },
      ],
      safe: 1,
    });
  });

  it("names the contract whose schemas it compares", async () => {
    const [before, after] = ["type Query { a: Int b: Int }", "type Query { a: Int }"].map((sdl) => buildSchema(sdl));
    if (!before || !after) throw new Error();
    const { findings } = await compareSchemas({ schema: before }, { schema: after }, { contract: "public" });
    expect(findings).toEqual([
      {
        check: "schema",
        code: "FIELD_REMOVED",
        severity: "error",
        message: "Contract `public`: `Query.b` was removed.",
        locations: [],
        coordinate: "Query.b",
        fix: "Keep it, deprecated, until no client asks for it.",
        subject: "contract public",
      },
    ]);
  });

  it("minds directives only where operations are written with them", async () => {
    const before = buildSchema(`
      directive @gone on FIELD
      directive @moved on FIELD | QUERY
      directive @args(a: Int, b: Int, c: Int!) on FIELD
      directive @server(a: Int) on FIELD_DEFINITION
      type Query { a: Int @server }
    `);
    const after = buildSchema(`
      directive @moved on FIELD | FIELD_DEFINITION
      directive @args(b: String, c: Int, d: Int!, e: Int) repeatable on FIELD
      directive @new on FIELD
      type Query { a: Int }
    `);
    const { findings } = await compareSchemas({ schema: before }, { schema: after });
    expect(findings.map(showFinding)).toEqual([
      "error DIRECTIVE_REMOVED @gone  `@gone` was removed, and operations may be written with it.",
      "error DIRECTIVE_REMOVED @moved  `@moved` can no longer be written on `QUERY`.",
      "error DIRECTIVE_ARGUMENT_CHANGED @args(a:)  `@args(a:)` was removed.",
      "error DIRECTIVE_ARGUMENT_CHANGED @args(d:)  `@args(d:)` is new and must be given.",
      "error DIRECTIVE_ARGUMENT_CHANGED @args(b:)  `@args(b:)` was `Int` and is now `String`.",
    ]);
  });
});
