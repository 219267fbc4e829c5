import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { readCacheHints, readCarriedHints } from "../../schema/cache-hints.ts";
import { compose } from "../../schema/compose.ts";
import { defineCacheHints, liftCacheHints } from "../../schema/lift-cache-hints.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { parseDocument } from "./support.ts";

const definitions = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
`;
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective"])`;

describe("@cacheControl in a subgraph", () => {
  it("is read of types, their extensions and their fields", () => {
    const hints = readCacheHints(
      parse(`
        type Query { a: A @cacheControl(maxAge: 60, scope: PRIVATE) b: A @cacheControl(inheritMaxAge: true, maxAge: 5) c: A }
        extend type Query @cacheControl(maxAge: 0)
        interface I @cacheControl(scope: PUBLIC) { x: Int }
        type A { y: Int @cacheControl }
        union U @cacheControl(maxAge: 5) = A
      `),
    );
    expect(Object.fromEntries(hints.byField)).toEqual({
      "Query.a": { maxAge: 60, scope: "PRIVATE" },
      "Query.b": { inheritMaxAge: true },
      "A.y": {},
    });
    expect(Object.fromEntries(hints.byType)).toEqual({
      Query: { maxAge: 0 },
      I: { scope: "PUBLIC" },
      U: { maxAge: 5 },
    });
  });

  it("is taken out for the composer, with its definitions and what is left empty by that", () => {
    const { typeDefs, carried } = liftCacheHints(
      parse(
        `${definitions} type Query { a: Int @cacheControl(maxAge: 1) @deprecated } extend type Query @cacheControl(maxAge: 2)`,
      ),
    );
    expect(print(typeDefs)).toBe("type Query {\n  a: Int @deprecated\n}");
    expect(carried.map(({ element }) => element)).toEqual([
      { kind: "field", typeName: "Query", fieldName: "a" },
      { kind: "type", typeName: "Query" },
    ]);
  });

  it("leaves the enum of its scopes where something else has it", () => {
    const { typeDefs } = liftCacheHints(parse(`${definitions} type Query { scope: CacheControlScope }`));
    expect(print(typeDefs)).toContain("enum CacheControlScope");
  });

  it("leaves a document without it as it is", () => {
    const document = parse("type Query { a: Int }");
    expect(liftCacheHints(document).typeDefs).toBe(document);
    expect(defineCacheHints(document)).toBe(document);
  });

  it("is left to who composes it", () => {
    const document = parse(
      `extend schema @composeDirective(name: "@cacheControl") ${definitions} type Query { a: Int @cacheControl(maxAge: 1) }`,
    );
    expect(liftCacheHints(document)).toMatchObject({ typeDefs: document, carried: [{ name: "cacheControl" }] });
  });

  it("is defined where it is used and nobody has", () => {
    const defined = print(defineCacheHints(parse("type Query { a: Int @cacheControl(maxAge: 1) }")));
    expect(defined).toContain("enum CacheControlScope");
    expect(print(defineCacheHints(parse(defined)))).toBe(defined);
  });
});

it.each([
  ["@cacheControl(maxage: 60)", "1:29-39 `maxage` is not an argument of `@cacheControl`. Did you mean `maxAge`?"],
  [
    "@cacheControl(ttl: 60)",
    "1:29-36 `ttl` is not an argument of `@cacheControl`. Known: `maxAge`, `scope`, `inheritMaxAge`.",
  ],
  ["@cacheControl(maxAge: -1)", "1:29-39 `maxAge` of `@cacheControl` is a number of seconds, from 0 on."],
  ['@cacheControl(maxAge: "1m")', "1:29-41 `maxAge` of `@cacheControl` is a number of seconds, from 0 on."],
  ["@cacheControl(scope: SHARED)", "1:29-42 `scope` of `@cacheControl` is `PUBLIC` or `PRIVATE`."],
  ["@cacheControl(inheritMaxAge: 1)", "1:29-45 `inheritMaxAge` of `@cacheControl` is `true` or `false`."],
])("%s is refused", async (hint, fault) => {
  const typeDefs = parseDocument(`type A { b: B ${hint} } type B { c: Int } type Query { a: A }`, "a.graphql");
  const { supergraphSdl, diagnostics } = await compose(
    [{ name: "a", url: "http://a.test", typeDefs }],
    theguildComposer,
  );
  expect(supergraphSdl).toBeUndefined();
  expect(
    diagnostics.map(({ code, locations: [at], message, fix }) =>
      [code, `${at?.line}:${at?.column}-${at?.endColumn}`, message, fix].filter(Boolean).join(" "),
    ),
  ).toEqual([`CACHE_HINT_INVALID ${fault}`]);
});

it.each([
  ["an enum", "type Query { a: E @cacheControl(maxAge: 1) } enum E @cacheControl(maxAge: 5) { X }", "1:53-77"],
  ["an argument", "type Query { a: Int @cacheControl(maxAge: 1) b(x: Int @cacheControl(maxAge: 5)): Int }", "1:55-79"],
])("on %s, which it has no effect on, is refused", async (_what, sdl, place) => {
  const typeDefs = parseDocument(sdl, "a.graphql");
  const { supergraphSdl, diagnostics } = await compose(
    [{ name: "a", url: "http://a.test", typeDefs }],
    theguildComposer,
  );
  expect(supergraphSdl).toBeUndefined();
  expect(
    diagnostics.map(({ code, locations: [at], message, fix }) => [
      code,
      `${at?.line}:${at?.column}-${at?.endColumn}`,
      message,
      fix,
    ]),
  ).toEqual([
    [
      "CACHE_HINT_INVALID",
      place,
      "`@cacheControl` is for fields, objects, interfaces and unions, and has no effect here.",
      "Put it on a field or its type.",
    ],
  ]);
});

it("with arguments that the subgraph itself defines is accepted", async () => {
  const sdl = `directive @cacheControl(maxAge: Int, sizeLimit: Int) on FIELD_DEFINITION type Query { a: Int @cacheControl(maxAge: 1, sizeLimit: 2) }`;
  const { diagnostics } = await compose([{ name: "a", url: "http://a.test", typeDefs: parse(sdl) }], theguildComposer);
  expect(diagnostics).toEqual([]);
});

describe("@cacheControl in a supergraph", () => {
  it("is the more careful one of two subgraphs, and in no way a connector", async () => {
    const sdls = {
      one: `${link} ${definitions} type Query { a: A @shareable @cacheControl(maxAge: 60) } type A @shareable @cacheControl(maxAge: 9) { x: Int @cacheControl(inheritMaxAge: true) }`,
      two: `${link} type Query { a: A @shareable @cacheControl(maxAge: 30, scope: PRIVATE) } type A @shareable { x: Int } union U @cacheControl(maxAge: 5) = A
        extend type Query { u: U }`,
    };
    const inputs = Object.entries(sdls).map(([name, sdl]) => ({
      name,
      url: `http://${name}.test`,
      typeDefs: parse(sdl),
    }));
    const { supergraphSdl: sdl = "", diagnostics } = await compose(inputs, theguildComposer);
    expect(diagnostics).toEqual([]);
    expect(sdl).not.toMatch(/@cacheControl|CacheControlScope/);
    expect(sdl).not.toContain("specs.apollo.dev/connect");
    const hints = readCarriedHints({ sdl, document: parse(sdl) });
    expect(Object.fromEntries(hints.byField)).toEqual({
      "Query.a": { maxAge: 30, scope: "PRIVATE" },
      "A.x": { inheritMaxAge: true },
    });
    expect(Object.fromEntries(hints.byType)).toEqual({ A: { maxAge: 9 }, U: { maxAge: 5 } });
  });
});
