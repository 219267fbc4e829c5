import { describe, expect, it } from "@jest/globals";
import { run, valueOf } from "../../../support/run-mapping.ts";

describe("methods of strings", () => {
  it.each<[string, unknown, unknown]>([
    ["$->toString", "a", "a"],
    ["$->toString", 1, "1"],
    ["$->toString", 1.5, "1.5"],
    ["$->toString", true, "true"],
    ["$->toString", null, ""],
    ["$->toString", 9007199254740993n, "9007199254740993"],
    ["$->joinNotNull(',')", ["a", null, "b"], "a,b"],
    ["$->joinNotNull(', ')", [1, true, 2.5, 9007199254740993n], "1, true, 2.5, 9007199254740993"],
    ["$->joinNotNull(',')", [null, null], ""],
    ["$->joinNotNull(',')", [], ""],
    ["$->joinNotNull('')", ["a", "b"], "ab"],
    ["$->joinNotNull(',')", "one", "one"],
    ["$->joinNotNull(',')", 5, "5"],
    ["$->joinNotNull(',')", null, ""],
    ["$.id->joinNotNull(',')", [{ id: 1 }, { id: 2 }], "1,2"],
    ["$->split(',')", "a,b,c", ["a", "b", "c"]],
    ["$->split(',', 2)", "a,b,c", ["a", "b"]],
    ["$->split(',', 0)", "a,b", []],
    ["$->split(',', 9)", "a,b", ["a", "b"]],
    ["$->split(',')", "", [""]],
    ["$->split('')", "a😀", ["a", "😀"]],
    ["$->split('x')", "abc", ["abc"]],
    ["$->split(', ')->map(@->trim)", "a,  b", ["a", "b"]],
    ["$->trim", "  hi\n", "hi"],
    ["$->trim", "\u0085\u00a0\u3000hi\u2028", "hi"],
    ["$->trim", "\ufeffhi", "\ufeffhi"],
    ["$->trim", "   ", ""],
    ["$->trimStart", "  hi  ", "hi  "],
    ["$->trimEnd", "  hi  ", "  hi"],
    ["$->trimEnd", "   ", ""],
  ])("%s of %p is %p", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ["$->toString", [1], "Method `->toString` takes a scalar. Expected a scalar, but the value is of kind array."],
    ["$->toString", {}, "Method `->toString` takes a scalar. Expected a scalar, but the value is of kind object."],
    ["$->toString()", 1, "Method `->toString` takes no arguments, but 0 were given."],
    [
      "$->joinNotNull(',')",
      [[1]],
      "Method `->joinNotNull` joins scalars alone. Expected a scalar, but the value is of kind array.",
    ],
    [
      "$->joinNotNull(',')",
      { a: 1 },
      "Method `->joinNotNull` joins scalars alone. Expected a scalar, but the value is of kind object.",
    ],
    ["$->joinNotNull(1)", ["a"], "The separator of `->joinNotNull` must be a string, but it is of kind number."],
    ["$->joinNotNull", ["a"], "Method `->joinNotNull` takes exactly one argument, but none were given."],
    ["$->split(',')", 5, "Method `->split` takes a string, but the value is of kind number."],
    ["$->split(1)", "a", "The separator of `->split` must be a string, but it is of kind number."],
    ["$->split(a?)", "a", "The separator of `->split` must be a string, but it is missing."],
    ["$->split", "a", "Method `->split` takes one or two arguments, but none were given."],
    ["$->split(',', -1)", "a", "The count of `->split` must be an integer that is not negative."],
    ["$->split(',', '1')", "a", "The count of `->split` must be an integer that is not negative."],
    ["$->trim", 5, "Method `->trim` takes a string, but the value is of kind number."],
    ["$->trim()", "a", "Method `->trim` takes no arguments, but 0 were given."],
  ])("%s of %p is missing, with a problem", (source, data, problem) => {
    const result = run(source, data);
    expect(result.value).toBeNull();
    expect(result.problems.map(({ message }) => message)).toEqual([problem]);
  });
});
