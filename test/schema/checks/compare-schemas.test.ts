import { buildSchema } from "graphql";
import { describe, expect, it } from "@jest/globals";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";

describe("compareSchemas", () => {
  it("finds a removed field", async () => {
    const before = { schema: buildSchema("type Query { a: Int b: Int }") };
    const after = { schema: buildSchema("type Query { a: Int }"), file: "api.graphql" };
    expect(await compareSchemas(before, after)).toEqual({
      findings: [
        {
          check: "schema",
          code: "FIELD_REMOVED",
          severity: "error",
          message: "`Query.b` was removed.",
          coordinate: "Query.b",
          locations: [{ file: "api.graphql", line: 1, column: 1, endLine: 1, endColumn: 1 }],
          fix: "Keep it, deprecated, until no client asks for it.",
        },
      ],
      safe: 0,
    });
  });
});
