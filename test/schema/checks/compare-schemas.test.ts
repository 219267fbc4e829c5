import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";
import { parseDocument } from "../support.ts";
import { showFinding } from "./show-finding.ts";

/** Each with all that is found, and the number of changes that break nobody. */
const changes: readonly {
  readonly change: string;
  readonly before: string;
  readonly after: string;
  readonly found: readonly string[];
  readonly safe: number;
}[] = [
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
  {
    change: "adds an optional argument",
    before: "type Query { a: Int }",
    after: "type Query { a(x: Int, y: Int! = 1): Int }",
    found: [],
    safe: 2,
  },
  {
    change: "adds a required argument",
    before: "type Query { a: Int }",
    after: "type Query { a(x: Int!): Int }",
    found: [
      "error ARGUMENT_ADDED_REQUIRED Query.a(x:) main.graphql:1:16 `Query.a` has a new argument that must be given: `x: Int!`.",
    ],
    safe: 0,
  },
  {
    change: "removes an argument",
    before: "type Query { a(x: Int, y: Int = 5): Int }",
    after: "type Query { a: Int }",
    found: [
      "error ARGUMENT_REMOVED Query.a(x:) main.graphql:1:14 `Query.a(x:)` was removed.",
      "error ARGUMENT_REMOVED Query.a(y:) main.graphql:1:14 `Query.a(y:)` was removed.",
    ],
    safe: 0,
  },
  {
    change: "renames an argument",
    before: "type Query { a(x: Int!): Int }",
    after: "type Query { a(y: Int!): Int }",
    found: [
      "error ARGUMENT_REMOVED Query.a(x:) main.graphql:1:14 `Query.a(x:)` was removed.",
      "error ARGUMENT_ADDED_REQUIRED Query.a(y:) main.graphql:1:16 `Query.a` has a new argument that must be given: `y: Int!`.",
    ],
    safe: 0,
  },
  {
    change: "makes an argument optional",
    before: "type Query { a(x: Int!): Int }",
    after: "type Query { a(x: Int): Int }",
    found: [],
    safe: 1,
  },
  {
    change: "makes an argument required",
    before: "type Query { a(x: Int): Int }",
    after: "type Query { a(x: Int!): Int }",
    found: [
      "error ARGUMENT_MADE_REQUIRED Query.a(x:) main.graphql:1:16 `Query.a(x:)` was `Int` and is now `Int!`: it must now be given.",
    ],
    safe: 0,
  },
  {
    change: "makes an argument non-null with a default",
    before: "type Query { a(x: Int): Int }",
    after: "type Query { a(x: Int! = 1): Int }",
    found: [
      "error ARGUMENT_TYPE_CHANGED Query.a(x:) main.graphql:1:16 `Query.a(x:)` was `Int` and is now `Int!`: a null is now refused.",
    ],
    safe: 0,
  },
  {
    change: "gives a required argument a default",
    before: "type Query { a(x: Int!): Int }",
    after: "type Query { a(x: Int! = 1): Int }",
    found: [],
    safe: 1,
  },
  {
    change: "changes a default",
    before: "type Query { a(x: Int = 10): Int }",
    after: "type Query { a(x: Int = 20): Int }",
    found: [
      "warning ARGUMENT_DEFAULT_CHANGED Query.a(x:) main.graphql:1:16 The default value of `Query.a(x:)` was `10` and is now `20`.",
    ],
    safe: 0,
  },
  {
    change: "changes a default to false",
    before: "type Query { a(x: Boolean = true, y: Boolean = false): Int }",
    after: "type Query { a(x: Boolean = false, y: Boolean): Int }",
    found: [
      "warning ARGUMENT_DEFAULT_CHANGED Query.a(x:) main.graphql:1:16 The default value of `Query.a(x:)` was `true` and is now `false`.",
      "warning ARGUMENT_DEFAULT_CHANGED Query.a(y:) main.graphql:1:36 The default value of `Query.a(y:)` was `false` and is now none.",
    ],
    safe: 0,
  },
  {
    change: "adds a default",
    before: "type Query { a(x: Int): Int }",
    after: "type Query { a(x: Int = 20): Int }",
    found: [
      "warning ARGUMENT_DEFAULT_CHANGED Query.a(x:) main.graphql:1:16 `Query.a(x:)` has a default value now, `20`, where leaving it out meant none.",
    ],
    safe: 0,
  },
  {
    change: "adds the default null",
    before: "type Query { a(x: Int): Int }",
    after: "type Query { a(x: Int = null): Int }",
    found: [],
    safe: 1,
  },
  {
    change: "takes the default of a non-null argument",
    before: "type Query { a(x: Int! = 1): Int }",
    after: "type Query { a(x: Int!): Int }",
    found: [
      "error ARGUMENT_MADE_REQUIRED Query.a(x:) main.graphql:1:16 `Query.a(x:)` lost its default value, `1`: it must now be given.",
    ],
    safe: 0,
  },
  {
    change: "takes the default of a nullable argument",
    before: "type Query { a(x: Int = 1): Int }",
    after: "type Query { a(x: Int): Int }",
    found: [
      "warning ARGUMENT_DEFAULT_CHANGED Query.a(x:) main.graphql:1:16 The default value of `Query.a(x:)` was `1` and is now none.",
    ],
    safe: 0,
  },
  {
    change: "widens Int to Float",
    before: "type Query { a(x: Int): Int }",
    after: "type Query { a(x: Float): Int }",
    found: ["error ARGUMENT_TYPE_CHANGED Query.a(x:) main.graphql:1:16 `Query.a(x:)` was `Int` and is now `Float`."],
    safe: 0,
  },
  {
    change: "makes a list of an argument",
    before: "type Query { a(x: Int): Int }",
    after: "type Query { a(x: [Int]): Int }",
    found: ["error ARGUMENT_TYPE_CHANGED Query.a(x:) main.graphql:1:16 `Query.a(x:)` was `Int` and is now `[Int]`."],
    safe: 0,
  },
  {
    change: "makes list items nullable",
    before: "type Query { a(x: [Int!]!): Int }",
    after: "type Query { a(x: [Int]): Int }",
    found: [],
    safe: 1,
  },
  {
    change: "writes an object default in another order",
    before: "type Query { a(x: In = {p: 1, q: [2]}): Int } input In { p: Int q: [Int] }",
    after: "type Query { a(x: In = {q: 2, p: 1}): Int } input In { p: Int q: [Int] }",
    found: [],
    safe: 0,
  },
  {
    change: "adds an optional input field",
    before: "type Query { a(x: In): Int } input In { p: Int }",
    after: "type Query { a(x: In): Int } input In { p: Int q: Int r: Int! = 1 }",
    found: [],
    safe: 2,
  },
  {
    change: "adds a required input field",
    before: "type Query { a(x: In): Int } input In { p: Int }",
    after: "type Query { a(x: In): Int } input In { p: Int q: Int! }",
    found: [
      "error INPUT_FIELD_ADDED_REQUIRED In.q main.graphql:1:48 `In` has a new field that must be given: `q: Int!`.",
    ],
    safe: 0,
  },
  {
    change: "removes an input field",
    before: "type Query { a(x: In): Int } input In { p: Int q: Int }",
    after: "type Query { a(x: In): Int } input In { p: Int }",
    found: ["error INPUT_FIELD_REMOVED In.q main.graphql:1:36 `In.q` was removed."],
    safe: 0,
  },
  {
    change: "makes an input field required",
    before: "type Query { a(x: In): Int } input In { p: Int }",
    after: "type Query { a(x: In): Int } input In { p: Int! }",
    found: [
      "error INPUT_FIELD_MADE_REQUIRED In.p main.graphql:1:41 `In.p` was `Int` and is now `Int!`: it must now be given.",
    ],
    safe: 0,
  },
  {
    change: "makes an input field optional",
    before: "type Query { a(x: In): Int } input In { p: Int! }",
    after: "type Query { a(x: In): Int } input In { p: Int }",
    found: [],
    safe: 1,
  },
  {
    change: "changes an input field's default",
    before: "type Query { a(x: In): Int } input In { p: Int = 0 }",
    after: "type Query { a(x: In): Int } input In { p: Int = 1 }",
    found: [
      "warning INPUT_FIELD_DEFAULT_CHANGED In.p main.graphql:1:41 The default value of `In.p` was `0` and is now `1`.",
    ],
    safe: 0,
  },
  {
    change: "changes an input field's type",
    before: "type Query { a(x: In): Int } input In { p: Int }",
    after: "type Query { a(x: In): Int } input In { p: String }",
    found: ["error INPUT_FIELD_TYPE_CHANGED In.p main.graphql:1:41 `In.p` was `Int` and is now `String`."],
    safe: 0,
  },
  {
    change: "changes inputs that nothing takes",
    before: "type Query { a: Int } input In { p: Int }",
    after: "type Query { a: Int } input In { q: Int! }",
    found: [],
    safe: 2,
  },
  {
    change: "makes an input @oneOf",
    before: "type Query { a(x: In): Int } input In { p: Int q: Int }",
    after: "type Query { a(x: In): Int } input In @oneOf { p: Int q: Int }",
    found: [
      "error ONE_OF_ADDED In main.graphql:1:36 `In` became `@oneOf`: an input that gives no field or several is now refused.",
    ],
    safe: 0,
  },
  {
    change: "takes @oneOf away",
    before: "type Query { a(x: In): Int } input In @oneOf { p: Int q: Int }",
    after: "type Query { a(x: In): Int } input In { p: Int q: Int }",
    found: [],
    safe: 1,
  },
  {
    change: "renames an input type",
    before: "type Query { a(x: In): Int } input In { p: Int }",
    after: "type Query { a(x: NewIn): Int } input NewIn { p: Int q: Int }",
    found: ["error TYPE_REMOVED In main.graphql:1:39 `In` was removed; `NewIn` stands in its place."],
    safe: 1,
  },
  {
    change: "renames an input type and asks for more",
    before: "type Query { a(x: In): Int } input In { p: Int }",
    after: "type Query { a(x: NewIn): Int } input NewIn { p: Int q: Int! }",
    found: ["error ARGUMENT_TYPE_CHANGED Query.a(x:) main.graphql:1:16 `Query.a(x:)` was `In` and is now `NewIn`."],
    safe: 1,
  },
  {
    change: "adds a value to an enum in answers",
    before: "type Query { a: Role } enum Role { A }",
    after: "type Query { a: Role } enum Role { A B }",
    found: [
      "warning ENUM_VALUE_ADDED Role.B main.graphql:1:38 `Role` has a new value, `B`, which clients may get and have no case for.",
    ],
    safe: 0,
  },
  {
    change: "adds a value to an enum in arguments",
    before: "type Query { a(x: Role): Int } enum Role { A }",
    after: "type Query { a(x: Role): Int } enum Role { A B }",
    found: [],
    safe: 1,
  },
  {
    change: "adds a value to an enum in both",
    before: "type Query { a(x: Role): Role } enum Role { A }",
    after: "type Query { a(x: Role): Role } enum Role { A B }",
    found: [
      "warning ENUM_VALUE_ADDED Role.B main.graphql:1:47 `Role` has a new value, `B`, which clients may get and have no case for.",
    ],
    safe: 0,
  },
  {
    change: "removes a value of an enum in answers",
    before: "type Query { a: Role } enum Role { A B }",
    after: "type Query { a: Role } enum Role { A }",
    found: [],
    safe: 1,
  },
  {
    change: "removes a value of an enum in arguments",
    before: "type Query { a(x: Role): Int } enum Role { A B }",
    after: "type Query { a(x: Role): Int } enum Role { A }",
    found: ["error ENUM_VALUE_REMOVED Role.B main.graphql:1:37 `Role.B` was removed, and clients may send it."],
    safe: 0,
  },
  {
    change: "removes a value of an enum in a nested input",
    before: "type Query { a(x: In): Int } input In { inner: Inner } input Inner { role: [Role!]! } enum Role { A B }",
    after: "type Query { a(x: In): Int } input In { inner: Inner } input Inner { role: [Role!]! } enum Role { A }",
    found: ["error ENUM_VALUE_REMOVED Role.B main.graphql:1:92 `Role.B` was removed, and clients may send it."],
    safe: 0,
  },
  {
    change: "renames a value of an enum in both",
    before: "type Query { a(x: Role): Role } enum Role { A B }",
    after: "type Query { a(x: Role): Role } enum Role { A C }",
    found: [
      "error ENUM_VALUE_REMOVED Role.B main.graphql:1:38 `Role.B` was removed, and clients may send it.",
      "warning ENUM_VALUE_ADDED Role.C main.graphql:1:47 `Role` has a new value, `C`, which clients may get and have no case for.",
    ],
    safe: 0,
  },
  {
    change: "changes an enum that nothing uses",
    before: "type Query { a: Int } enum Role { A B }",
    after: "type Query { a: Int } enum Role { A C }",
    found: [],
    safe: 2,
  },
  {
    change: "gets an enum in answers that was only in arguments, with a new value",
    before: "type Query { a(x: Role): Int } enum Role { A }",
    after: "type Query { a(x: Role): Int b: Role } enum Role { A B }",
    found: [],
    safe: 2,
  },
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

describe("compareSchemas", () => {
  it.each(changes)("judges a change that $change", async ({ before, after, found, safe }) => {
    const compared = await compareSchemas(
      { schema: buildSchema(before) },
      { schema: buildSchema(after), subgraphs: [{ name: "main", typeDefs: parseDocument(after, "main.graphql") }] },
    );
    expect({ found: compared.findings.map(showFinding), safe: compared.safe }).toEqual({ found, safe });
  });

  it("gives a finding its fix, what makes it another one than its like, and what it reaches", async () => {
    const before = buildSchema("type Query { a(x: Int): Hit } union Hit = A type A { b: Int }");
    const after = buildSchema("type Query { a(x: Int!): Hit } union Hit = A | B type A { b: Int } type B { b: Int }");
    expect(await compareSchemas({ schema: before }, { schema: after, file: "api.graphql" })).toEqual({
      findings: [
        {
          check: "schema",
          code: "UNION_MEMBER_ADDED",
          severity: "warning",
          message: "`Hit` may now be `B`, for which clients have no fragment.",
          locations: [{ file: "api.graphql", line: 1, column: 1, endLine: 1, endColumn: 1 }],
          coordinate: "Hit",
          subject: "B",
        },
        {
          check: "schema",
          code: "ARGUMENT_MADE_REQUIRED",
          severity: "error",
          message: "`Query.a(x:)` was `Int` and is now `Int!`: it must now be given.",
          locations: [{ file: "api.graphql", line: 1, column: 1, endLine: 1, endColumn: 1 }],
          coordinate: "Query.a(x:)",
          fix: "Keep it nullable, or give it a default value.",
          affects: ["Query.a"],
        },
      ],
      safe: 1,
    });
  });

  it("names the contract whose schemas it compares", async () => {
    const [before, after] = ["type Query { a: Int b: Int }", "type Query { a: Int }"].map((sdl) => buildSchema(sdl));
    if (!before || !after) throw new Error();
    const { findings } = await compareSchemas({ schema: before }, { schema: after }, { contract: "public" });
    expect(findings).toEqual([
      {
        check: "schema",
        code: "FIELD_REMOVED",
        severity: "error",
        message: "Contract `public`: `Query.b` was removed.",
        locations: [],
        coordinate: "Query.b",
        fix: "Keep it, deprecated, until no client asks for it.",
        subject: "contract public",
      },
    ]);
  });

  it("minds directives only where operations are written with them", async () => {
    const before = buildSchema(`
      directive @gone on FIELD
      directive @moved on FIELD | QUERY
      directive @args(a: Int, b: Int, c: Int!) on FIELD
      directive @server(a: Int) on FIELD_DEFINITION
      type Query { a: Int @server }
    `);
    const after = buildSchema(`
      directive @moved on FIELD | FIELD_DEFINITION
      directive @args(b: String, c: Int, d: Int!, e: Int) repeatable on FIELD
      directive @new on FIELD
      type Query { a: Int }
    `);
    const { findings } = await compareSchemas({ schema: before }, { schema: after });
    expect(findings.map(showFinding)).toEqual([
      "error DIRECTIVE_REMOVED @gone  `@gone` was removed, and operations may be written with it.",
      "error DIRECTIVE_REMOVED @moved  `@moved` can no longer be written on `QUERY`.",
      "error DIRECTIVE_ARGUMENT_CHANGED @args(a:)  `@args(a:)` was removed.",
      "error DIRECTIVE_ARGUMENT_CHANGED @args(d:)  `@args(d:)` is new and must be given.",
      "error DIRECTIVE_ARGUMENT_CHANGED @args(b:)  `@args(b:)` was `Int` and is now `String`.",
    ]);
  });
});
