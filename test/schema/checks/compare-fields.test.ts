import { describe, it } from "@jest/globals";
import { judgeChange, type LabelledChange } from "./judge-change.ts";

const changes: readonly LabelledChange[] = [
  {
    change: "removes a field",
    before: "type Query { user: User } type User { id: ID! email: String }",
    after: "type Query { user: User } type User { id: ID! }",
    found: ["error FIELD_REMOVED User.email main.graphql:1:32 `User.email` was removed."],
    safe: 0,
  },
  {
    change: "removes a deprecated field",
    before: 'type Query { a: Int b: Int @deprecated(reason: "use a") }',
    after: "type Query { a: Int }",
    found: ['error FIELD_REMOVED Query.b main.graphql:1:6 `Query.b` was removed. It was deprecated: "use a".'],
    safe: 0,
  },
  {
    change: "renames a field",
    before: "type Query { user: User } type User { id: ID! name: String }",
    after: "type Query { user: User } type User { id: ID! fullName: String }",
    found: ["error FIELD_REMOVED User.name main.graphql:1:32 `User.name` was removed."],
    safe: 1,
  },
  {
    change: "adds a field",
    before: "type Query { a: Int }",
    after: "type Query { a: Int b: Int }",
    found: [],
    safe: 1,
  },
  {
    change: "deprecates a field, and takes a deprecation back",
    before: "type Query { a: Int b: Int @deprecated }",
    after: 'type Query { a: Int @deprecated(reason: "b") b: Int }',
    found: [],
    safe: 2,
  },
  {
    change: "changes descriptions and the order of things",
    before: '"old" type Query { a: Int b: Role } enum Role { A B }',
    after: '"new" type Query { "said" b: Role a: Int } enum Role { B A }',
    found: [],
    safe: 0,
  },
  {
    change: "makes a nullable field non-null",
    before: "type Query { a: Int b: [Int] }",
    after: "type Query { a: Int! b: [Int!]! }",
    found: [],
    safe: 2,
  },
  {
    change: "makes a non-null field nullable",
    before: "type Query { a: Int! }",
    after: "type Query { a: Int }",
    found: [
      "error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `Int!` and is now `Int`: clients get null where they expect none.",
    ],
    safe: 0,
  },
  {
    change: "makes the items of a list nullable",
    before: "type Query { a: [Int!]! }",
    after: "type Query { a: [Int]! }",
    found: [
      "error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `[Int!]!` and is now `[Int]!`: clients get null where they expect none.",
    ],
    safe: 0,
  },
  {
    change: "changes a field's scalar",
    before: "type Query { a: Int }",
    after: "type Query { a: Float }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `Int` and is now `Float`."],
    safe: 0,
  },
  {
    change: "turns an ID into a String",
    before: "type Query { a: ID! }",
    after: "type Query { a: String! }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `ID!` and is now `String!`."],
    safe: 0,
  },
  {
    change: "makes a list of a field",
    before: "type Query { a: Int }",
    after: "type Query { a: [Int] }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `Int` and is now `[Int]`."],
    safe: 0,
  },
  {
    change: "makes one of a list",
    before: "type Query { a: [Int] }",
    after: "type Query { a: Int }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `[Int]` and is now `Int`."],
    safe: 0,
  },
  {
    change: "changes a field to another object type",
    before: "type Query { a: A b: B } type A { x: Int } type B { x: Int }",
    after: "type Query { a: B b: B } type A { x: Int } type B { x: Int }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `A` and is now `B`."],
    safe: 0,
  },
  {
    change: "changes a scalar to an object",
    before: "type Query { price: Int }",
    after: "type Query { price: Money } type Money { amount: Int }",
    found: ["error FIELD_TYPE_CHANGED Query.price main.graphql:1:14 `Query.price` was `Int` and is now `Money`."],
    safe: 1,
  },
  {
    change: "narrows an interface to one of its types",
    before:
      "type Query { a: Node } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    after:
      "type Query { a: A } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `Node` and is now `A`."],
    safe: 0,
  },
  {
    change: "widens an object to its interface",
    before: "type Query { a: A n: Node } interface Node { id: ID! } type A implements Node { id: ID! }",
    after: "type Query { a: Node n: Node } interface Node { id: ID! } type A implements Node { id: ID! }",
    found: ["error FIELD_TYPE_CHANGED Query.a main.graphql:1:14 `Query.a` was `A` and is now `Node`."],
    safe: 0,
  },
  {
    change: "renames a type",
    before: "type Query { user: User users: [User!] } type User { id: ID! friend: User }",
    after: "type Query { user: Customer users: [Customer!] } type Customer { id: ID! friend: Customer }",
    found: ["error TYPE_REMOVED User main.graphql:1:55 `User` was removed; `Customer` stands in its place."],
    safe: 1,
  },
  {
    change: "renames a type and loses a field",
    before: "type Query { user: User } type User { id: ID! name: String }",
    after: "type Query { user: Customer } type Customer { id: ID! }",
    found: ["error FIELD_TYPE_CHANGED Query.user main.graphql:1:14 `Query.user` was `User` and is now `Customer`."],
    safe: 1,
  },
  {
    change: "removes a type with the field that led to it",
    before: "type Query { a: Int review: Review } type Review { id: ID! author: Author } type Author { name: String }",
    after: "type Query { a: Int }",
    found: ["error FIELD_REMOVED Query.review main.graphql:1:6 `Query.review` was removed."],
    safe: 0,
  },
  {
    change: "removes a type that nothing led to",
    before: "type Query { a: Int } type Unused { x: Int }",
    after: "type Query { a: Int }",
    found: [],
    safe: 1,
  },
  {
    change: "removes an implementation of an interface",
    before:
      "type Query { node: Node } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    after: "type Query { node: Node } interface Node { id: ID! } type A implements Node { id: ID! }",
    found: ["error TYPE_REMOVED B main.graphql:1:1 `B` was removed."],
    safe: 0,
  },
  {
    change: "adds a type",
    before: "type Query { a: Int }",
    after: "type Query { a: Int b: B } type B { x: Int y(z: Int!): Int }",
    found: [],
    safe: 2,
  },
  {
    change: "makes an interface of an object",
    before: "type Query { a: A } type A { x: Int }",
    after: "type Query { a: A } interface A { x: Int } type B implements A { x: Int }",
    found: ["error TYPE_KIND_CHANGED A main.graphql:1:31 `A` was an object type and is now an interface."],
    safe: 1,
  },
  {
    change: "makes an enum of a scalar",
    before: "type Query { a: S } scalar S",
    after: "type Query { a: S } enum S { X }",
    found: ["error TYPE_KIND_CHANGED S main.graphql:1:26 `S` was a scalar and is now an enum."],
    safe: 0,
  },
  {
    change: "removes an interface that types implement",
    before: "type Query { a: A node: Node } interface Node { id: ID! } type A implements Node { id: ID! }",
    after: "type Query { a: A } type A { id: ID! }",
    found: [
      "error TYPE_REMOVED Node main.graphql:1:1 `Node` was removed.",
      "error FIELD_REMOVED Query.node main.graphql:1:6 `Query.node` was removed.",
    ],
    safe: 0,
  },
];

describe("compareSchemas, of fields and types", () => {
  // The assertion is in what it calls.
  // oxlint-disable-next-line jest/expect-expect
  it.each(changes)("judges a change that $change", judgeChange);
});
