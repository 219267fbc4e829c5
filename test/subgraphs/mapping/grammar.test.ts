import { describe, expect, it } from "@jest/globals";
import type { SpecVersion } from "../../../subgraphs/mapping/mapping.ts";
import { parseMapping } from "../../../subgraphs/mapping/parse.ts";
import { diagnosticsOf, valueOf } from "../../support/run-mapping.ts";

const versions: SpecVersion[] = ["0.2", "0.3", "0.4"];
const body = {
  id: 1,
  name: "Ada",
  none: null,
  author: { name: "Ben", "full name": "Ben N", links: [{ href: "/a" }, { href: "/b" }] },
  "odd-key": "odd",
  Book: "a book",
  true: "yes",
  ids: [7, 8],
};

describe.each(versions)("every version, here v%s,", (version) => {
  it.each<[string, unknown]>([
    ["", {}],
    ["id", { id: 1 }],
    ["id name", { id: 1, name: "Ada" }],
    ["id # a comment\nname", { id: 1, name: "Ada" }],
    ["\tid\r\n", { id: 1 }],
    ["title: name", { title: "Ada" }],
    ["title : name", { title: "Ada" }],
    ['"odd-key"  id', { "odd-key": "odd", id: 1 }],
    ['plain: $."odd-key"', { plain: "odd" }],
    ["author { name }", { author: { name: "Ben" } }],
    ['author { "full name" name }', { author: { "full name": "Ben N", name: "Ben" } }],
    ["writer: author { n: name }", { writer: { n: "Ben" } }],
    ["hrefs: author.links.href", { hrefs: ["/a", "/b"] }],
    ["author { links { href } }", { author: { links: [{ href: "/a" }, { href: "/b" }] } }],
    ["$.author { name } id", { name: "Ben", id: 1 }],
    ["id $.author { writer: name }", { id: 1, writer: "Ben" }],
    ["author.links { href }", [{ href: "/a" }, { href: "/b" }]],
    ["$.id", 1],
    ["$", body],
    ["@.id", 1],
    ["author.name", "Ben"],
    ['author."full name"', "Ben N"],
    ["ids->first", 7],
    ["who: { id name }", { who: { id: 1, name: "Ada" } }],
    ["who: { deep: { id } }", { who: { deep: { id: 1 } } }],
    ["ids { id: $ }", { ids: [{ id: 7 }, { id: 8 }] }],
    ['$("text")', "text"],
    ["$('it\\'s')", "it's"],
    ['$("a\\nb\\tc")', "a\nbtc"],
    ["$(12)", 12],
    ["$(-  3)", -3],
    ["$(007)", 7],
    ["$(1.)", 1],
    ["$(.5)", 0.5],
    ["$(-0.25)", -0.25],
    ["$(9007199254740993)", 9007199254740993n],
    ["$(true)", true],
    ["$(null)", null],
    ["$([1, 'a', $.id,])", [1, "a", 1]],
    ["$([])", []],
    ["$({})", {}],
    ['$({ a: 1, "b c": $.name, })', { a: 1, "b c": "Ada" }],
    ["$( $.author ).name", "Ben"],
    ["$ ($.id)", 1],
    ["$([1,2])->last", 2],
    ["ids->map('x'->echo(@))", ["x", "x"]],
    ["ids->map([@, @]->first)", [7, 8]],
    ["ids -> map ( @ )", [7, 8]],
    ["ids->slice(0, 1,)", [7]],
    ["x: $ id", { x: body, id: 1 }],
  ])("reads %j", (source, expected) => {
    expect(valueOf(source, body, { version })).toEqual(expected);
  });

  it.each<[string, string]>([
    ["a b: ", "Expected a path or a literal, but found the end of the mapping. <>"],
    ["a {", "Expected `}` to close the selection, but found the end of the mapping. <>"],
    ["a }", "Expected a field, a path or the end of the mapping, but found `}`. <}>"],
    ["a.", "Expected a key after `.`, but found the end of the mapping. <>"],
    ["a..b", "Expected a key after `.`, but found `.`. <.>"],
    ["x: a->", "Expected the name of a method after `->`, but found the end of the mapping. <>"],
    ["x: a->first(", "Expected a path or a literal, but found the end of the mapping. <>"],
    ["x: a->echo(1 2)", "Expected `)` to close the arguments of `->echo`, but found `2`. <2>"],
    ["x: $(1", "Expected `)` to close `$(`, but found the end of the mapping. <>"],
    ["x: $([1", "Expected `]` to close the array, but found the end of the mapping. <>"],
    ["x: $(-a)", "Expected a number after `-`, but found `a`. <a>"],
    ["x: a[0]", "Indexing with `[…]` does not exist in mappings. <[>"],
    ["x: a.0", "`.0` is not a key. <.0>"],
    ["x: a + b", "Expected a field, a path or the end of the mapping, but found the character `+`. <+>"],
    ["x: a->echo('b", "Expected a path or a literal, but found a string without its closing quote. <'b>"],
    [
      "$.a $.b",
      "This path has no key of its own, so it can stand only alone; here other entries stand beside it. <$.a>",
    ],
    ["a 😀", "Expected a field, a path or the end of the mapping, but found the character `😀`. <😀>"],
  ])("refuses %j", (source, expected) => {
    expect(diagnosticsOf(source, version)[0]).toBe(expected);
  });
});

describe("v0.2", () => {
  it.each<[string, string]>([
    ["x: name?", "Optional chaining with `?` needs connect v0.3; this mapping is v0.2. <?>"],
    ["x: $(a.b ?? 'c')", "The operator `??` needs connect v0.3; this mapping is v0.2. <??>"],
    ["x: $(a.b ?! 'c')", "The operator `?!` needs connect v0.3; this mapping is v0.2. <?!>"],
    ["x: a ?? b", "The operator `??` needs connect v0.3, inside `$( … )`. <??>"],
    ["x: ids->map(name)", "A single key is not a path in connect v0.2. <name>"],
    ["x: $(name)", "A single key is not a path in connect v0.2. <name>"],
    [
      "author { $.name }",
      "A path without an alias must end in `{ … }` in connect v0.2, unless it is the whole mapping. <$.name>",
    ],
    ["...author", "The spread `...` needs connect v0.4; this mapping is v0.2. <...>"],
    ["a: 5", "A literal after an alias needs connect v0.4; this mapping is v0.2. <5>"],
  ])("refuses %j", (source, expected) => {
    expect(diagnosticsOf(source, "0.2")).toContain(expected);
  });

  it("reports every rule of a later version at once, each with its fix", () => {
    const { diagnostics } = parseMapping("a: b? c: d ?? 'e'\n...f", { specVersion: "0.2" });
    expect(diagnostics.map(({ start, fix }) => [start, fix])).toEqual([
      [4, "Remove the `?`, or link connect v0.3."],
      [11, "Wrap the chain: `$(a ?? b)`."],
      [18, "Link connect v0.4."],
    ]);
  });
});

describe("v0.3", () => {
  it.each<[string, unknown]>([
    ["x: name?", { x: "Ada" }],
    ["x: none?", {}],
    ["name?", { name: "Ada" }],
    ["author? { name }", { author: { name: "Ben" } }],
    ["x: gone?.deeper", {}],
    ["x: author?.name?", { x: "Ben" }],
    ["x: $?.name", { x: "Ada" }],
    ["x: $(gone ?? 'c')", { x: "c" }],
    ["x: $(none ?? name)", { x: "Ada" }],
    ["x: $(gone? ?? none ?? 'c')", { x: "c" }],
    ["x: $(none ?! 'c')", { x: null }],
    ["x: $(name?!'c')", { x: "Ada" }],
    ["x: $(gone??'c')", { x: "c" }],
    ["x: ids->map(id)", { x: [1, 1] }],
    ['x: "Book"', { x: "a book" }],
    ["x: true", { x: "yes" }],
    ["true", { true: "yes" }],
    ['"Book"', { Book: "a book" }],
    ["author { $.name }", { author: "Ben" }],
    ["author { $ { name } }", { author: { name: "Ben" } }],
    ["ids->map($ { id })", [{ id: 1 }, { id: 1 }]],
  ])("reads %j", (source, expected) => {
    expect(valueOf(source, body)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["x: a??b", "The operator `??` needs to stand inside `$( … )` before connect v0.4. <??>"],
    ["x: $(a ?? b ?! c)", "`??` and `?!` cannot be mixed in one chain. <?!>"],
    ["x: a? ?", "A second `?` follows the first; one is enough. <?>"],
    ["a, b", "A comma between entries needs connect v0.4; this mapping is v0.3. <,>"],
    ["...author", "The spread `...` needs connect v0.4; this mapping is v0.3. <...>"],
    ["x: [1]", "A literal after an alias needs connect v0.4; this mapping is v0.3. <[1]>"],
    ["x: $({ a })", "Expected `:` after the key `a` of a literal object, but found `}`. <}>"],
    ["{ a }", "A literal or an object as the whole mapping needs connect v0.4; this mapping is v0.3. <{>"],
    ["[$.a]", "A literal or an object as the whole mapping needs connect v0.4; this mapping is v0.3. <[>"],
    ["-1", "A literal or an object as the whole mapping needs connect v0.4; this mapping is v0.3. <->"],
    [
      "author { $.a b }",
      "This path has no key of its own, so it can stand only alone; here other entries stand beside it. <$.a>",
    ],
    ["a.b c", "This path has no key of its own, so it can stand only alone; here other entries stand beside it. <a.b>"],
  ])("refuses %j", (source, expected) => {
    expect(diagnosticsOf(source, "0.3")).toContain(expected);
  });
});

describe("v0.4", () => {
  it.each<[string, unknown]>([
    ["id, name", { id: 1, name: "Ada" }],
    ["id, name,", { id: 1, name: "Ada" }],
    ['x: "Book" y: true z: null n: 5 a: [1, 2]', { x: "Book", y: true, z: null, n: 5, a: [1, 2] }],
    ["x: gone ?? 'c' id", { x: "c", id: 1 }],
    ["gone ?? 'c'", "c"],
    ['"Book"', "Book"],
    ["true", true],
    ["5", 5],
    ["[1, $.id]", [1, 1]],
    ["name", { name: "Ada" }],
    ["{ id, name }", { id: 1, name: "Ada" }],
    ["{ id name }", { id: 1, name: "Ada" }],
    ["{ id: 5, none? }", { id: 5 }],
    ["{ x: { id, name } }", { x: { id: 1, name: "Ada" } }],
    ["...author", body.author],
    ["id ... author { name }", { id: 1, name: "Ben" }],
    ["id, ... $.author { writer: name }", { id: 1, writer: "Ben" }],
    ["id ... none", null],
    ["x: $({ id, ...author { name } })", { x: { id: 1, name: "Ben" } }],
    ['"Book" id', { Book: "a book", id: 1 }],
    ["true id", { true: "yes", id: 1 }],
    ['"author" { name }', { author: { name: "Ben" } }],
    ["... name->match(['Ada', { __typename: \"Person\", id }], [@, null])", { __typename: "Person", id: 1 }],
    ["x: $.author { name, links { href } }", { x: { name: "Ben", links: [{ href: "/a" }, { href: "/b" }] } }],
    ["x: { id }.id", { x: 1 }],
    ["x: 'a'->echo(@)", { x: "a" }],
  ])("reads %j", (source, expected) => {
    expect(valueOf(source, body, { version: "0.4" })).toEqual(expected);
  });

  it.each<[string, string]>([
    ["id, name Book", "The entries of this list are separated by commas, but `Book` follows without one. <Book>"],
    ["id name, Book", "The entries of this list are separated by spaces, so no comma may follow. <,>"],
    ["id gone ?? 'c'", "`??` may follow only an aliased value or stand in a mapping that is one expression. <??>"],
    ["...", "Expected a path or a literal, but found the end of the mapping. <>"],
    ["{ id", "Expected `}` to close the selection, but found the end of the mapping. <>"],
    ["5 id", "Expected a field, a path or the end of the mapping, but found `id`. <id>"],
    ["{ a: 1 } b", "Expected a field, a path or the end of the mapping, but found `b`. <b>"],
  ])("refuses %j", (source, expected) => {
    expect(diagnosticsOf(source, "0.4")).toContain(expected);
  });
});
