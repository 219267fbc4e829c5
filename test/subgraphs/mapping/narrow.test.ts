import { describe, expect, it } from "@jest/globals";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import type { SpecVersion } from "../../../subgraphs/mapping/mapping.ts";
import { narrowMapping, type Wanted } from "../../../subgraphs/mapping/narrow.ts";
import { printMapping } from "../../../subgraphs/mapping/print.ts";

/** `{ a: { b: null } }` as `Wanted`. */
type Shape = { readonly [key: string]: Shape | null };
const want = (shape: Shape): Wanted =>
  new Map(Object.entries(shape).map(([key, below]) => [key, below && want(below)]));

describe("narrowMapping", () => {
  it.each<[string, Shape, string, SpecVersion]>([
    ["a b c", { b: null }, "b", "0.3"],
    ["x: a y: b", { x: null }, "x: a", "0.3"],
    ["a { b c } d", { a: { c: null } }, "a { c }", "0.3"],
    ["a { b c }", { a: null }, "a { b c }", "0.3"],
    ["x: a.b { c d { e f } }", { x: { d: { f: null } } }, "x: a.b { d { f } }", "0.3"],
    ["x: { y: a z: b }", { x: { z: null } }, "x: { z: b }", "0.3"],
    ["$.data { id name } next", { name: null }, "$.data { name }", "0.3"],
    ["$.data { id name } next", { next: null }, "$.data { } next", "0.3"],
    ["$.items { id name }", { id: null }, "$.items { id }", "0.3"],
    ["ids { id: $ }", { ids: {} }, "ids { id: $ }", "0.3"],
    ["x: a->map({ b: @.b, c: @.c })", { x: { b: null } }, "x: a->map({ b: @.b, c: @.c })", "0.3"],
    ["x: $({ a: b, c: d })", { x: { a: null } }, "x: $({ a: b, c: d })", "0.3"],
    ["a: x { b c } a: y { b d }", { a: { b: null } }, "a: x { b } a: y { b }", "0.3"],
    ["... $.a { b c } d e", { d: null }, "... $.a { b c } d", "0.4"],
    ["x: { a, b, ...c }", { x: { a: null } }, "x: { a ... c }", "0.4"],
    ["a, b", {}, "", "0.4"],
  ])("%s for %j is %s", (source, wanted, expected, specVersion) => {
    const narrowed = narrowMapping(compileMapping(source, { specVersion }), want(wanted));
    expect(printMapping(narrowed.ast)).toBe(expected);
  });

  it("runs what is left, and meets no problems of what is not", () => {
    const mapping = compileMapping("id items { a b } gone", { specVersion: "0.3" });
    const narrowed = narrowMapping(mapping, want({ items: { b: null } }));
    expect(narrowed.apply({ items: [{ b: 1 }, { b: 2 }] })).toEqual({
      value: { items: [{ b: 1 }, { b: 2 }] },
      problems: [],
    });
    expect(narrowed.output).toEqual({
      kind: "object",
      keys: new Map([["items", { kind: "object", keys: new Map([["b", { kind: "leaf" }]]) }]]),
    });
  });

  it("returns the same mapping where everything is wanted", () => {
    const mapping = compileMapping("a b", { specVersion: "0.3" });
    expect(narrowMapping(mapping, null)).toBe(mapping);
  });
});
