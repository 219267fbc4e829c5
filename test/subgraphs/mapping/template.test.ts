import { describe, expect, it } from "@jest/globals";
import type { Template, Variables } from "../../../subgraphs/mapping/mapping.ts";
import { parseTemplate, renderScalar } from "../../../subgraphs/mapping/template.ts";

function read(source: string, specVersion: "0.2" | "0.3" | "0.4" = "0.3"): Template {
  const { template, diagnostics } = parseTemplate(source, { specVersion });
  if (!template) throw new Error(JSON.stringify(diagnostics));
  return template;
}

/** What a header would be: texts and values one after the other. */
function fill(source: string, variables: Variables): string {
  return read(source)
    .parts.map((part) =>
      part.kind === "text" ? part.text : (renderScalar(part.mapping.apply(null, { variables }).value).text ?? ""),
    )
    .join("");
}

describe("parseTemplate", () => {
  it.each<[string, Variables, string]>([
    ["", {}, ""],
    ["/users", {}, "/users"],
    ["/users/{$args.id}", { $args: { id: 5 } }, "/users/5"],
    ["{$args.a}{$args.b}", { $args: { a: "x", b: "y" } }, "xy"],
    ["{ $args.id }", { $args: { id: true } }, "true"],
    ["a{$args.id}b", { $args: { id: null } }, "ab"],
    ["a{$args.id}b", { $args: {} }, "ab"],
    ["{$args.ids->joinNotNull(',')}", { $args: { ids: [1, 2] } }, "1,2"],
    ["{$args.list->map({ id: @ })->size}", { $args: { list: [1, 2] } }, "2"],
    ["{$({ a: { b: $args.id } }).a.b}", { $args: { id: 7 } }, "7"],
    ["{$args.a->echo('}')}", { $args: { a: 1 } }, "}"],
    ['{$args.a->echo("{\\"")}', { $args: { a: 1 } }, '{"'],
    ["{$args.id # the key }\n}", { $args: { id: 1 } }, "1"],
    ["/a\n\t/b\r\n\f/c d", {}, "/a/b/c d"],
    ["Bearer {$context.token}", { $context: { token: "t" } }, "Bearer t"],
    ["{$args.big}", { $args: { big: 9007199254740993n } }, "9007199254740993"],
    ["a}b", {}, "a}b"],
  ])("reads %j", (source, variables, expected) => {
    expect(fill(source, variables)).toBe(expected);
  });

  it("gives parts, the offset of each expression, and the paths read by all of them", () => {
    const template = read("/a/{$args.id}?x={$args.filter.x}&y={$this.y}");
    expect(
      template.parts.map((part) => (part.kind === "text" ? part.text : [part.start, part.mapping.source])),
    ).toEqual(["/a/", [4, "$args.id"], "?x=", [17, "$args.filter.x"], "&y=", [36, "$this.y"]]);
    expect(template.reads).toEqual(
      new Map([
        [
          "$args",
          new Map([
            ["id", new Map()],
            ["filter", new Map([["x", new Map()]])],
          ]),
        ],
        ["$this", new Map([["y", new Map()]])],
      ]),
    );
  });

  it.each<[string, [string, string][]]>([
    ["/a/{$args.id", [["`{` opens an expression that no `}` closes.", "{"]]],
    ["/a/{}", [["The braces of a template need an expression, but these are empty.", "{}"]]],
    ["/a/{  }", [["The braces of a template need an expression, but these are empty.", "{  }"]]],
    ["/a/{$args.}", [["Expected a key after `.`, but found the end of the mapping.", ""]]],
    [
      "{a b)}/{$args.x ?? 1}",
      [
        ["Expected a field, a path or the end of the mapping, but found `)`.", ")"],
        ["The operator `??` needs to stand inside `$( … )` before connect v0.4.", "??"],
      ],
    ],
  ])("refuses %j and points into the template", (source, expected) => {
    const { template, diagnostics } = parseTemplate(source, { specVersion: "0.3" });
    expect(template).toBeUndefined();
    expect(diagnostics.map(({ message, start, end }) => [message, source.slice(start, end)])).toEqual(expected);
  });

  it("reads expressions by the grammar of its version", () => {
    expect(parseTemplate("{$args.a ?? 'b'}", { specVersion: "0.4" }).diagnostics).toEqual([]);
    expect(parseTemplate("{$args.a?}", { specVersion: "0.2" }).diagnostics).toHaveLength(1);
  });
});

describe("renderScalar", () => {
  it.each<[unknown, ReturnType<typeof renderScalar>]>([
    ["a", { text: "a" }],
    ["", { text: "" }],
    [1.5, { text: "1.5" }],
    [-0, { text: "0" }],
    [9007199254740993n, { text: "9007199254740993" }],
    [false, { text: "false" }],
    [null, { missing: true }],
    [undefined, { missing: true }],
    [[1], { error: "Expected a scalar, but the value is of kind array." }],
    [{}, { error: "Expected a scalar, but the value is of kind object." }],
  ])("of %p is %p", (value, expected) => {
    expect(renderScalar(value)).toEqual(expected);
  });
});
