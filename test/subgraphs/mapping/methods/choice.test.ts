import { describe, expect, it } from "@jest/globals";
import { problemsOf, run, valueOf } from "../../../support/run-mapping.ts";

describe("echo", () => {
  it.each<[string, unknown, unknown]>([
    ["$->echo('x')", {}, "x"],
    ["$->echo(@)", 5, 5],
    ["$->echo(1, 2)", 5, 1],
    ["$->echo(a?)", { a: null }, null],
    ["a->echo([@, b])", { a: 1, b: 2 }, [1, 2]],
    ["x: a->echo({ v: @.w, u: b })", { a: { w: 1 }, b: 2 }, { x: { v: 1, u: 2 } }],
    ["$->echo(@)->echo(@)", null, null],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });
});

describe("match", () => {
  it.each<[string, unknown, unknown]>([
    ["$->match(['a', 1], ['b', 2])", "b", 2],
    ["$->match(['a', 1], [@, 9])", "z", 9],
    ["$->match([1, 'one'])", 1, "one"],
    ["$->match([1, 'one'])", 1n, "one"],
    ["$->match([null, 'none'], [@, 'some'])", null, "none"],
    ["$->match([true, 'yes'], [false, 'no'])", false, "no"],
    ["$->match([[1, 2], 'pair'])", [1, 2], "pair"],
    ["$->match([{ a: 1, b: 2 }, 'object'])", { b: 2, a: 1 }, "object"],
    ["k->match([wanted, 'hit'], [@, 'miss'])", { k: 1, wanted: 1 }, "hit"],
    ["$->match(['a', 1], ['a', 2])", "a", 1],
    ["$->match('a', ['a', 1], ['a'], ['a', 1, 2])", "a", 1],
    ["x: $->match([@, gone?])", {}, {}],
    ["$($.x ?! 0)->match([null, null], [@, $ { id }])", { x: 1, id: 5 }, { id: 5 }],
    ["$(radius ?? 'none')->match(['none', 'Rect'], [@, 'Circle'])", {}, "Rect"],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ["$->match(['a', 1])", "b"],
    ["$->match(['1', 'text'])", 1],
    ["$->match([1, 'x'])", true],
    ["$->match([0, 'x'])", null],
    ["$->match([[1], 'x'])", [1, 2]],
    ["$->match([{ a: 1 }, 'x'])", { a: 1, b: 2 }],
    ["$->match([{ a: 1, c: 1 }, 'x'])", { a: 1, b: 2 }],
    ["$->match", "b"],
    ["$->match()", "b"],
  ])("%s of %j is missing, with a problem", (source, data) => {
    expect(run(source, data).value).toBeNull();
    expect(problemsOf(source, data)).toEqual([
      "Method `->match` found no `[candidate, value]` pair that fits its input. @ ->match",
    ]);
  });

  it("evaluates no value but the chosen one", () => {
    expect(problemsOf("$->match(['b', gone], ['a', 1])", "a")).toEqual([]);
  });
});

describe("as", () => {
  it.each<[string, unknown, unknown]>([
    ["person->as($p)->echo($p.name)", { person: { name: "Ben" } }, "Ben"],
    ["person->as($n, @.name)->echo($n)", { person: { name: "Ben" } }, "Ben"],
    ["a->as($x).b { x: $x.k y: c }", { a: { k: 1, b: { c: 2 } } }, { x: 1, y: 2 }],
    ["a->as($x).b->as($y)->echo([$x.k, $y])", { a: { k: 1, b: 2 } }, [1, 2]],
    [
      "list->map(@->as($x)->echo({ v: $x, twice: $x->add($x) }))",
      { list: [1, 2] },
      [
        { v: 1, twice: 2 },
        { v: 2, twice: 4 },
      ],
    ],
    [
      "list->as($all)->map({ v: @, of: $all->size })",
      { list: [1, 2] },
      [
        { v: 1, of: 2 },
        { v: 2, of: 2 },
      ],
    ],
    ["a->as($x)->as($x, 5)->echo($x)", { a: 1 }, 5],
    ["a->as($x, gone?)->echo($x)", { a: 1 }, null],
    [
      "list->as($l) { n: $ all: $l }",
      { list: [1, 2] },
      [
        { n: 1, all: [1, 2] },
        { n: 2, all: [1, 2] },
      ],
    ],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it("binds nothing outside its path", () => {
    expect(problemsOf("x: a->as($v) y: $v", { a: 1 })).toEqual(["Variable `$v` is not bound here. @ $v"]);
  });

  it.each<[string, string]>([
    ["a->as", "Method `->as` takes a new variable and, at most, an expression to bind it to."],
    ["a->as(5)", "Method `->as` takes a new variable and, at most, an expression to bind it to."],
    ["a->as($)", "Method `->as` takes a new variable and, at most, an expression to bind it to."],
    ["a->as($x.y)", "Method `->as` takes a new variable and, at most, an expression to bind it to."],
    ["a->as($x, 1, 2)", "Method `->as` takes a new variable and, at most, an expression to bind it to."],
    ["a->as($args)", "`$args` has a meaning of its own, so `->as` cannot bind it."],
  ])("%s is missing, with a problem", (source, problem) => {
    const result = run(source, { a: 1 });
    expect(result.value).toBeNull();
    expect(result.problems.map(({ message }) => message)).toEqual([problem]);
  });
});

describe("an unknown method", () => {
  it.each<[string, string]>([
    [
      "$->jsonStringfy",
      "Method `->jsonStringfy` does not exist. Did you mean `jsonStringify` or `toString`? @ ->jsonStringfy",
    ],
    ["$->xyzzy(1)", "Method `->xyzzy` does not exist. @ ->xyzzy"],
    ["$->typeof", "Method `->typeof` does not exist. @ ->typeof"],
    ["$->constructor", "Method `->constructor` does not exist. @ ->constructor"],
    ["$->__proto__", "Method `->__proto__` does not exist. @ ->__proto__"],
  ])("%s is missing, with a problem", (source, problem) => {
    expect(run(source, {}).value).toBeNull();
    expect(problemsOf(source, {})).toEqual([problem]);
  });
});
