import { expect, it } from "@jest/globals";
import { transformSupergraphToPublicSchema } from "@theguild/federation-composition";
import { parse, print } from "graphql";
import { hideSpecs } from "../../schema/hide-specs.ts";

const supergraph = parse(
  `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/tag/v0.3", as: "label")
    @link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "hidden", for: SECURITY)
  {
    query: Query
  }
  directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
  directive @join__type(graph: join__Graph!) repeatable on OBJECT | INTERFACE | ENUM | SCALAR
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @hidden on OBJECT | FIELD_DEFINITION | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE
  directive @label(name: String!) repeatable on FIELD_DEFINITION | OBJECT
  directive @cost(weight: Int!) on FIELD_DEFINITION
  directive @deprecated(reason: String) on FIELD_DEFINITION
  directive @oneOf on INPUT_OBJECT
  directive @client on FIELD
  scalar link__Import
  scalar join__FieldSet
  enum link__Purpose { SECURITY EXECUTION }
  enum join__Graph { A @join__graph(name: "a", url: "") }
  """Kept."""
  type Query @join__type(graph: A) {
    node(id: ID!, trace: String @hidden): Node @label(name: "x") @cost(weight: 2)
    old: String @deprecated(reason: "gone")
    secret: Secret @hidden
  }
  interface Node @join__type(graph: A) { id: ID! }
  interface Audited @hidden { by: String }
  type User implements Node & Audited @join__type(graph: A) @label(name: "y") { id: ID! by: String link: link }
  type Secret @hidden { a: Int }
  scalar Token @hidden
  enum Color { RED BLUE @hidden }
  enum Inner @hidden { A }
  union Any = User
  union None @hidden = Secret
  input By @oneOf { id: ID name: String @hidden }
  input Own @hidden { a: Int }
  "Named like a directive of a spec."
  type link { tag: String }
  `,
  { noLocation: true },
);

it("leaves of a supergraph what its clients see", () => {
  expect(print(hideSpecs(supergraph))).toBe(`directive @oneOf on INPUT_OBJECT

directive @client on FIELD

"""Kept."""
type Query {
  node(id: ID!): Node
  old: String @deprecated(reason: "gone")
}

interface Node {
  id: ID!
}

type User implements Node {
  id: ID!
  by: String
  link: link
}

enum Color {
  RED
}

union Any = User

input By @oneOf {
  id: ID
}

"Named like a directive of a spec."
type link {
  tag: String
}`);
});

it("agrees with the composer's own transform", () => {
  expect(print(hideSpecs(supergraph))).toBe(print(transformSupergraphToPublicSchema(supergraph)));
});
