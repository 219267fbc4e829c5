import { expect, it } from "@jest/globals";
import type { Finding } from "../../../schema/checks/finding.ts";
import { fingerprint } from "../../../schema/checks/fingerprint.ts";

const at = (file: string, line: number, extra: Partial<Finding> = {}): Finding => ({
  check: "lint",
  code: "OPERATION_INVALID",
  severity: "error",
  message: "Found on line " + line,
  locations: [{ file, line, column: 1, endLine: line, endColumn: 4 }],
  ...extra,
});
const texts: Readonly<Record<string, string>> = {
  "a.graphql": "one\ntwo\ntwo\n",
  "moved.graphql": "\n\none\ntwo\ntwo\n",
};
const names = (findings: readonly Finding[], stableName = (file: string): string => file): string[] =>
  fingerprint(findings, { stableName, textOf: (file) => texts[file] });

it("stays when lines, the message and the place of the project change", () => {
  const [before] = names([at("a.graphql", 1, { coordinate: "User.email" })]);
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  expect(names([at("a.graphql", 9, { coordinate: "User.email", message: "Otherwise.", severity: "warning" })])).toEqual(
    [before],
  );
  expect(names([at("/elsewhere/a.graphql", 1, { coordinate: "User.email" })], () => "a.graphql")).toEqual([before]);
});

it("is another one for another code, coordinate, subject or file", () => {
  const all = names([
    at("a.graphql", 1),
    at("b.graphql", 1),
    at("a.graphql", 1, { coordinate: "User" }),
    at("a.graphql", 1, { coordinate: "User", subject: "ADMIN" }),
    at("a.graphql", 1, { coordinate: "User", code: "GRAPHQL_ERROR" }),
  ]);
  expect(new Set(all).size).toBe(5);
});

it("does not depend on the file for the API schema, which has a coordinate once", () => {
  const finding = { check: "schema", coordinate: "User.email" } as const;
  expect(names([at("a.graphql", 1, finding)])).toEqual(names([at("b.graphql", 7, finding)]));
});

it("tells findings that are else equal apart by what they point at, then by their order", () => {
  const before = names([at("a.graphql", 1), at("a.graphql", 2), at("a.graphql", 3)]);
  expect(new Set(before).size).toBe(3);
  const moved = names([at("moved.graphql", 5), at("moved.graphql", 3), at("moved.graphql", 4)], () => "a.graphql");
  expect(moved).toEqual([before[2], before[0], before[1]]);
});
