import { describe, expect, it } from "@jest/globals";
import { fc } from "../support/properties.ts";
import { Kind, parseValue, type StringValueNode } from "graphql";
import type { SourceRange } from "../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../schema/source-text.ts";

function parseString(text: string): StringValueNode {
  const node = parseValue(text);
  if (node.kind !== Kind.STRING) throw new Error(`not a string: ${text}`);
  return node;
}

/** The text that a range covers. */
function cut(text: string, range: SourceRange): string {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  const offset = (line: number, column: number): number => (starts[line - 1] ?? NaN) + column - 1;
  return text.slice(offset(range.line, range.column), offset(range.endLine, range.endColumn));
}

/** The text in the file of the first occurrence of `part` in the string's value. */
function find(text: string, part: string): string {
  const node = parseString(text);
  const start = node.value.indexOf(part);
  if (start === -1) throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(node.value)}`);
  return cut(text, rangeInString(node, start, start + part.length, "a.graphql"));
}

describe("rangeInString", () => {
  it("places a stretch of a plain string", () => {
    const node = parseString('  "id name"');
    expect(rangeInString(node, 3, 7, "a.graphql")).toEqual({
      file: "a.graphql",
      line: 1,
      column: 7,
      endLine: 1,
      endColumn: 11,
    });
  });

  it.each([
    [String.raw`"a \"b\" c"`, '"b"', String.raw`\"b\"`],
    [String.raw`"a \"b\" c"`, "c", "c"],
    [String.raw`"x\u0041y"`, "A", String.raw`\u0041`],
    [String.raw`"x\u{1F600}y"`, "y", "y"],
    [String.raw`"x\u{41}y"`, "y", "y"],
    [String.raw`"x\u{000041}y"`, "y", "y"],
    [String.raw`"x\uD83D\uDE00y"`, "y", "y"],
    [String.raw`"line\nnext"`, "next", "next"],
    ['"x😀y"', "y", "y"],
  ])("counts an escape as the one character it stands for: %s", (text, part, expected) => {
    expect(find(text, part)).toBe(expected);
  });

  it("undoes the indentation of a block string", () => {
    const text = 'field: """\n    id\n      deeper\n    last\n  """'.slice(7);
    const node = parseString(text);
    expect(node.value).toBe("id\n  deeper\nlast");
    expect(rangeInString(node, 5, 11, "a.graphql")).toMatchObject({ line: 3, column: 7, endLine: 3, endColumn: 13 });
    expect(rangeInString(node, 12, 16, "a.graphql")).toMatchObject({ line: 4, column: 5, endLine: 4, endColumn: 9 });
  });

  it.each([
    ['"""first\n    second"""', "second"],
    ['"""\n\n\n  a\n\n  b\n\n"""', "b"],
    ['"""\r\n  a\r\n  b\r\n"""', "b"],
    ['"""\r  a\r  b\r"""', "b"],
    ['"""\n\ta\n\tb"""', "b"],
    ['"""   only   """', "only"],
    ['"""a\n\n  \n   b"""', "b"],
  ])("finds the place in a block string of any shape: %j", (text, part) => {
    expect(find(text, part)).toBe(part);
  });

  it("covers the backslash of an escaped triple quote", () => {
    expect(find('"""\n  a \\""" b\n"""', '"""')).toBe('\\"""');
    expect(find('"""\n  a \\""" b\n"""', "b")).toBe("b");
  });

  it("places the end of the value and an empty string without failing", () => {
    expect(rangeInString(parseString('"ab"'), 2, 2, "f")).toMatchObject({ column: 4, endColumn: 4 });
    expect(rangeInString(parseString('""'), 0, 5, "f")).toMatchObject({ column: 2, endColumn: 2 });
    expect(rangeInString(parseString('""""""'), 0, 0, "f")).toMatchObject({ column: 4, endColumn: 4 });
  });

  it("finds every character of every block string where it is written", () => {
    const line = fc.stringMatching(/^[ \ta-c]{0,6}$/);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom("\n", "\r\n", "\r"), (lines, lineBreak) => {
        const text = `"""${lines.join(lineBreak)}"""`;
        const node = parseString(text);
        for (let index = 0; index < node.value.length; index++) {
          const shown = cut(text, rangeInString(node, index, index + 1, "f"));
          expect(shown.replace(/\r\n|\r/, "\n")).toBe(node.value[index]);
        }
      }),
    );
  });
});

describe("rangeOf", () => {
  it("covers the whole node, with an exclusive end", () => {
    expect(rangeOf(parseString('\n "ab"'), "f")).toEqual({ file: "f", line: 2, column: 2, endLine: 2, endColumn: 6 });
  });

  it("places a node without a source at the start of the file", () => {
    expect(rangeOf({ kind: parseString('""').kind, value: "x" }, "f")).toMatchObject({ line: 1, column: 1 });
  });
});
