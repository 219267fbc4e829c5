import { describe, expect, it } from "@jest/globals";
import { lintCodes } from "../../../schema/checks/lint-codes.ts";
import { lintRules, lintSubgraphs } from "../../../subgraphs/lint/lint-subgraphs.ts";
import { readLinted } from "../../support/lint-sdl.ts";

const old = [readLinted("users", "type Query { user_name: String }")];
const changed = [readLinted("users", "type Query { user_name: String nick_name: String }")];

describe("lint", () => {
  it("says what is found with its code, check, severity, coordinate and place", () => {
    expect(lintSubgraphs({ subgraphs: old })).toEqual([
      {
        check: "lint",
        code: "FIELD_CASE",
        severity: "warning",
        message: "`Query.user_name` is not in camelCase, as fields and arguments are.",
        locations: [{ file: "users.graphql", line: 1, column: 14, endLine: 1, endColumn: 23 }],
        coordinate: "Query.user_name",
        fix: "Call it `userName`.",
      },
    ]);
  });

  it("leaves out what the baseline has as well", () => {
    expect(lintSubgraphs({ subgraphs: changed, baseline: old })).toMatchObject([{ coordinate: "Query.nick_name" }]);
    expect(lintSubgraphs({ subgraphs: old, baseline: old })).toEqual([]);
  });

  it("says everything that a rule finds which the config names, with the severity given there", () => {
    const settings = { FIELD_CASE: "error" } as const;
    expect(lintSubgraphs({ subgraphs: changed, baseline: old, settings })).toMatchObject([
      { severity: "error", coordinate: "Query.user_name" },
      { severity: "error", coordinate: "Query.nick_name" },
    ]);
  });

  it("does not run a rule that is off", () => {
    expect(lintSubgraphs({ subgraphs: changed, settings: { FIELD_CASE: "off" } })).toEqual([]);
  });

  it("has one rule for each code", () => {
    expect(lintRules.map(({ code }) => code).toSorted()).toEqual(Object.keys(lintCodes).toSorted());
  });
});
