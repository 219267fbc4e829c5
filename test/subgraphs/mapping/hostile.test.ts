import { describe, expect, it } from "@jest/globals";
import { compileMapping } from "../../../subgraphs/mapping/compile.ts";
import { parseMapping } from "../../../subgraphs/mapping/parse.ts";
import { parseTemplate } from "../../../subgraphs/mapping/template.ts";
import { run } from "../../support/run-mapping.ts";

const versions = ["0.2", "0.3", "0.4"] as const;
const many = 30_000;
const tooDeep = "The mapping is nested more than 200 levels deep.";

describe("hostile source", () => {
  it.each<[string, string]>([
    ["braces", "a { ".repeat(many)],
    ["groups", "a: { ".repeat(many)],
    ["parentheses", `x: ${"$(".repeat(many)}`],
    ["arrays", `x: $(${"[".repeat(many)}`],
    ["objects", `x: $(${"{ a: ".repeat(many)}`],
    ["arguments", `x: a${"->echo(a".repeat(many)}`],
  ])("of nested %s is refused at the depth limit", (_, source) => {
    for (const specVersion of versions) {
      const { ast, diagnostics } = parseMapping(source, { specVersion });
      expect(ast).toBeUndefined();
      expect(diagnostics.map(({ message }) => message)).toContain(tooDeep);
    }
  });

  it.each<[string, string]>([
    ["a long path", `x: a${".b".repeat(many)}`],
    ["many methods", `x: a${"->first".repeat(many)}`],
    ["many operators", `x: $(a${" ?? a".repeat(many)})`],
    ["many entries", "a ".repeat(many)],
    ["many bindings", `x: a${"->as($v)".repeat(1000)}`],
  ])("with %s compiles, runs and does not nest", (_, source) => {
    const mapping = compileMapping(source, { specVersion: "0.3" });
    expect(mapping.apply({}).value).toEqual({});
    expect(mapping.reads.size).toBe(0);
    expect(mapping.output.kind).toBe("object");
  });

  it("with more bindings than anybody writes is refused, since each copies those before it", () => {
    const bindings = Array.from({ length: many }, (_, index) => `->as($v${index})`).join("");
    expect(parseMapping(`x: a${bindings}`, { specVersion: "0.3" }).diagnostics.map(({ message }) => message)).toEqual([
      "The mapping binds more than 1000 variables.",
    ]);
  });

  it("with a problem at every step of a long path keeps the first thousand, and the end of each path", () => {
    const { problems } = run(`x: a${"->first".repeat(many)}`, { a: { b: 1 } });
    expect(problems).toHaveLength(1000);
    expect(problems[0]?.path).toBe("a->first");
    expect(problems[999]?.path).toBe(`…${"->first".repeat(64)}`);
  });

  it("just within the depth limit compiles once a level and runs", () => {
    const depth = 150;
    const mapping = compileMapping("a { ".repeat(depth) + "b" + " }".repeat(depth), { specVersion: "0.3" });
    const data: unknown = JSON.parse('{"a":'.repeat(depth) + '{"b":1}' + "}".repeat(depth));
    expect(mapping.apply(data)).toEqual({ value: data, problems: [] });
  });

  it.each<[string, string]>([
    ["an open string", `x: '${"\\'".repeat(many)}`],
    ["question marks", `x: a${"?".repeat(many)}`],
    ["dots", ".".repeat(many)],
    ["minus signs", `x: $(${"-".repeat(many)}`],
    ["open comments", "#".repeat(many)],
    ["zeros", `x: $(${"0".repeat(many)}1)`],
    ["a digit flood", `x: $(${"9".repeat(10_000)})`],
  ])("of %s takes linear time", (_, source) => {
    const before = performance.now();
    for (const specVersion of versions) parseMapping(source, { specVersion });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it("as a template is read in one pass", () => {
    expect(parseTemplate("{".repeat(many), { specVersion: "0.3" }).diagnostics).toHaveLength(1);
    expect(parseTemplate("{a}".repeat(1000), { specVersion: "0.3" }).template?.parts).toHaveLength(1000);
  });
});

describe("hostile data", () => {
  const deepArray: unknown = JSON.parse("[".repeat(many) + "]".repeat(many));
  const deepObject: unknown = JSON.parse('{"a":'.repeat(many) + "1" + "}".repeat(many));

  it.each<[string, unknown]>([
    ["$.a", deepArray],
    ["a", deepArray],
    ["x: $->keysToCamelCaseDeep", deepObject],
    ["$->keysToCamelCaseDeep", deepArray],
    ["$->jsonStringify", deepArray],
    ["$->jsonStringify", deepObject],
    ["$->as($x)->jsonParse", "[".repeat(many)],
  ])("is walked by %s without overflowing the stack", (source, data) => {
    expect(run(source, data).problems.length).toBeGreaterThan(0);
  });

  it("is compared and merged without overflowing the stack", () => {
    const copy: unknown = JSON.parse('{"a":'.repeat(many) + "2" + "}".repeat(many));
    expect(run("x->eq(y)", { x: deepObject, y: copy }).value).toBe(false);
    expect(run("...x ...y", { x: deepObject, y: copy }, { version: "0.4" }).problems[0]?.message).toBe(
      "The values to merge are nested too deeply.",
    );
  });

  it("counts nested arrays over all levels of one evaluation", () => {
    const data = { a: inArrays({ b: inArrays({ c: 1 }) }) };
    expect(run("a { b { c } }", data).problems.map(({ message }) => message)).toContain(
      "The data is nested too deeply.",
    );
  });

  it.each<[string, "0.3" | "0.4"]>([
    ["__proto__: a", "0.3"],
    ["a: x __proto__: a", "0.3"],
    ["x: $({ __proto__: a })", "0.3"],
    ["__proto__: a __proto__: a", "0.3"],
    ["$.wrapped { __proto__ }", "0.3"],
    ["$->keysToCamelCase", "0.3"],
    ["x: $.wrapped->keysToCamelCaseDeep", "0.3"],
    ["... wrapped", "0.4"],
    ["... wrapped { __proto__ } ... wrapped", "0.4"],
    ["text->jsonParse { __proto__ b }", "0.3"],
  ])("with the key __proto__ sets no prototype in %s", (source, version) => {
    const wrapped: unknown = JSON.parse('{"__proto__":{"admin":true},"b":1}');
    const { value } = run(
      source,
      { a: { admin: true }, x: 1, wrapped, text: '{"__proto__":{"admin":true},"b":1}' },
      { version },
    );
    const check = (item: unknown): void => {
      if (typeof item !== "object" || item === null) return;
      expect(Object.getPrototypeOf(item)).toBe(Array.isArray(item) ? Array.prototype : Object.prototype);
      Object.values(item).forEach(check);
    };
    check(value);
    expect((value as { admin?: unknown }).admin).toBeUndefined();
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it("with __proto__ as an own key is read like any other", () => {
    const wrapped: unknown = JSON.parse('{"__proto__":{"admin":true}}');
    expect(run("x: $.__proto__.admin", wrapped).value).toEqual({ x: true });
    expect(run("x: $.__proto__?", {}).value).toEqual({});
    expect(Object.keys(run("__proto__", wrapped).value as object)).toEqual(["__proto__"]);
  });
});

/** The value within 200 arrays. */
function inArrays(inner: unknown): unknown {
  return JSON.parse("[".repeat(200) + JSON.stringify(inner) + "]".repeat(200));
}
