import { describe, it } from "@jest/globals";
import { judgeChange, type LabelledChange } from "./judge-change.ts";

const changes: readonly LabelledChange[] = [
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
];

describe("compareSchemas, of arguments, inputs and enums", () => {
  // The assertion is in what it calls.
  // oxlint-disable-next-line jest/expect-expect
  it.each(changes)("judges a change that $change", judgeChange);
});
