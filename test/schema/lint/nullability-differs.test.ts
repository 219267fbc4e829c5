import { expect, it } from "@jest/globals";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

it("finds a field that is non-null in one subgraph and nullable in another, with both places", () => {
  const a =
    'type Query { a: Int }\ntype Product @key(fields: "id") { id: ID! name: String! @shareable tags: [String!] @shareable }';
  const b = 'type Product @key(fields: "id") { id: ID! name: String @shareable tags: [String] @shareable }';
  const findings = lintSdl("NULLABILITY_DIFFERS", { a, b });
  expect(findings.map(shortly)).toEqual([
    "a.graphql:2:49 `Product.name` is `String!` in `a` and `String` in `b`: it is nullable for clients.\nWrite the same in all of them.",
    "a.graphql:2:74 `Product.tags` is `[String!]` in `a` and `[String]` in `b`: it is nullable for clients.\nWrite the same in all of them.",
  ]);
  expect(findings[0]?.locations[1]).toEqual({ file: "b.graphql", line: 1, column: 49, endLine: 1, endColumn: 55 });
});

it("takes equal types, and leaves external fields and arguments alone", () => {
  const a =
    'type Query { a(x: Int!): Int } type Product @key(fields: "id") { id: ID! name: String! @shareable size: Int! }';
  const b =
    'type Query { a(x: Int): Int } type Product @key(fields: "id") { id: ID! name: String! @shareable size: Int @external }';
  expect(lintSdl("NULLABILITY_DIFFERS", { a, b })).toEqual([]);
});
