import { describe, expect, it } from "@jest/globals";
import { run, valueOf } from "../../../support/run-mapping.ts";

describe("arithmetic", () => {
  it.each<[string, unknown, unknown]>([
    ["$->add(1)", 2, 3],
    ["$->add(1, 2, 3)", 0, 6],
    ["$->add()", 2, 2],
    ["$->add(0.5)", 1, 1.5],
    ["$->sub(1, 2)", 10, 7],
    ["$->mul(2, 3)", 4, 24],
    ["$->mul(-5)", 0, 0],
    ["$->div(2)", 7, 3.5],
    ["$->div(2)", 6, 3],
    ["$->div(2, 2)", 8, 2],
    ["$->mod(3)", 7, 1],
    ["$->mod(3)", -7, -1],
    ["$->mod(2)", -4, 0],
    ["$->mod(0.4)", 1, 1 % 0.4],
    ["$->add(1)", 9007199254740991, 9007199254740992n],
    ["$->add(1)", 9007199254740993n, 9007199254740994n],
    ["$->sub(9007199254740993)", 9007199254740993n, 0],
    ["$->mul(3)", 4611686018427387905n, 13835058055282163715n],
    ["$->mul(4)", 9223372036854775807n, 36893488147419103000],
    ["$->mod(10)", 9007199254740993n, 3],
    ["$->div(2)", 9007199254740994n, 4503599627370497],
    ["$->add(0.5)", 9007199254740994n, 9007199254740994],
    ["a->add(b)", { a: 1, b: 2 }, 3],
    ["$->map(@->mul(@))", [2, 3], [4, 9]],
  ])("%s of %p is %p", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ["$->add(1)", "1", "Method `->add` takes a number, but the value is of kind string."],
    ["$->add(1)", null, "Method `->add` takes a number, but the value is of kind null."],
    ["$->add('1')", 1, "The arguments of `->add` must be numbers, but one is of kind string."],
    ["$->add(a?)", 1, "An argument of `->add` is missing."],
    ["$->add", 1, "Method `->add` needs an argument list, but none were given."],
    ["$->div(0)", 1, "Method `->div` has no finite result."],
    ["$->div(0)", 0, "Method `->div` has no finite result."],
    ["$->mod(0)", 1, "Method `->mod` has no finite result."],
    ["$->mod(0)", 9007199254740993n, "Method `->mod` has no finite result."],
    ["$->mul(10)", 1.7e308, "Method `->mul` has no finite result."],
  ])("%s of %p is missing, with a problem", (source, data, problem) => {
    const result = run(source, data);
    expect(result.value).toBeNull();
    expect(result.problems.map(({ message }) => message)).toEqual([problem]);
  });
});

describe("parseInt", () => {
  it.each<[string, unknown, unknown]>([
    ["$->parseInt", "42", 42],
    ["$->parseInt()", "42", 42],
    ["$->parseInt", "-42", -42],
    ["$->parseInt", "+42", 42],
    ["$->parseInt", "007", 7],
    ["$->parseInt", "0", 0],
    ["$->parseInt", "-0", 0],
    ["$->parseInt", 42, 42],
    ["$->parseInt", 3.99, 3],
    ["$->parseInt", -3.99, -3],
    ["$->parseInt", 9007199254740993n, 9007199254740993n],
    ["$->parseInt", "9007199254740993", 9007199254740993n],
    ["$->parseInt", "9223372036854775807", 9223372036854775807n],
    ["$->parseInt", "-9223372036854775808", -9223372036854775808n],
    ["$->parseInt(16)", "ff", 255],
    ["$->parseInt(16)", "FF", 255],
    ["$->parseInt(2)", "-101", -5],
    ["$->parseInt(36)", "zz", 1295],
    ["$->parseInt(16)", 10, 16],
  ])("%s of %p is %p", (source, data, expected) => {
    expect(valueOf(source, data)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["$->parseInt", ""],
    ["$->parseInt", " 42"],
    ["$->parseInt", "42 "],
    ["$->parseInt", "4.2"],
    ["$->parseInt", "1e3"],
    ["$->parseInt", "0x10"],
    ["$->parseInt", "-"],
    ["$->parseInt", "1_000"],
    ["$->parseInt", "9223372036854775808"],
    ["$->parseInt", "-9223372036854775809"],
    ["$->parseInt", 1e21],
    ["$->parseInt", "9".repeat(100_000)],
    ["$->parseInt(2)", "102"],
    ["$->parseInt(1)", "1"],
    ["$->parseInt(37)", "1"],
    ["$->parseInt('16')", "1"],
    ["$->parseInt(10, 2)", "1"],
    ["$->parseInt", true],
    ["$->parseInt", null],
    ["$->parseInt", ["1"]],
  ])("%s refuses case %#", (source, data) => {
    const result = run(source, data);
    expect([result.value, result.problems.length]).toEqual([null, 1]);
  });
});
