import { describe, expect, it } from "@jest/globals";
import { Lexer, Source, TokenKind } from "graphql";
import { defaultLimits } from "../../../gateway/limits/request-limits.ts";
import { scanText } from "../../../gateway/limits/scan-text.ts";
import { fc } from "../../support/properties.ts";

/** Tokens as graphql-js reads them, comments included. */
function countTokens(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  for (let token = lexer.token; token.kind !== TokenKind.EOF;) {
    token = lexer.advance();
    if (token.kind !== TokenKind.EOF) count += 1;
    for (let comment = token.prev; comment?.kind === TokenKind.COMMENT; comment = comment.prev) count += 1;
  }
  return count;
}

/** By the limit: the least that it may be. */
function scannedTokens(text: string): number {
  let tokens = 0;
  while (scanText(text, { tokens, recursion: 100 })) tokens += 1;
  return tokens;
}

const texts = [
  "{ user { name } }",
  'query Q($id: ID! = "a\\"b", $n: [Int!]) @a { user(id: $id, n: [1, -2.5e+3, {a: true}]) { ...F ... on U { x: y } } }',
  '{ a(s: """block " with "" quotes \\""" and # no comment\n lines""") }',
  '{ a(s: """""") b(s: "") }',
  "# one\n{ a # two\r\n b,,, c }\n# three",
  "\uFEFF{ a }",
  "query A { a } query B { b } fragment F on T { c }",
];

describe("tokens of a text", () => {
  it.each(texts)("are counted as graphql-js counts them: %s", (text) => {
    expect(scannedTokens(text)).toBe(countTokens(text));
  });

  it("are counted as graphql-js counts them in any text that it can read", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      ":",
      "!",
      "$",
      "@",
      "|",
      "=",
      "&",
      "...",
      "a",
      "on",
      "_9",
    );
    const space = fc.constantFrom(
      " ",
      "\n",
      ",",
      "\t",
      "#c\n",
      "\r",
      '"s\\"t"',
      '"""b\n\\"""c"""',
      " 12 ",
      " -1.5e3 ",
      " 0 ",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, space), { maxLength: 20 }), (pieces) => {
        const text = pieces.flat().join("");
        expect(scannedTokens(text)).toBe(countTokens(text));
      }),
    );
  });

  it("end where the limit is passed", () => {
    expect(scanText("{ a b c }", { tokens: 5, recursion: 1 })).toBeUndefined();
    expect(scanText("{ a b c }", { tokens: 4, recursion: 1 })).toEqual({ limit: "tokens", max: 4 });
    expect(scanText("{ a(b: [{c: 1}]) }", { tokens: 50, recursion: 4 })).toBeUndefined();
    expect(scanText("{ a(b: [{c: 1}]) }", { tokens: 50, recursion: 3 })).toEqual({ limit: "recursion", max: 3 });
  });

  it("are counted in any text, be it no GraphQL", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(scanText(text, defaultLimits)).toBeUndefined();
      }),
    );
    for (const text of ['"', '"\\', '"""', '"""\\"""', "..", ".", "\\", "\0", "1---", "\ud800"]) {
      expect(scannedTokens(text)).toBeGreaterThan(0);
    }
  });
});
