import { expect, it } from "@jest/globals";
import { lintSdl, shortly } from "../../support/lint-sdl.ts";

it("finds types that nothing leads to, and those that only they lead to", () => {
  const sdl = `
type Query { a: Int }
type Lonely { friend: Friend }
type Friend { id: ID }
input Unasked { id: ID }
`;
  expect(lintSdl("UNUSED_TYPE", { a: sdl }).map(shortly)).toEqual(
    [
      ["3:6", "Lonely"],
      ["4:6", "Friend"],
      ["5:7", "Unasked"],
    ].map(
      ([place, name]) =>
        `a.graphql:${place} No operation can reach the type \`${name}\`.\nGive a field that type, or remove it.`,
    ),
  );
});

it("says one time that an entity is not reached, with all its places", () => {
  const entity = 'type User @key(fields: "id") { id: ID! }';
  const findings = lintSdl("UNUSED_TYPE", { a: `type Query { a: Int } ${entity}`, b: entity });
  expect(findings.map(({ locations }) => locations.map(({ file }) => file))).toEqual([["a.graphql", "b.graphql"]]);
});

it("follows interfaces, unions, arguments, directives, renamed roots, and the fields of other subgraphs", () => {
  const a = `
schema { query: Root }
directive @hint(level: Level) on FIELD
enum Level { A }
type Root { node: Node any: Any find(by: By): Int }
interface Node { id: ID }
type User implements Node { id: ID address: Address }
type Address { city: String }
union Any = One | Two
type One { id: ID }
type Two { id: ID }
input By { inner: Inner }
input Inner { id: ID }
type Product @key(fields: "id") { id: ID! }
`;
  const b = "extend type One { product: Product } type Product { id: ID! maker: Maker } type Maker { id: ID }";
  expect(lintSdl("UNUSED_TYPE", { a, b })).toEqual([]);
});
