import { describe, expect, it } from "@jest/globals";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { formatDiagnostic } from "../../schema/format-diagnostic.ts";

const files: Readonly<Record<string, string>> = {
  "a.graphql": "type Query {\n  user: Usr\n}\n",
  "b.graphql": "type Usr { x: Int }",
};
const textOf = (file: string): string | undefined => files[file];

const found: Diagnostic = {
  code: "INVALID_GRAPHQL",
  severity: "error",
  message: "`a`: Unknown type `Usr`.",
  locations: [{ file: "a.graphql", line: 2, column: 9, endLine: 2, endColumn: 12 }],
  fix: "Did you mean `User`?",
};

describe("formatDiagnostic", () => {
  it("prints place, severity, code and message, the code frame, and the fix", () => {
    expect(formatDiagnostic(found, { textOf })).toBe(
      [
        "a.graphql:2:9 error INVALID_GRAPHQL `a`: Unknown type `Usr`.",
        "1 | type Query {",
        "2 |   user: Usr",
        "  |         ^",
        "3 | }",
        "fix: Did you mean `User`?",
      ].join("\n"),
    );
  });

  it("shows nothing of the text where that is a secret", () => {
    expect(formatDiagnostic({ ...found, code: "SECRET_IN_SDL", message: "It holds a secret." }, { textOf })).toBe(
      "a.graphql:2:9 error SECRET_IN_SDL It holds a secret.\nfix: Did you mean `User`?",
    );
  });

  it("shows every place", () => {
    const second = { file: "b.graphql", line: 1, column: 6, endLine: 1, endColumn: 9 };
    const { fix: _fix, ...rest } = found;
    expect(formatDiagnostic({ ...rest, locations: [...found.locations, second] }, { textOf })).toBe(
      [
        "a.graphql:2:9 error INVALID_GRAPHQL `a`: Unknown type `Usr`.",
        "1 | type Query {",
        "2 |   user: Usr",
        "  |         ^",
        "3 | }",
        "also b.graphql:1:6",
        "1 | type Usr { x: Int }",
        "  |      ^",
      ].join("\n"),
    );
  });

  it("prints what it can where there is no place or no text", () => {
    const warning = { ...found, severity: "warning", locations: [] } as const;
    expect(formatDiagnostic(warning, { textOf })).toBe(
      "warning INVALID_GRAPHQL `a`: Unknown type `Usr`.\nfix: Did you mean `User`?",
    );
    expect(formatDiagnostic(found, { textOf: () => undefined })).toBe(
      "a.graphql:2:9 error INVALID_GRAPHQL `a`: Unknown type `Usr`.\nfix: Did you mean `User`?",
    );
  });
});
