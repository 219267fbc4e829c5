import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { budgetCodes } from "../../schema/checks/budget-codes.ts";
import { probeCodes } from "../../schema/checks/probe-codes.ts";
import { lintRules } from "../../subgraphs/lint/lint-subgraphs.ts";

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), "utf8");
const config = (name: string): unknown => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page(name)) ?? [];
  return configSchema.parse(load(yaml));
};
/** The first two cells of each row that is about a code. */
const rows = (name: string): string[][] =>
  Array.from(page(name).matchAll(/^\| `([A-Z_]+)` \| (\w+) \|/gm), ([, code = "", severity = ""]) => [code, severity]);

describe("docs/lint.md", () => {
  it("lists every rule with its default, in the order in which they report", () => {
    expect(rows("lint")).toEqual(lintRules.map(({ code, severity }) => [code, severity]));
  });

  it("shows rules that a config may have", () => {
    expect(config("lint")).toEqual({
      checks: { rules: { MISSING_DESCRIPTION: "warning", FIELD_CASE: "error", TYPE_CASE: "off" } },
    });
  });
});

describe("docs/budgets.md", () => {
  it("lists every code", () => {
    expect(new Set(rows("budgets").map(([code]) => code))).toEqual(new Set(Object.keys(budgetCodes)));
  });

  it("shows budgets that a config may have", () => {
    expect(config("budgets")).toEqual({ checks: { budgets: { Feed: 10, "*": 50 }, assumedListSize: 50 } });
  });
});

describe("docs/probes.md", () => {
  it("lists every code", () => {
    expect(new Set(rows("probes").map(([code]) => code))).toEqual(new Set(Object.keys(probeCodes)));
  });

  it("shows probes that a config may have", () => {
    expect(config("probes")).toMatchObject({
      checks: { probes: [{ args: { id: "1" } }, { this: { id: "1" } }, { batch: [{ id: "1" }, { id: "2" }] }] },
    });
  });
});
