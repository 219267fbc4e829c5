import { describe, expect, it } from "@jest/globals";
import { run, valueOf } from "../../../support/run-mapping.ts";

describe("methods that yield a boolean", () => {
  it.each<[string, unknown, boolean]>([
    ["$->eq(1)", 1, true],
    ["$->eq(1.0)", 1, true],
    ["$->eq('1')", 1, false],
    ["$->eq(null)", null, true],
    ["$->eq([1, { a: 2 }])", [1, { a: 2 }], true],
    ["$->eq({ a: 1, b: 2 })", { b: 2, a: 1 }, true],
    ["$->eq(9007199254740993)", 9007199254740993n, true],
    ["$->eq(9007199254740993)", 9007199254740992, false],
    ["$->eq(5)", 5n, true],
    ["$->ne(1)", 2, true],
    ["$->ne('a')", "a", false],
    ["$->gt(1)", 2, true],
    ["$->gt(2)", 2, false],
    ["$->gte(2)", 2, true],
    ["$->lt(2)", 1.5, true],
    ["$->lte(2)", 2, true],
    ["$->gt(9007199254740992)", 9007199254740993n, true],
    ["$->lt(2)", 1n, true],
    ["$->gt('a')", "b", true],
    ["$->lt('a')", "B", true],
    ["$->lt('ab')", "a", true],
    ["$->gte('')", "", true],
    ["$->lt('😀')", "\uff5e", true],
    ["$->gt('\uff5e')", "😀", true],
    ["$->and(true, true)", true, true],
    ["$->and(true, false)", true, false],
    ["$->and(gone)", false, false],
    ["$->and(false, gone)", true, false],
    ["$->and()", true, true],
    ["$->or(false, true)", false, true],
    ["$->or(false)", false, false],
    ["$->or(gone)", true, true],
    ["$->or()", false, false],
    ["$->not", true, false],
    ["$->not", false, true],
    ["$->in([1, 2])", 2, true],
    ["$->in([1, 2])", 3, false],
    ["$->in(['a'])", "a", true],
    ["$->in([])", null, false],
    ["$->in([5])", 5n, true],
    ["$->contains(2)", [1, 2], true],
    ["$->contains({ a: 1 })", [{ a: 1 }], true],
    ["$->contains('x')", [], false],
    ["$.first->and($.second)", { first: true, second: true }, true],
    ["$.n->gte(200)->and($.n->lt(300))", { n: 204 }, true],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toBe(expected);
  });

  it.each<[string, unknown, unknown, string]>([
    ["$->eq", 1, null, "Method `->eq` takes exactly one argument, but none were given."],
    ["$->eq(1, 2)", 1, null, "Method `->eq` takes exactly one argument, but 2 were given."],
    ["$->eq(a?)", {}, null, "The argument of `->eq` is missing."],
    ["$->ne(a?)", {}, null, "The argument of `->ne` is missing."],
    [
      "$->gt('1')",
      1,
      null,
      "Method `->gt` compares two numbers or two strings, but the value is of kind number and its argument of kind string.",
    ],
    [
      "$->lte(true)",
      false,
      null,
      "Method `->lte` compares two numbers or two strings, but the value is of kind boolean and its argument of kind boolean.",
    ],
    ["$->and(true)", 1, null, "Method `->and` takes a boolean, but the value is of kind number."],
    ["$->and", true, null, "Method `->and` needs an argument list, but none were given."],
    ["$->or(a?)", false, null, "An argument of `->or` is missing."],
    ["$->and(1, true)", true, true, "The arguments of `->and` must be booleans, but one is of kind number."],
    ["$->or('x', true)", false, true, "The arguments of `->or` must be booleans, but one is of kind string."],
    ["$->not", 1, null, "Method `->not` takes a boolean, but the value is of kind number."],
    ["$->not()", true, null, "Method `->not` takes no arguments, but 0 were given."],
    ["$->in(1)", 1, null, "Method `->in` takes one array, but its argument is of kind number."],
    ["$->in(1, 2)", 1, null, "Method `->in` takes exactly one argument, but 2 were given."],
    ["$->contains(1)", "1", null, "Method `->contains` takes an array, but the value is of kind string."],
  ])("%s of %j is %j, with a problem", (source, data, expected, problem) => {
    const result = run(source, data);
    // `$` on a scalar has no `.a`, and `a?` says nothing about it.
    expect(result.value).toEqual(expected);
    expect(result.problems.map(({ message }) => message)).toEqual([problem]);
  });
});
