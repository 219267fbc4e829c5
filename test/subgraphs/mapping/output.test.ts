import { describe, expect, it } from "@jest/globals";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import type { Output, SpecVersion } from "../../../subgraphs/mapping/mapping.ts";

/** `{ a b: { c } d: ? }`: a leaf is its key alone, `?` is unknown. */
function show(output: Output): string {
  if (output.kind !== "object") return output.kind === "leaf" ? "leaf" : "?";
  const keys = [...output.keys].map(([key, below]) => (below.kind === "leaf" ? key : `${key}: ${show(below)}`));
  return `{ ${keys.join(" ")} }`;
}

describe("the keys a mapping can yield", () => {
  it.each<[string, SpecVersion, string]>([
    ["id title: name", "0.2", "{ id title }"],
    ["a { b c { d } }", "0.2", "{ a: { b c: { d } } }"],
    ["$.data { id } next: meta.next", "0.3", "{ id next }"],
    ["x: { y: a }", "0.3", "{ x: { y } }"],
    ["x: items->first { id }", "0.3", "{ x: { id } }"],
    ["x: items->first", "0.3", "{ x: ? }"],
    ["x: $", "0.3", "{ x: ? }"],
    ["ids { id: $ }", "0.3", "{ ids: { id: ? } }"],
    ["$.items { id }", "0.3", "{ id }"],
    ["$", "0.3", "?"],
    ["$.a", "0.3", "leaf"],
    ["$->map({ id: @.a })", "0.3", "{ id }"],
    ["$->keysToCamelCase { id }", "0.3", "{ id }"],
    ["$('a')", "0.3", "leaf"],
    ["x: $({ a: b, c: { d: e } })", "0.3", "{ x: { a c: { d } } }"],
    ["x: $({ a: b }).a", "0.3", "{ x }"],
    ["x: $([$ { a }, $ { b }])", "0.3", "{ x: { a b } }"],
    ["a: x { b } a: y { c }", "0.3", "{ a: { b c } }"],
    ["x: $(a ?? $ { b })", "0.3", "{ x: { b } }"],
    ["... $ { a } b", "0.4", "{ a b }"],
    [
      "id ... kind->match(['a', { __typename: 'A', x }], ['b', { __typename: 'B', y: { z } }], [@, null])",
      "0.4",
      "{ id __typename x y: { z } }",
    ],
    ["id ... kind->match([@, $->first])", "0.4", "?"],
    ["id ... $->first", "0.4", "?"],
  ])("%s (v%s) yields %s", (source, specVersion, expected) => {
    expect(show(compileMapping(source, { specVersion }).output)).toBe(expected);
  });
});
