import { describe, expect, it } from "@jest/globals";
import type { Variables } from "../../../subgraphs/mapping/mapping.ts";
import { problemsOf, run, valueOf } from "../../support/run-mapping.ts";

describe("a key step", () => {
  it.each<[string, unknown, unknown]>([
    ["a", { a: 0 }, { a: 0 }],
    ["a", { a: false }, { a: false }],
    ["a", { a: "" }, { a: "" }],
    ["a", { a: null }, { a: null }],
    ["$.a.b", { a: [{ b: 1 }, { b: 2 }] }, [1, 2]],
    ["$.a.b", { a: [[{ b: 1 }], [{ b: 2 }, { b: 3 }]] }, [[1], [2, 3]]],
    ["$.a.b.c", { a: [{ b: { c: 1 } }] }, [1]],
    ["$.a.b->size", { a: [{ b: 1 }, { b: 2 }] }, 2],
    ["$.a.b?", { a: [{ b: 1 }, {}, { b: null }] }, [1, null, null]],
    ["$.constructor?", {}, null],
    ["$.toString?", {}, null],
    ["$.toString", { toString: 5 }, 5],
    ["$.length?", { a: 1 }, null],
    ["x: length?", "text", "text"],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown, unknown, string[]]>([
    ["$.a", {}, null, ["Property `.a` not found in object. @ a"]],
    ["$.a.b", { a: 5 }, null, ["Property `.b` not found in number. @ a.b"]],
    ["$.a.b", { a: null }, null, ["Property `.b` not found in null. @ a.b"]],
    ["$.a.b", { a: "s" }, null, ["Property `.b` not found in string. @ a.b"]],
    ["$.a.b", { a: true }, null, ["Property `.b` not found in boolean. @ a.b"]],
    ["$.a.b", { a: 9007199254740993n }, null, ["Property `.b` not found in number. @ a.b"]],
    [
      "$.a.b",
      { a: [{ b: 1 }, {}, 5] },
      [1, null, null],
      ["Property `.b` not found in object. @ a.b", "Property `.b` not found in number. @ a.b"],
    ],
    ["$.a.b.c", {}, null, ["Property `.a` not found in object. @ a"]],
    ["x: constructor", {}, {}, ["Property `.constructor` not found in object. @ constructor"]],
    ["x: a.b y: c", { c: 1 }, { y: 1 }, ["Property `.a` not found in object. @ a"]],
    ["a { b { c } }", { a: { b: {} } }, { a: { b: {} } }, ["Property `.c` not found in object. @ a.b.c"]],
    ["a { x: $.y }", { a: [{}, { y: 1 }] }, { a: [{}, { x: 1 }] }, ["Property `.y` not found in object. @ a.y"]],
    ["a { x: @.y }", { a: {} }, { a: {} }, ["Property `.y` not found in object. @ a.y"]],
    [
      "user.friends->first.name",
      { user: { friends: [{}] } },
      null,
      ["Property `.name` not found in object. @ user.friends->first.name"],
    ],
    ["a->map(@.b)", { a: [{}, { b: 1 }] }, [null, 1], ["Property `.b` not found in object. @ a->map.b"]],
    ["a->map(c)", { a: [1], b: 1 }, [null], ["Property `.c` not found in object. @ c"]],
    ["a->as($x)->echo($x.b)", { a: {} }, null, ["Property `.b` not found in object. @ a.b"]],
    ['$."a b"', {}, null, ["Property `.a b` not found in object. @ a b"]],
  ])("%s of %j is %j, with a problem at its path", (source, data, expected, problems) => {
    const result = run(source, data);
    expect(result.value).toEqual(expected);
    expect(result.problems.map(({ message, path }) => `${message} @ ${path}`)).toEqual(problems);
  });
});

describe("an optional step", () => {
  it.each<[string, unknown, unknown, number]>([
    ["x: a?", {}, {}, 0],
    ["x: a?", { a: null }, {}, 0],
    ["x: a?.b", { a: null }, {}, 0],
    ["x: a?.b", { a: {} }, {}, 1],
    ["x: a?.b?", { a: {} }, {}, 0],
    ["x: a.b?", {}, {}, 1],
    ["x: a?->jsonStringify", { a: null }, {}, 0],
    ["x: a->jsonStringify", { a: null }, { x: "null" }, 0],
    ["x: a->jsonStringify", {}, {}, 1],
    ["x: a->first?", { a: [null] }, {}, 0],
    ["x: a->first?.b", { a: [null] }, {}, 0],
    ["x: a? { b }", { a: null }, {}, 0],
    ["a? { b }", {}, {}, 0],
    ["x: $args?.id", {}, {}, 1],
    ["x: $?", null, null, 0],
  ])("%s of %j is %j with %i problems", (source, data, expected, problems) => {
    const result = run(source, data);
    expect([result.value, result.problems.length]).toEqual([expected, problems]);
  });
});

describe("a sub-selection", () => {
  it.each<[string, unknown, unknown]>([
    ["a { b }", { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 2 }] }],
    ["a { b }", { a: [[{ b: 1 }], []] }, { a: [[{ b: 1 }], []] }],
    ["a { b }", { a: [] }, { a: [] }],
    ["a { x: $ }", { a: [1, "s", null] }, { a: [{ x: 1 }, { x: "s" }, { x: null }] }],
    ["a { x: $.b y: b }", { a: { b: 1 } }, { a: { x: 1, y: 1 } }],
    ["a { x: $('k') }", { a: 5 }, { a: { x: "k" } }],
    ["a { b? }", { a: "text" }, { a: "text" }],
    ["a { b? }", { a: [1, null, {}] }, { a: [1, null, {}] }],
    ["a { }", { a: { b: 1 } }, { a: {} }],
    ["a { }", { a: 5 }, { a: 5 }],
    ["a { $->size }", { a: ["ab", "c"] }, { a: [2, 1] }],
    ["a { $.b? }", { a: [{ b: 1 }, {}] }, { a: [1, null] }],
    ["x: { y: a z: { w: a } }", { a: 1 }, { x: { y: 1, z: { w: 1 } } }],
    ["a { x: { y: b } }", { a: { b: 1 } }, { a: { x: { y: 1 } } }],
    ["a { x: { y: b? } }", { a: 5 }, { a: { x: 5 } }],
    ["author.articles { name: author?.name? }", { author: { articles: [{}, {}] } }, [{}, {}]],
    [
      "author->as($a).articles { name: $a.name }",
      { author: { name: "Ben", articles: [{}, {}] } },
      [{ name: "Ben" }, { name: "Ben" }],
    ],
    [
      "posts: items { id user: { id: userId } }",
      { items: [{ id: 1, userId: 2 }] },
      { posts: [{ id: 1, user: { id: 2 } }] },
    ],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it("yields the primitive it is applied to where no entry gave anything, and reports what was not found", () => {
    expect(run("x { a }", { x: "text" }).value).toEqual({ x: "text" });
    expect(problemsOf("x { a }", { x: "text" })).toEqual(["Property `.a` not found in string. @ x.a"]);
    expect(run("x { a }", { x: null }).value).toEqual({ x: null });
    expect(problemsOf("x { a }", { x: null })).toEqual(["Property `.a` not found in null. @ x.a"]);
  });
});

describe("at the top", () => {
  it.each<[string, unknown, unknown]>([
    ["id", [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
    ["x: $", [1, 2], [{ x: 1 }, { x: 2 }]],
    ["id", [[{ id: 1 }]], [[{ id: 1 }]]],
    ["id?", "text", "text"],
    ["$->first", [1, 2], 1],
    ["$->size", [1, 2], 2],
    ["$.id", [{ id: 1 }], [1]],
    ["$ { id }", [{ id: 1 }], [{ id: 1 }]],
    ["$->map({ x: @ })", [1], [{ x: 1 }]],
    ["", 5, 5],
    ["", {}, {}],
    ["$", undefined, null],
    ["id", undefined, null],
  ])("%s of %j is %j", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it("maps over an array body in v0.4 with and without braces around everything", () => {
    for (const source of ["id", "{ id }", "id,"]) {
      expect(valueOf(source, [{ id: 1 }, { id: 2 }], { version: "0.4" })).toEqual([{ id: 1 }, { id: 2 }]);
    }
  });
});

describe("missing and null", () => {
  it.each<[string, unknown]>([
    ["$({ a: gone?, b: none })", { b: null }],
    ["$([gone?, none, 1])", [null, null, 1]],
    ["$(gone? ?? 1)", 1],
    ["$(none ?? 1)", 1],
    ["$(none ?! 1)", null],
    ["$(gone? ?! 1)", 1],
    ["$(none ?? none)", null],
    ["$(gone? ?? none)", null],
    ["x: $(none ?? gone?)", {}],
    ["x: $(gone? ?! gone?)", {}],
    ["$(zero ?? 1)", 0],
    ["$(no ?? 1)", false],
    ["$(empty ?? 'x')", ""],
    ["$(gone ?? none ?? 'x')", "x"],
    ["x: gone? y: none", { y: null }],
  ])("%s is %j", (source, expected) => {
    expect(valueOf(source, { none: null, zero: 0, no: false, empty: "" })).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["$(a ?? b ?? 1)", []],
    ["$(a ?? b)", ["Property `.a` not found in object. @ a", "Property `.b` not found in object. @ b"]],
    ["$(a ?? none)", []],
    ["$(a ?! none)", []],
    ["$(none ?! a)", []],
    ["x: c y: $(a ?? 1)", ["Property `.c` not found in object. @ c"]],
    ["$(a ?? [b])", ["Property `.b` not found in object. @ b"]],
  ])("%s keeps only the problems of the operand that counts", (source, expected) => {
    expect(problemsOf(source, { none: null })).toEqual(expected);
  });
});

describe("variables", () => {
  const variables: Variables = {
    $args: { id: 5, filter: { tags: ["a"] } },
    $this: { id: 1 },
    $config: {},
    $status: 404,
    $request: { headers: { "x-tenant": ["eu"] } },
    $context: Object.assign(Object.create(null), { user: "u1" }) as unknown,
  };

  it.each<[string, unknown]>([
    ["$args.id", 5],
    ["$args { id }", { id: 5 }],
    ["$args.filter.tags", ["a"]],
    ["x: $this.id", { x: 1 }],
    ["$status", 404],
    ["$status->eq(404)", true],
    ['$request.headers."x-tenant"->first', "eu"],
    ["$context.user", "u1"],
    ["$config", {}],
    ["$args.filter->map({ t: @.tags, i: $args.id })", [{ t: ["a"], i: 5 }]],
  ])("%s is %j", (source, expected) => {
    expect(valueOf(source, {}, { variables })).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["$env.HOME", ["Variable `$env` is not bound here. @ $env"]],
    ["x: $nobody.a", ["Variable `$nobody` is not bound here. @ $nobody"]],
    ["$config.key", ["Property `.key` not found in object. @ $config.key"]],
    ["$args { a }", ["Property `.a` not found in object. @ $args.a"]],
    ["x: $local->as($local)", ["Variable `$local` is not bound here. @ $local"]],
  ])("%s is missing, with a problem", (source, expected) => {
    expect(problemsOf(source, {}, { variables })).toEqual(expected);
  });
});
