import { describe, it } from "@jest/globals";
import { judgeChange, type LabelledChange } from "./judge-change.ts";

const changes: readonly LabelledChange[] = [
  {
    change: "adds a type to a union",
    before: "type Query { s: [Hit] } union Hit = A type A { x: Int } type B { x: Int }",
    after: "type Query { s: [Hit] } union Hit = A | B type A { x: Int } type B { x: Int }",
    found: [
      "warning UNION_MEMBER_ADDED Hit main.graphql:1:31 `Hit` may now be `B`, for which clients have no fragment.",
    ],
    safe: 0,
  },
  {
    change: "adds a new type to a union",
    before: "type Query { s: [Hit] } union Hit = A type A { x: Int }",
    after: "type Query { s: [Hit] } union Hit = A | B type A { x: Int } type B { x: Int }",
    found: [
      "warning UNION_MEMBER_ADDED Hit main.graphql:1:31 `Hit` may now be `B`, for which clients have no fragment.",
    ],
    safe: 1,
  },
  {
    change: "removes a type from a union",
    before: "type Query { s: [Hit] b: B } union Hit = A | B type A { x: Int } type B { x: Int }",
    after: "type Query { s: [Hit] b: B } union Hit = A type A { x: Int } type B { x: Int }",
    found: [
      "error UNION_MEMBER_REMOVED Hit main.graphql:1:36 `Hit` may no longer be `B`: fragments on it are invalid there.",
    ],
    safe: 0,
  },
  {
    change: "removes a type, and with it from a union",
    before: "type Query { s: [Hit] } union Hit = A | B type A { x: Int } type B { x: Int }",
    after: "type Query { s: [Hit] } union Hit = A type A { x: Int }",
    found: ["error TYPE_REMOVED B main.graphql:1:1 `B` was removed."],
    safe: 0,
  },
  {
    change: "changes a union that nothing returns",
    before: "type Query { a: A b: B } union Hit = A | B type A { x: Int } type B { x: Int }",
    after: "type Query { a: A b: B } union Hit = A type A { x: Int } type B { x: Int }",
    found: [],
    safe: 1,
  },
  {
    change: "lets a type implement an interface that a field returns",
    before:
      "type Query { n: Node b: B } interface Node { id: ID! } type A implements Node { id: ID! } type B { id: ID! }",
    after:
      "type Query { n: Node b: B } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    found: [
      "warning IMPLEMENTATION_ADDED B main.graphql:1:96 `Node` may now be `B`, for which clients have no fragment.",
    ],
    safe: 0,
  },
  {
    change: "adds a type to an interface that a field returns",
    before: "type Query { n: Node } interface Node { id: ID! } type A implements Node { id: ID! }",
    after:
      "type Query { n: Node } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    found: [
      "warning IMPLEMENTATION_ADDED B main.graphql:1:91 `Node` may now be `B`, for which clients have no fragment.",
    ],
    safe: 1,
  },
  {
    change: "adds an interface that no field returns",
    before: "type Query { a: A } type A { id: ID! }",
    after: "type Query { a: A } interface Node { id: ID! } type A implements Node { id: ID! }",
    found: [],
    safe: 2,
  },
  {
    change: "takes an interface from a type",
    before:
      "type Query { n: Node b: B } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    after:
      "type Query { n: Node b: B } interface Node { id: ID! } type A implements Node { id: ID! } type B { id: ID! }",
    found: [
      "error IMPLEMENTATION_REMOVED B main.graphql:1:96 `B` no longer implements `Node`: fragments on the one are invalid in the other.",
    ],
    safe: 0,
  },
  {
    change: "removes a field of an interface alone",
    before:
      "type Query { n: Node } interface Node { id: ID! name: String } type A implements Node { id: ID! name: String }",
    after: "type Query { n: Node } interface Node { id: ID! } type A implements Node { id: ID! name: String }",
    found: ["error FIELD_REMOVED Node.name main.graphql:1:34 `Node.name` was removed."],
    safe: 0,
  },
  {
    change: "removes a field of an interface and of its types",
    before:
      "type Query { n: Node } interface Node { id: ID! name: String } type A implements Node { id: ID! name: String } type B implements Node { id: ID! name: String }",
    after:
      "type Query { n: Node } interface Node { id: ID! } type A implements Node { id: ID! } type B implements Node { id: ID! }",
    found: [
      "error FIELD_REMOVED Node.name main.graphql:1:34 main.graphql:1:56 main.graphql:1:91 `Node.name` was removed. So it is with `A.name`, `B.name`.",
    ],
    safe: 0,
  },
  {
    change: "adds a field to an interface",
    before: "type Query { n: Node } interface Node { id: ID! } type A implements Node { id: ID! }",
    after:
      "type Query { n: Node } interface Node { id: ID! name: String } type A implements Node { id: ID! name: String }",
    found: [],
    safe: 2,
  },
  {
    change: "removes all mutations",
    before: "type Query { a: Int } type Mutation { b: Int c: Int }",
    after: "type Query { a: Int }",
    found: [
      "error ROOT_TYPE_CHANGED Mutation main.graphql:1:1 There are no mutations any more: `Mutation` was removed.",
    ],
    safe: 0,
  },
  {
    change: "removes one mutation with its types",
    before:
      "type Query { a: Int } type Mutation { b: Int make(in: MakeInput!): MakePayload } input MakeInput { kind: Kind } enum Kind { X } type MakePayload { ok: Boolean }",
    after: "type Query { a: Int } type Mutation { b: Int }",
    found: ["error FIELD_REMOVED Mutation.make main.graphql:1:28 `Mutation.make` was removed."],
    safe: 0,
  },
  {
    change: "adds mutations",
    before: "type Query { a: Int }",
    after: "type Query { a: Int } type Mutation { b: Int }",
    found: [],
    safe: 2,
  },
  {
    change: "calls the query type otherwise in the subgraph",
    before: "type Query { a: Int }",
    after: "schema { query: RootQuery } type RootQuery { a: Int }",
    found: ["error ROOT_TYPE_CHANGED Query main.graphql:1:34 The type of queries was `Query` and is now `RootQuery`."],
    safe: 1,
  },
];

describe("compareSchemas, of unions, interfaces and root types", () => {
  // The assertion is in what it calls.
  // oxlint-disable-next-line jest/expect-expect
  it.each(changes)("judges a change that $change", judgeChange);
});
