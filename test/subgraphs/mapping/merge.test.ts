import { describe, expect, it } from "@jest/globals";
import { run, valueOf } from "../../support/run-mapping.ts";

const data = {
  one: { x: { p: 1 }, list: [{ a: 1 }, { a: 2 }], s: "one", n: 1 },
  two: { x: { q: 2 }, list: [{ b: 1 }], s: "two", n: "2" },
  none: null,
  ids: [1],
  meta: { next: "c1" },
};

describe("entries of one selection", () => {
  it.each<[string, unknown]>([
    ["$.meta { next } ids", { next: "c1", ids: [1] }],
    ["$.one { x } $.two { x }", { x: { p: 1, q: 2 } }],
    ["$.one { list } $.two { list }", { list: [{ a: 1, b: 1 }, { a: 2 }] }],
    ["$.two { list } $.one { list }", { list: [{ b: 1, a: 1 }, { a: 2 }] }],
    ["$.one { s } $.two { s }", { s: "two" }],
    ["a: one.x a: two.x", { a: { p: 1, q: 2 } }],
    ["a: one.s a: none", { a: null }],
    ["a: none a: one.s", { a: null }],
    ["a: gone? a: one.s", { a: "one" }],
    ["$.none { a? } ids", null],
    ["ids $.none { a? }", null],
    ["x: { $.none { a? } ids } y: ids", { x: null, y: [1] }],
    ["$.gone? { a } ids", { ids: [1] }],
  ])("%s is %j", (source, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    [
      "$.one { n } $.two { n }",
      { n: "2" },
      "A value of kind string was merged with one of kind number; the string replaces it. @ ",
    ],
    [
      "a: ids a: meta",
      { a: { next: "c1" } },
      "A value of kind object was merged with one of kind array; the object replaces it. @ a",
    ],
    [
      "meta $.ids { x: $ }",
      [{ x: 1 }],
      "A value of kind array was merged with one of kind object; the array replaces it. @ ",
    ],
  ])("%s is %j, since the later kind wins, with a problem", (source, expected, problem) => {
    const result = run(source, data);
    expect(result.value).toEqual(expected);
    expect(result.problems.map(({ message, path }) => `${message} @ ${path}`)).toEqual([problem]);
  });
});

describe("a spread", () => {
  it.each<[string, unknown, string[]]>([
    ["ids ... meta", { ids: [1], next: "c1" }, []],
    ["... one { x } ... two { x }", { x: { p: 1, q: 2 } }, []],
    ["ids ... none", null, []],
    ["... none ids", null, []],
    ["... meta", { next: "c1" }, []],
    ["ids ... gone?", { ids: [1] }, ["Only an object can be spread, but the value is missing."]],
    ["ids ... ids", { ids: [1] }, ["Only an object can be spread, but the value is of kind array."]],
    ["ids ... 'text'", { ids: [1] }, ["Only an object can be spread, but the value is of kind string."]],
    ["... gone?", {}, ["Only an object can be spread, but the value is missing."]],
    ["x: { ... none, ids } y: ids", { x: null, y: [1] }, []],
    ["x: { ids, ... { a: 1, b: { c: 2 } }, b: { d: 3 } }", { x: { ids: [1], a: 1, b: { c: 2, d: 3 } } }, []],
  ])("%s is %j", (source, expected, problems) => {
    const result = run(source, data, { version: "0.4" });
    expect(result.value).toEqual(expected);
    expect(result.problems.map(({ message }) => message)).toEqual(problems);
  });
});
