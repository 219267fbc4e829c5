import { describe, expect, it } from "@jest/globals";
import { answers, drift, lines, object, openApi, userAnswer, userSdl, type Parts, type Row } from "./drift.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const list = (items: unknown): unknown => ({ type: "array", items });
const oneOf = (...values: unknown[]): unknown => ({ type: "string", enum: values });
const user = (properties: Parts, more: Parts = {}): Parts => userAnswer(object(properties, more));
const usersSdl = (args: string, http: string, more = ""): string => `
type Query {
  users${args}: [User] @connect(source: "api", http: { GET: "/users"${http} }, selection: "id")
}
type User { id: ID }
${more}`;
const users = (...parameters: Parts[]): Parts =>
  openApi({ "/users": { get: answers(list(object({ "id!": text })), { parameters }) } });
const query = (name: string, schema: unknown, more: Parts = {}): Parts => ({ name, in: "query", schema, ...more });

const rows: readonly Row[] = [
  {
    name: "reports a path that the schema does not have",
    sdl: userSdl("id email: contact.mail", "id: ID email: String"),
    before: user({ "id!": text, contact: object({ email: text }) }),
    says: [
      "error DRIFT_PROPERTY_UNKNOWN 13:25 User.email: `GET /users/{id}` does not return `contact.mail`: `User.email` (users.graphql:17:20) is null. Did you mean `email`? See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/contact`.",
    ],
  },
  {
    name: "reports what is nullable under a non-null field",
    sdl: userSdl("id email", "id: ID email: String!"),
    before: user({ "id!": text, "email!": { type: "string", nullable: true } }),
    says: [
      "warning DRIFT_NULLABLE 13:10 User.email: `GET /users/{id}` may return null as `email`: `User.email` (users.graphql:17:20) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`.",
    ],
  },
  {
    name: "reports what is optional under a non-null field, where others are required",
    sdl: userSdl("id email", "id: ID! email: String!"),
    before: user({ "id!": text, email: text }),
    says: [
      "warning DRIFT_NULLABLE 13:10 User.email: `GET /users/{id}` may leave out `email`: `User.email` (users.graphql:17:21) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`.",
    ],
  },
  {
    name: "says nothing of what is optional where nothing is required",
    sdl: userSdl("id email", "id: ID! email: String!"),
    before: user({ id: text, email: text }),
    says: [],
  },
  {
    name: "reports a value that the enum had before the change, and that the service still returns",
    sdl: userSdl("id role", "id: ID role: Role", "enum Role { ADMIN }"),
    before: user({ "id!": text, role: oneOf("ADMIN", "STAFF") }),
    formerEnums: { Role: ["STAFF"] },
    says: [
      "error DRIFT_ENUM_UNKNOWN 13:10 User.role: `GET /users/{id}` can return `STAFF` as `role`: `User.role` (users.graphql:17:20) is fed by it, and `Role` no longer has it. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/role`.",
    ],
  },
  {
    name: "reports a value that the mapping gives and the enum does not have",
    sdl: userSdl(
      'id role: role->match(["admin", "ADMN"], ["staff", "STAFF"])',
      "id: ID role: Role",
      "enum Role { ADMIN STAFF }",
    ),
    before: user({ "id!": text, role: oneOf("admin", "staff") }),
    says: [
      "error DRIFT_ENUM_UNKNOWN 13:38 User.role: The mapping gives `ADMN`: `User.role` (users.graphql:17:20) is fed by it, and `Role` does not have it.",
    ],
  },
  {
    name: "reports a string under Int",
    sdl: userSdl("id age", "id: ID age: Int"),
    before: user({ "id!": text, age: text }),
    says: [
      "error DRIFT_TYPE_MISMATCH 13:10 User.age: `GET /users/{id}` returns a string as `age`: `User.age` (users.graphql:17:20) is of type `Int` and fails. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/age`.",
    ],
  },
  {
    name: "reports an object under String",
    sdl: userSdl("id name", "id: ID name: String"),
    before: user({ "id!": text, name: object({ first: text }) }),
    says: [
      "error DRIFT_TYPE_MISMATCH 13:10 User.name: `GET /users/{id}` returns an object as `name`: `User.name` (users.graphql:17:20) is of type `String` and fails. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/name`.",
    ],
  },
  {
    name: "reports a list under one value",
    sdl: userSdl("id tag: tags", "id: ID tag: String"),
    before: user({ "id!": text, tags: list(text) }),
    says: [
      "error DRIFT_LIST_MISMATCH 13:15 User.tag: `GET /users/{id}` returns a list as `tags`: `User.tag` (users.graphql:17:20) is of type `String` and becomes null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tags`.",
    ],
  },
  {
    name: "reports one value under a list",
    sdl: usersSdl("", ""),
    before: openApi({ "/users": { get: answers(object({ "id!": text })) } }),
    says: [
      "error DRIFT_LIST_MISMATCH 8:77 Query.users: `GET /users` returns one value as its body: `Query.users` (users.graphql:8:3) is of type `[User]` and becomes null. See `#/paths/~1users/get/responses/200/content/application~1json/schema`.",
    ],
  },
  {
    name: "reports values that the GraphQL enum does not have",
    sdl: userSdl("id tier", "id: ID tier: Tier", "enum Tier { BASIC GOLD }"),
    before: user({ "id!": text, tier: oneOf("basic", "GOLD") }),
    says: [
      "warning DRIFT_ENUM_UNKNOWN 13:10 User.tier: `GET /users/{id}` can return `basic` as `tier`: `User.tier` (users.graphql:17:20) is fed by it, and `Tier` does not have it. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "reports values for which a match has no pair",
    sdl: userSdl('id tier: tier->match(["basic", "BASIC"])', "id: ID tier: Tier", "enum Tier { BASIC GOLD }"),
    before: user({ "id!": text, tier: oneOf("basic", "gold") }),
    says: [
      "warning DRIFT_ENUM_UNKNOWN 13:16 User.tier: `GET /users/{id}` can return `gold` as `tier`, for which `->match` has no pair: `User.tier` (users.graphql:17:20) is null then. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "reports a connector whose operation is not there",
    sdl: userSdl("id", "id: ID"),
    before: openApi({ "/user/{id}": { get: answers(object({ "id!": text })) } }),
    says: [
      "error DRIFT_OPERATION_UNKNOWN 11:20 Query.user: `GET /users/{$args.id}` is not in `users.openapi.json`: `Query.user` (users.graphql:8:3) cannot be answered. Did you mean `GET /user/{id}`?",
    ],
  },
  {
    name: "reports an unknown query parameter",
    sdl: usersSdl("(first: Int)", ', queryParams: "limt: $args.first"'),
    before: users(query("limit", integer)),
    says: [
      "warning DRIFT_PARAMETER_UNKNOWN 8:90 Query.users: `GET /users` has no query parameter `limt`: `Query.users` (users.graphql:8:3) is asked with it all the same. Did you mean `limit`? See `#/paths/~1users/get`.",
    ],
  },
  {
    name: "says nothing of an API key in the query",
    sdl: usersSdl("", ', queryParams: "api_key: $config.key"'),
    before: {
      ...users(),
      components: { securitySchemes: { key: { type: "apiKey", in: "query", name: "api_key" } } },
    },
    says: [],
  },
  {
    name: "reports a required parameter that is not sent",
    sdl: usersSdl("(first: Int)", ', queryParams: "limit: $args.first"'),
    before: users(query("limit", integer), query("tenant", text, { required: true })),
    says: [
      "error DRIFT_PARAMETER_MISSING 8:66 Query.users: `GET /users` requires the query parameter `tenant`, which the connector does not send: `Query.users` (users.graphql:8:3) fails. See `#/paths/~1users/get/parameters/1`.",
    ],
  },
  {
    name: "reports a required parameter that an argument may leave out",
    sdl: usersSdl("(tenant: String)", ', queryParams: "tenant: $args.tenant"'),
    before: users(query("tenant", text, { required: true })),
    says: [
      "warning DRIFT_PARAMETER_MISSING 8:94 Query.users: `GET /users` requires the query parameter `tenant`, which the connector sends only where `$args.tenant` is given: `Query.users` (users.graphql:8:3) fails without it. See `#/paths/~1users/get/parameters/0`.",
    ],
  },
  {
    name: "reports an enum value that the parameter does not take",
    sdl: usersSdl("(sort: Sort)", ', queryParams: "sort: $args.sort"', "enum Sort { NAME AGE }"),
    before: users(query("sort", oneOf("name", "age"))),
    says: [
      "error DRIFT_PARAMETER_ENUM 8:90 Query.users: `GET /users` does not take `NAME` or `AGE` as the query parameter `sort`: `Query.users` (users.graphql:8:3) can send it as `Sort`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "reports a constant that the parameter does not take",
    sdl: usersSdl("(first: Int)", `, queryParams: "sort: $('size') limit: $args.first"`),
    before: users(query("sort", oneOf("name", "age")), query("limit", integer)),
    says: [
      'error DRIFT_PARAMETER_ENUM 8:90 Query.users: `GET /users` does not take `size` as the query parameter `sort`: `Query.users` (users.graphql:8:3) sends `"size"`. See `#/paths/~1users/get/parameters/0/schema`.',
    ],
  },
  {
    name: "reports a list where one value is taken",
    sdl: usersSdl("(ids: [ID!])", ', queryParams: "id: $args.ids"'),
    before: users(query("id", text)),
    says: [
      "error DRIFT_PARAMETER_TYPE 8:90 Query.users: `GET /users` takes a string as the query parameter `id`: `Query.users` (users.graphql:8:3) sends a list. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
];

describe("one document", () => {
  it.each(rows)("$name", ({ says, ...sides }) => {
    expect(lines(drift(sides))).toEqual(says);
  });
});
