import { describe, expect, it } from "@jest/globals";
import { parseSdl } from "../../schema/parse-sdl.ts";

describe("parseSdl", () => {
  it("returns the document with the places of its nodes", () => {
    const { document, diagnostics } = parseSdl("type Query { a: Int }", "a.graphql");
    expect(diagnostics).toEqual([]);
    expect(document?.definitions[0]?.loc?.source.name).toBe("a.graphql");
  });

  it("reports a syntax error at the offending token", () => {
    expect(parseSdl("type Query {\n  a: Int!!\n}", "a.graphql")).toEqual({
      diagnostics: [
        {
          code: "GRAPHQL_SYNTAX",
          severity: "error",
          message: 'Expected Name, found "!".',
          locations: [{ file: "a.graphql", line: 2, column: 10, endLine: 2, endColumn: 11 }],
        },
      ],
    });
  });

  it.each([
    ["", "Unexpected <EOF>."],
    ['type Query { a: Int @d(x: "', "Unterminated string."],
    ["type Query { a: Int ? }", 'Unexpected character: "?".'],
  ])("reports what does not lex: %j", (text, message) => {
    expect(parseSdl(text, "f").diagnostics).toMatchObject([{ code: "GRAPHQL_SYNTAX", message }]);
  });

  it("refuses operations and fragments", () => {
    const { document, diagnostics } = parseSdl("query { a }\nfragment F on Query { a }", "f");
    expect(document).toBeUndefined();
    expect(diagnostics.map(({ message, locations }) => [message, locations[0]?.line])).toEqual([
      ["A schema holds type definitions only, but this is an operation.", 1],
      ["A schema holds type definitions only, but this is a fragment.", 2],
    ]);
  });

  it("refuses brackets nested so deep that the parser's stack would overflow", () => {
    const { diagnostics } = parseSdl(`type Query { a: ${"[".repeat(100_000)}Int`, "f");
    expect(diagnostics).toMatchObject([
      {
        code: "GRAPHQL_SYNTAX",
        message: "The brackets here are nested more than 100 deep.",
        locations: [{ column: 116 }],
      },
    ]);
  });

  it("stops after the given number of tokens", () => {
    expect(parseSdl("type Query { a: Int }", "f", { maxTokens: 3 }).diagnostics).toMatchObject([
      { message: "The schema has more than 3 tokens.", locations: [{ column: 14 }] },
    ]);
  });
});
