import { describe, expect, it } from "@jest/globals";
import { fc } from "../../support/properties.ts";
import { compileAst } from "../../../subgraphs/mapping/compile-ast.ts";
import type { SpecVersion } from "../../../subgraphs/mapping/mapping.ts";
import { narrowMapping } from "../../../subgraphs/mapping/narrow.ts";
import { parseMapping } from "../../../subgraphs/mapping/parse.ts";
import { printMapping } from "../../../subgraphs/mapping/print.ts";
import { parseTemplate } from "../../../subgraphs/mapping/template.ts";
import { jsonData, mappingSource } from "../../support/arbitrary-mapping.ts";
import { interpretMapping } from "../../support/mapping-interpreter.ts";

const versions: SpecVersion[] = ["0.2", "0.3", "0.4"];

/** Text made of the pieces that the grammar is made of, in any order. */
const garbage = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "a",
        "$",
        "$args",
        "@",
        ".",
        "...",
        "->",
        "first",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "?",
        "??",
        "?!",
      ),
      fc.constantFrom("-", "1", ".5", "'s'", '"', "'", "#", "\n", " ", "true", "as($x)", "\\", "é"),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(""));

describe.each(versions)("in v%s", (specVersion) => {
  it("parsing garbage gives an AST or diagnostics that point into the source, and never throws", () => {
    fc.assert(
      fc.property(garbage, (source) => {
        const { ast, diagnostics } = parseMapping(source, { specVersion });
        expect(ast === undefined).toBe(diagnostics.length > 0);
        for (const { start, end, message } of diagnostics) {
          expect(start >= 0 && start <= end && end <= source.length).toBe(true);
          expect(message).toMatch(/\.$/u);
        }
        expect(() => parseTemplate(source, { specVersion })).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it("whatever parses runs on any data without throwing, and prints as what parses to the same print", () => {
    fc.assert(
      fc.property(garbage, jsonData, (source, data) => {
        const { ast } = parseMapping(source, { specVersion });
        if (!ast) return;
        compileAst(ast, source).apply(data);
        const printed = printMapping(ast);
        const again = parseMapping(printed, { specVersion });
        expect(again.diagnostics).toEqual([]);
        expect(again.ast && printMapping(again.ast)).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });

  it("the printed mapping means the same", () => {
    fc.assert(
      fc.property(mappingSource(specVersion), jsonData, jsonData, (source, data, args) => {
        const { ast, diagnostics } = parseMapping(source, { specVersion });
        expect(diagnostics).toEqual([]);
        if (!ast) return;
        const printed = parseMapping(printMapping(ast), { specVersion }).ast;
        expect(printed && interpretMapping(printed, data, { $args: args })).toEqual(
          interpretMapping(ast, data, { $args: args }),
        );
      }),
      { numRuns: 400 },
    );
  });

  it("the compiled mapping agrees with the interpreter", () => {
    fc.assert(
      fc.property(mappingSource(specVersion), jsonData, jsonData, (source, data, args) => {
        const { ast, diagnostics } = parseMapping(source, { specVersion });
        expect(diagnostics).toEqual([]);
        if (!ast) return;
        const before = JSON.stringify([data, args]);
        const { value, problems } = compileAst(ast, source).apply(data, { variables: { $args: args } });
        expect({ value, hasProblems: problems.length > 0 }).toStrictEqual(interpretMapping(ast, data, { $args: args }));
        expect(JSON.stringify([data, args])).toBe(before);
      }),
      { numRuns: 700 },
    );
  });

  it("a narrowed mapping gives the wanted keys of plain selections as before", () => {
    fc.assert(
      fc.property(mappingSource(specVersion), jsonData, (source, data) => {
        const { ast } = parseMapping(source, { specVersion });
        if (!ast) return;
        const mapping = compileAst(ast, source);
        const whole = mapping.apply(data).value;
        const narrowed = narrowMapping(mapping, new Map([["a", null]])).apply(data).value;
        if (isDict(whole) && isDict(narrowed)) expect(narrowed["a"]).toEqual(whole["a"]);
      }),
      { numRuns: 400 },
    );
  });
});

function isDict(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
