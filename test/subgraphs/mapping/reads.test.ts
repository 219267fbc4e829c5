import { describe, expect, it } from "@jest/globals";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import type { KeyTree, SpecVersion } from "../../../subgraphs/mapping/mapping.ts";
import { parseMapping } from "../../../subgraphs/mapping/parse.ts";
import { findUnknownNames } from "../../../subgraphs/mapping/unknown-names.ts";

/** `{ a { b } c }` as `a { b } c`. */
function show(tree: KeyTree): string {
  return [...tree].map(([key, below]) => (below.size === 0 ? key : `${key} { ${show(below)} }`)).join(" ");
}

function readsOf(source: string, specVersion: SpecVersion = "0.3"): Record<string, string> {
  const { reads } = compileMapping(source, { specVersion });
  return Object.fromEntries([...reads].map(([variable, tree]) => [variable, show(tree)]));
}

describe("the paths a mapping reads from variables", () => {
  it.each<[string, Record<string, string>]>([
    ["id name: title", {}],
    ["$args", { $args: "" }],
    ["$args.id", { $args: "id" }],
    ["x: $args.a.b y: $args.a.c z: $this.id", { $args: "a { b c }", $this: "id" }],
    ["$this { a { b } c }", { $this: "a { b } c" }],
    ["$this.a { x: b.c y: $.d }", { $this: "a { b { c } d }" }],
    ["$batch.id->joinNotNull(',')", { $batch: "id" }],
    ["$batch->map({ id: @.id, t: @.tenant.id })", { $batch: "id tenant { id }" }],
    ["$batch->map(@.id)->joinNotNull(',')", { $batch: "id" }],
    ["$({ ids: $batch.id })", { $batch: "id" }],
    ["$batch->filter(@.ok).id", { $batch: "ok id" }],
    ["$batch->filter(@.ok->eq(true)) { id }", { $batch: "ok id" }],
    ["$batch->first.id", { $batch: "id" }],
    ["$batch->get(0).id", { $batch: "id" }],
    ["$this->get('id')", { $this: "id" }],
    ["$this->as($t)->echo([$t.a, $t.b])", { $this: "a b" }],
    ["$->echo($args.a ?? $args.b)", { $args: "a b" }],
    ["$($args.a ?? $this).x", { $args: "a { x }", $this: "x" }],
    ["x: id->match([$args.a, $this.b], [@, $args.c])", { $args: "a c", $this: "b" }],
    ["$([$this, $args.input]).id", { $this: "id", $args: "input { id }" }],
    ["$this.a->entries.key", { $this: "a" }],
    ["$args.a?.b?", { $args: "a { b }" }],
    ["$request.headers.'x-id'->first", { $request: "headers { x-id }" }],
    ["$nobody.a", {}],
  ])("%s reads %j", (source, expected) => {
    expect(readsOf(source)).toEqual(expected);
  });

  it("are found in spreads and shorthand of v0.4", () => {
    expect(readsOf("a: 1, ... $this { b }, c: { d: $args.e }", "0.4")).toEqual({ $this: "b", $args: "e" });
  });
});

describe("findUnknownNames", () => {
  it("finds methods that do not exist and variables that nothing binds, with their places", () => {
    const source = "a: b->frist(c->typeof) d->as($x, $y) { e: $x f: $z g: $args.a } h: $x";
    const { ast } = parseMapping(source, { specVersion: "0.3" });
    if (!ast) throw new Error("does not parse");
    const { methods, variables } = findUnknownNames(ast);
    const place = ({ name, start, end }: { name: string; start: number; end: number }) => [
      name,
      source.slice(start, end),
      start,
    ];
    expect(methods.map(place)).toEqual([
      ["frist", "->frist(c->typeof)", 4],
      ["typeof", "->typeof", 13],
    ]);
    expect(variables.map(place)).toEqual([
      ["$y", "$y", 33],
      ["$z", "$z", 48],
      ["$x", "$x", 67],
    ]);
  });
});
