import { expect, it } from "@jest/globals";
import type { SpecVersion } from "../../../subgraphs/mapping/mapping.ts";
import { parseMapping } from "../../../subgraphs/mapping/parse.ts";
import { printMapping } from "../../../subgraphs/mapping/print.ts";

function print(source: string, specVersion: SpecVersion): string {
  const { ast, diagnostics } = parseMapping(source, { specVersion });
  if (!ast) throw new Error(JSON.stringify(diagnostics));
  return printMapping(ast);
}

it.each<[string, string, SpecVersion]>([
  ["  id\n# comment\n name :title ", "id name: title", "0.2"],
  ["", "", "0.2"],
  ["a{b{c}}", "a { b { c } }", "0.2"],
  ["x:{y:a}", "x: { y: a }", "0.2"],
  ["$.a{b}c", "$.a { b } c", "0.2"],
  ["'a b' \"c\"", '"a b" c', "0.2"],
  ["x: $('q\"\\\\\\n')", 'x: $("q\\"\\\\\\n")', "0.2"],
  ["x: a->first->slice( 0,1 , )", "x: a->first->slice(0, 1)", "0.2"],
  ["x: a->first( )", "x: a->first()", "0.2"],
  ["x: $(- 007.50)", "x: $(-7.50)", "0.2"],
  ["x: $(1.)", "x: $(1)", "0.2"],
  ["x: $(.5)", "x: $(0.5)", "0.2"],
  ["x: $(9007199254740993)", "x: $(9007199254740993)", "0.2"],
  ["x: $({a:1,'b c':[true,null]})", 'x: $({ a: 1, "b c": [true, null] })', "0.2"],
  ["x: a?.b?->first? y?", "x: a?.b?->first? y?", "0.3"],
  ["$(a??b??'c')", '$(a ?? b ?? "c")', "0.3"],
  ["x: $(5 .a)", "x: $(5 .a)", "0.3"],
  ["x: a->as($v)->echo($v.b)", "x: a->as($v)->echo($v.b)", "0.3"],
  ["x: $ y", "x: $ y", "0.3"],
  ["a,b,", "a b", "0.4"],
  ["{a,b}", "a b", "0.4"],
  ["{a?}", "a?", "0.4"],
  ["{ 'a b' }", '{ "a b" }', "0.4"],
  ["true,", "{ true }", "0.4"],
  ["{ $.a }", "{ $.a }", "0.4"],
  ["x: {a, b: {c}}", "x: { a b: { c } }", "0.4"],
  ["x: [{a, ...b}]", "x: [{ a, ... b }]", "0.4"],
  ["a?!b", "a ?! b", "0.4"],
  ["...a{b} c", "... a { b } c", "0.4"],
])("prints %j as %j, which prints as itself (v%s)", (source, expected, specVersion) => {
  const printed = print(source, specVersion);
  expect(printed).toBe(expected);
  expect(print(printed, specVersion)).toBe(printed);
});
