import { describe, expect, it } from "@jest/globals";
import { problemsOf, run, valueOf } from "../../../support/run-mapping.ts";

describe("methods of arrays", () => {
  it.each<[string, unknown, unknown]>([
    // map
    ["$->map(@.a)", [{ a: 1 }, { a: 2 }], [1, 2]],
    ["$->map({ id: @ })", [1, 2], [{ id: 1 }, { id: 2 }]],
    ["$->map(@->add(1))", 5, [6]],
    ["$->map(@.a?)", [{ a: 1 }, {}], [1, null]],
    ["$->map(@)", null, [null]],
    ["$->map(@)", [], []],
    ["$.list->map($.factor)", { list: [1, 2], factor: 3 }, [3, 3]],
    ["list->map(factor)", { list: [1, 2], factor: 3 }, [3, 3]],
    ["$->map(@->map(@->add(1)))", [[1], [2]], [[2], [3]]],
    // filter, find
    ["$->filter(@->gt(1))", [1, 2, 3], [2, 3]],
    ["$->filter(@.ok)", [{ ok: true }, { ok: false }], [{ ok: true }]],
    ["$->filter(@->gt(1))", 5, [5]],
    ["$->filter(@->gt(9))", 5, []],
    [
      "$->filter(@->as($x)->echo($x.a)->and($x.b->gt(3)))",
      [
        { a: true, b: 4 },
        { a: true, b: 1 },
      ],
      [{ a: true, b: 4 }],
    ],
    ["$->find(@->gt(1))", [1, 2, 3], 2],
    ["$->find(@->gt(9))", [1, 2, 3], null],
    ["$->find(@->gt(1))", 5, 5],
    ["$->find(@->gt(9))", 5, null],
    ["$->find(@.a->eq(1))", [{ a: 1 }, {}], { a: 1 }],
    // first, last
    ["$->first", [1, 2], 1],
    ["$->last", [1, 2], 2],
    ["$->first", [], null],
    ["$->last", [], null],
    ["$->first", "héllo", "h"],
    ["$->last", "a😀", "😀"],
    ["$->first", "", null],
    ["$->first", [null], null],
    ["$->first { a }", [{ a: 1, b: 2 }], { a: 1 }],
    // slice
    ["$->slice(1, 3)", [0, 1, 2, 3], [1, 2]],
    ["$->slice(1)", [0, 1, 2], [1, 2]],
    ["$->slice", [0, 1], [0, 1]],
    ["$->slice()", "abc", "abc"],
    ["$->slice(0, 99)", [0], [0]],
    ["$->slice(-2, 1)", [0, 1], [0]],
    ["$->slice(0, -1)", [0, 1], []],
    ["$->slice(3, 1)", [0, 1, 2, 3], []],
    ["$->slice(9)", [0], []],
    ["$->slice(1, 3)", "abcdef", "bc"],
    ["$->slice(2, 1)", "abc", ""],
    ["$->slice(1, 2)", "a😀b", "😀"],
    ["list->slice(from?, to)", { list: [1, 2, 3], to: 2 }, [1, 2]],
    // size
    ["$->size", [1, 2], 2],
    ["$->size", [], 0],
    ["$->size", "abc", 3],
    ["$->size", "a😀", 2],
    ["$->size", "", 0],
    ["$->size", { a: 1, b: 2 }, 2],
    // get
    ["$->get(0)", ["a", "b"], "a"],
    ["$->get(-1)", ["a", "b"], "b"],
    ["$->get(0)", [null], null],
    ["$->get(1)", "a😀b", "😀"],
    ["$->get(-1)", "ab", "b"],
    ["$->get('k')", { k: 1 }, 1],
    ["$->get('k')", { k: null }, null],
    ["o->get(name)", { o: { k: 1 }, name: "k" }, 1],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown, unknown, string]>([
    ["$->map", [1], null, "Method `->map` takes exactly one argument, but none were given."],
    ["$->map()", [1], null, "Method `->map` takes exactly one argument, but 0 were given."],
    ["$->map(1, 2)", [1], null, "Method `->map` takes exactly one argument, but 2 were given."],
    ["$->filter(@.a)", [{ a: 1 }], null, "The condition of `->filter` must be a boolean, but it is of kind number."],
    ["$->filter(@.a?)", [{ a: true }, {}], null, "The condition of `->filter` must be a boolean, but it is missing."],
    ["$->find(@)", ["x"], null, "The condition of `->find` must be a boolean, but it is of kind string."],
    ["$->first", { a: 1 }, { a: 1 }, "Method `->first` takes an array or a string, but the value is of kind object."],
    ["$->last", 5, 5, "Method `->last` takes an array or a string, but the value is of kind number."],
    ["$->first", null, null, "Method `->first` takes an array or a string, but the value is of kind null."],
    ["$->first()", [1], null, "Method `->first` takes no arguments, but 0 were given."],
    ["$->slice(0)", 5, null, "Method `->slice` takes an array or a string, but the value is of kind number."],
    ["$->slice('a')", [1], null, "The bounds of `->slice` must be integers, but one is of kind string."],
    ["$->slice(0.5)", [1], null, "The bounds of `->slice` must be integers, but one is of kind number."],
    ["$->slice(0, 1, 2)", [1], null, "Method `->slice` takes at most two arguments, but 3 were given."],
    ["$->size", 5, null, "Method `->size` takes an array, an object or a string, but the value is of kind number."],
    ["$->size", null, null, "Method `->size` takes an array, an object or a string, but the value is of kind null."],
    ["$->size()", [], null, "Method `->size` takes no arguments, but 0 were given."],
    ["$->get(2)", [1, 2], null, "Index 2 is out of range: the length is 2."],
    ["$->get(-3)", [1, 2], null, "Index -3 is out of range: the length is 2."],
    ["$->get(5)", "ab", null, "Index 5 is out of range: the length is 2."],
    ["$->get('x')", { k: 1 }, null, "Property `.x` not found in object."],
    ["$->get('constructor')", {}, null, "Property `.constructor` not found in object."],
    ["$->get(0)", { k: 1 }, null, "Method `->get` takes a string for an object, but its argument is of kind number."],
    ["$->get('x')", [1], null, "Method `->get` takes an integer for an array, but its argument is of kind string."],
    ["$->get(0.5)", [1], null, "Method `->get` takes an integer for an array, but its argument is of kind number."],
    ["$->get(0)", 5, null, "Method `->get` takes an array, a string or an object, but the value is of kind number."],
    ["$->get", [1], null, "Method `->get` takes exactly one argument, but none were given."],
  ])("%s of %j is %j, with a problem", (source, data, expected, problem) => {
    const result = run(source, data);
    expect(result.value).toEqual(expected);
    expect(result.problems.map(({ message }) => message)).toEqual([problem]);
  });

  it("are not run on missing", () => {
    expect(problemsOf("x: a->first->size", {})).toEqual(["Property `.a` not found in object. @ a"]);
  });
});
