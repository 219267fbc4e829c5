import { describe, expect, it } from "@jest/globals";
import { answers, drift, lines, object, openApi, type Parts, type Row } from "./drift.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const oneOf = (...values: unknown[]): unknown => ({ type: "string", enum: values });
const list = (items: unknown, more: Parts = {}): unknown => ({ type: "array", items, ...more });
const query = (name: string, schema: unknown, more: Parts = {}): Parts => ({ name, in: "query", schema, ...more });
const header = (name: string, more: Parts = {}): Parts => ({ name, in: "header", schema: text, ...more });
const users = list(object({ "id!": text }));

/** `GET /users` with these parameters. */
const taking = (...parameters: Parts[]): Parts => openApi({ "/users": { get: answers(users, { parameters }) } });
const listSdl = (args: string, http: string, more = ""): string => `
type Query {
  users(${args}): [User]
    @connect(source: "api", http: { GET: "/users" ${http} }, selection: "id")
}
type User { id: ID }
${more}`;

/** `POST /users` with this body. */
const posting = (schema: unknown, more: Parts = {}, mediaType = "application/json"): Parts =>
  openApi({
    "/users": {
      post: answers(object({ "id!": text }), { requestBody: { content: { [mediaType]: { schema } }, ...more } }),
    },
  });
const createSdl = (args: string, body: string, more = ""): string => `
type Query { version: String @connect(source: "other", http: { GET: "/" }, selection: "$") }
extend schema @source(name: "other", http: { baseURL: "https://other.test" })
type Mutation {
  create(${args}): User
    @connect(source: "api", http: { POST: "/users", body: "${body}" }, selection: "id")
}
type User { id: ID }
${more}`;

const batchSdl = (maxSize: string): string => `
type Query { version: String @connect(source: "other", http: { GET: "/" }, selection: "$") }
extend schema @source(name: "other", http: { baseURL: "https://other.test" })
type User
  @key(fields: "id")
  @connect(
    source: "api"
    http: { GET: "/users", queryParams: "ids: $batch.id" }
    ${maxSize}
    selection: "id name"
  ) { id: ID! name: String }
`;
const batchOf = (most?: number): Parts =>
  openApi({
    "/users": {
      get: answers(list(object({ "id!": text, name: text })), {
        parameters: [query("ids", list(text, most === undefined ? {} : { maxItems: most }))],
      }),
    },
  });

const idIn = (schema: unknown, name = "id"): Parts =>
  openApi({
    [`/users/{${name}}`]: {
      get: answers(object({ "id!": text }), { parameters: [{ name, in: "path", required: true, schema }] }),
    },
  });
const oneSdl = (type: string): string => `
type Query { user(id: ${type}): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id") }
type User { id: ID }
`;

const rows: readonly Row[] = [
  {
    name: "a parameter is required that the mapping does not send",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", integer), query("tenant", text, { required: true })),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 9:42 Query.users: `GET /users` now requires the query parameter `tenant`, which the connector does not send: `Query.users` (users.graphql:8:3) fails. See `#/paths/~1users/get/parameters/1`.",
    ],
  },
  {
    name: "a header is required that the mapping does not send",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", integer), header("X-Tenant", { required: true })),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 9:42 Query.users: `GET /users` now requires the header parameter `X-Tenant`, which the connector does not send: `Query.users` (users.graphql:8:3) fails. See `#/paths/~1users/get/parameters/1`.",
    ],
  },
  {
    name: "a header is required that the mapping sends already",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first", headers: [{ name: "x-tenant", value: "eu" }]'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", integer), header("X-Tenant", { required: true })),
    says: [],
  },
  {
    name: "an optional parameter is added",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", integer), query("tenant", text)),
    says: [],
  },
  {
    name: "a parameter becomes required that is sent only where an argument is given",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", integer, { required: true })),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 9:65 Query.users: `GET /users` now requires the query parameter `limit`, which the connector sends only where `$args.first` is given: `Query.users` (users.graphql:8:3) fails without it. See `#/paths/~1users/get/parameters/0`.",
    ],
  },
  {
    name: "a parameter becomes required that is always sent",
    sdl: listSdl("first: Int! = 10", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", integer, { required: true })),
    says: [],
  },
  {
    name: "a parameter is removed that is sent",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(),
    says: [
      "warning DRIFT_PARAMETER_REMOVED 9:65 Query.users: `GET /users` no longer has the query parameter `limit`: `Query.users` (users.graphql:8:3) is asked with it all the same. See `#/paths/~1users/get`.",
    ],
  },
  {
    name: "a parameter is removed that is not sent",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer), query("sort", text)),
    after: taking(query("limit", integer)),
    says: [],
  },
  {
    name: "a parameter is renamed",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("page_limit", integer)),
    says: [
      "warning DRIFT_PARAMETER_REMOVED 9:65 Query.users: `GET /users` no longer has the query parameter `limit`: `Query.users` (users.graphql:8:3) is asked with it all the same. It may be `page_limit` now. See `#/paths/~1users/get`.",
    ],
  },
  {
    name: "a parameter in the URL's own query is removed",
    sdl: `
type Query {
  users: [User] @connect(source: "api", http: { GET: "/users?sort=name&limit=5" }, selection: "id")
}
type User { id: ID }
`,
    before: taking(query("sort", text), query("limit", integer)),
    after: taking(query("limit", integer)),
    says: [
      "warning DRIFT_PARAMETER_REMOVED 8:62 Query.users: `GET /users` no longer has the query parameter `sort`: `Query.users` (users.graphql:8:3) is asked with it all the same. See `#/paths/~1users/get`.",
    ],
  },
  {
    name: "a text parameter becomes an integer",
    sdl: listSdl("after: String", 'queryParams: "after: $args.after"'),
    before: taking(query("after", text)),
    after: taking(query("after", integer)),
    says: [
      "error DRIFT_PARAMETER_TYPE 9:65 Query.users: `GET /users` now takes an integer, not a string, as the query parameter `after`: `Query.users` (users.graphql:8:3) sends `String`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "an integer parameter becomes a text",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", integer)),
    after: taking(query("limit", text)),
    says: [],
  },
  {
    name: "a parameter in the path becomes an integer",
    sdl: oneSdl("ID!"),
    before: idIn(text),
    after: idIn(integer),
    says: [
      "error DRIFT_PARAMETER_TYPE 7:80 Query.user: `GET /users/{id}` now takes an integer, not a string, as the path parameter `id`: `Query.user` (users.graphql:7:14) sends `ID`. See `#/paths/~1users~1{id}/get/parameters/0/schema`.",
    ],
  },
  {
    name: "a parameter in the path has another name",
    sdl: oneSdl("ID!"),
    before: idIn(text),
    after: idIn(text, "userId"),
    says: [],
  },
  {
    name: "a parameter in the path gets a format",
    sdl: oneSdl("ID!"),
    before: idIn(text),
    after: idIn({ type: "string", format: "uuid" }),
    says: [
      "warning DRIFT_FORMAT_CHANGED 7:80 Query.user: `GET /users/{id}` now takes the path parameter `id` with `format: uuid`: `Query.user` (users.graphql:7:14) may send more than that. See `#/paths/~1users~1{id}/get/parameters/0/schema`.",
    ],
  },
  {
    name: "a list is read in another style",
    sdl: listSdl("ids: [ID!]", 'queryParams: "ids: $args.ids"'),
    before: taking(query("ids", list(text))),
    after: taking(query("ids", list(text), { explode: false })),
    says: [
      "error DRIFT_PARAMETER_STYLE 9:65 Query.users: `GET /users` now reads the query parameter `ids` in the style `form`, not `form` exploded: `Query.users` (users.graphql:8:3) is asked with a list that is read otherwise. See `#/paths/~1users/get/parameters/0`.",
    ],
  },
  {
    name: "a list is read in the style that the mapping joins it in",
    sdl: listSdl("ids: [ID!]", `queryParams: "ids: $args.ids->joinNotNull(',')"`),
    before: taking(query("ids", list(text), { explode: false })),
    after: taking(query("ids", list(text))),
    says: [
      "error DRIFT_PARAMETER_STYLE 9:65 Query.users: `GET /users` now reads the query parameter `ids` in the style `form` exploded, not `form`: `Query.users` (users.graphql:8:3) is asked with a list that is read otherwise. See `#/paths/~1users/get/parameters/0`.",
    ],
  },
  {
    name: "an enum of a parameter is narrowed under a GraphQL enum",
    sdl: listSdl("sort: Sort", 'queryParams: "sort: $args.sort"', "enum Sort { NAME AGE }"),
    before: taking(query("sort", oneOf("NAME", "AGE"))),
    after: taking(query("sort", oneOf("NAME"))),
    says: [
      "error DRIFT_PARAMETER_ENUM 9:65 Query.users: `GET /users` no longer takes `AGE` as the query parameter `sort`: `Query.users` (users.graphql:8:3) can send it as `Sort`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "an enum of a parameter is narrowed under the constants of a match",
    sdl: listSdl(
      "sort: Sort",
      `queryParams: "sort: $args.sort?->match(['NAME', 'name'], ['AGE', 'age'])"`,
      "enum Sort { NAME AGE }",
    ),
    before: taking(query("sort", oneOf("name", "age"))),
    after: taking(query("sort", oneOf("name"))),
    says: [
      'error DRIFT_PARAMETER_ENUM 9:65 Query.users: `GET /users` no longer takes `age` as the query parameter `sort`: `Query.users` (users.graphql:8:3) sends `"age"`. See `#/paths/~1users/get/parameters/0/schema`.',
    ],
  },
  {
    name: "an enum of a parameter is narrowed under String",
    sdl: listSdl("sort: String", 'queryParams: "sort: $args.sort"'),
    before: taking(query("sort", oneOf("name", "age"))),
    after: taking(query("sort", oneOf("name"))),
    says: [
      "error DRIFT_PARAMETER_ENUM 9:65 Query.users: `GET /users` no longer takes `age` as the query parameter `sort`: `Query.users` (users.graphql:8:3) can send it as `String`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "any text becomes an enum",
    sdl: listSdl("sort: String", 'queryParams: "sort: $args.sort"'),
    before: taking(query("sort", text)),
    after: taking(query("sort", oneOf("name", "age"))),
    says: [
      "error DRIFT_PARAMETER_ENUM 9:65 Query.users: `GET /users` now takes `name`, `age` alone as the query parameter `sort`: `Query.users` (users.graphql:8:3) can send any `String`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "an enum of a parameter is narrowed by what is not sent",
    sdl: listSdl("first: Int", `queryParams: "sort: $('name') limit: $args.first"`),
    before: taking(query("sort", oneOf("name", "age")), query("limit", integer)),
    after: taking(query("sort", oneOf("name")), query("limit", integer)),
    says: [],
  },
  {
    name: "an enum of a parameter is widened",
    sdl: listSdl("sort: Sort", 'queryParams: "sort: $args.sort"', "enum Sort { NAME AGE }"),
    before: taking(query("sort", oneOf("NAME", "AGE"))),
    after: taking(query("sort", oneOf("NAME", "AGE", "SIZE"))),
    says: [],
  },
  {
    name: "the largest page becomes smaller",
    sdl: listSdl("first: Int", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", { type: "integer", maximum: 100 })),
    after: taking(query("limit", { type: "integer", maximum: 50 })),
    says: [
      "warning DRIFT_PARAMETER_NARROWED 9:65 Query.users: `GET /users` now takes the query parameter `limit` with `maximum: 50`, not `100`: `Query.users` (users.graphql:8:3) may send more than that. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "the largest page becomes smaller than an argument's default",
    sdl: listSdl("first: Int = 100", 'queryParams: "limit: $args.first"'),
    before: taking(query("limit", { type: "integer", maximum: 100 })),
    after: taking(query("limit", { type: "integer", maximum: 50 })),
    says: [
      "error DRIFT_PARAMETER_NARROWED 9:65 Query.users: `GET /users` now takes the query parameter `limit` with `maximum: 50`, not `100`: `Query.users` (users.graphql:8:3) sends by default `100`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "the largest page becomes smaller than a constant",
    sdl: listSdl("name: String", 'queryParams: "limit: $(100) name: $args.name"'),
    before: taking(query("limit", { type: "integer", maximum: 100 }), query("name", text)),
    after: taking(query("limit", { type: "integer", maximum: 50 }), query("name", text)),
    says: [
      "error DRIFT_PARAMETER_NARROWED 9:65 Query.users: `GET /users` now takes the query parameter `limit` with `maximum: 50`, not `100`: `Query.users` (users.graphql:8:3) sends `100`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "a text gets shorter, and a pattern",
    sdl: listSdl("name: String", 'queryParams: "name: $args.name"'),
    before: taking(query("name", text)),
    after: taking(query("name", { type: "string", maxLength: 20, pattern: "^[a-z]+$" })),
    says: [
      "warning DRIFT_PARAMETER_NARROWED 9:65 Query.users: `GET /users` now takes the query parameter `name` with `maxLength: 20`: `Query.users` (users.graphql:8:3) may send more than that. See `#/paths/~1users/get/parameters/0/schema`.",
      "warning DRIFT_PARAMETER_NARROWED 9:65 Query.users: `GET /users` now takes the query parameter `name` with `pattern: ^[a-z]+$`: `Query.users` (users.graphql:8:3) may send more than that. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "a limit is loosened",
    sdl: listSdl("name: String", 'queryParams: "name: $args.name"'),
    before: taking(query("name", { type: "string", maxLength: 20 })),
    after: taking(query("name", { type: "string", maxLength: 40 })),
    says: [],
  },
  {
    name: "a batch takes less than maxSize",
    sdl: batchSdl("batch: { maxSize: 50 }"),
    before: batchOf(100),
    after: batchOf(20),
    says: [
      "error DRIFT_BATCH_SIZE 14:23 User.id,User.name: `GET /users` now takes at most 20 items as the query parameter `ids`: `User.id` (users.graphql:16:7), `User.name` (users.graphql:16:15) sends up to 50. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "a batch takes less, but enough for maxSize",
    sdl: batchSdl("batch: { maxSize: 50 }"),
    before: batchOf(100),
    after: batchOf(50),
    says: [],
  },
  {
    name: "a batch gets a limit where it has no maxSize",
    sdl: batchSdl(""),
    before: batchOf(),
    after: batchOf(20),
    says: [
      "error DRIFT_BATCH_SIZE 15:16 User.id,User.name: `GET /users` now takes at most 20 items as the query parameter `ids`: `User.id` (users.graphql:16:7), `User.name` (users.graphql:16:15) may send more, since `batch` has no `maxSize`. See `#/paths/~1users/get/parameters/0/schema`.",
    ],
  },
  {
    name: "a property of the body becomes required that is not sent",
    sdl: createSdl("name: String!", "name: $args.name"),
    before: posting(object({ "name!": text, email: text })),
    after: posting(object({ "name!": text, "email!": text })),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 11:59 Mutation.create: `POST /users` now requires `email` in the body, which the connector does not send: `Mutation.create` (users.graphql:10:3) fails. See `#/paths/~1users/post/requestBody/content/application~1json/schema/properties/email`.",
    ],
  },
  {
    name: "a property of the body becomes required that an argument may leave out",
    sdl: createSdl("input: NewUser!", "$args.input", "input NewUser { name: String! email: String }"),
    before: posting(object({ "name!": text, email: text })),
    after: posting(object({ "name!": text, "email!": text })),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 11:59 Mutation.create: `POST /users` now requires `email` in the body, which the connector sends only where `$args.input.email` is given: `Mutation.create` (users.graphql:10:3) fails without it. See `#/paths/~1users/post/requestBody/content/application~1json/schema/properties/email`.",
    ],
  },
  {
    name: "a required property of the body is only read, or has a default",
    sdl: createSdl("name: String!", "name: $args.name"),
    before: posting(object({ "name!": text })),
    after: posting(
      object({
        "name!": text,
        "id!": { type: "string", readOnly: true },
        "role!": { type: "string", default: "user" },
      }),
    ),
    says: [],
  },
  {
    name: "a property of the body is removed",
    sdl: createSdl("name: String!", "name: $args.name"),
    before: posting(object({ name: text })),
    after: posting(object({ fullName: text })),
    says: [
      "warning DRIFT_PARAMETER_REMOVED 11:60 Mutation.create: `POST /users` no longer has `name` in the body: `Mutation.create` (users.graphql:10:3) is asked with it all the same. It may be `fullName` now. See `#/paths/~1users/post/requestBody/content/application~1json/schema`.",
    ],
  },
  {
    name: "a property of the body is removed where no other is allowed",
    sdl: createSdl("name: String!", "name: $args.name"),
    before: posting(object({ name: text, age: integer })),
    after: posting(object({ age: integer }, { additionalProperties: false })),
    says: [
      "error DRIFT_PARAMETER_REMOVED 11:60 Mutation.create: `POST /users` no longer has `name` in the body: `Mutation.create` (users.graphql:10:3) fails. See `#/paths/~1users/post/requestBody/content/application~1json/schema`.",
    ],
  },
  {
    name: "the type of a property of the body changes",
    sdl: createSdl("name: String! age: Int", "name: $args.name age: $args.age"),
    before: posting(object({ name: text, age: integer })),
    after: posting(object({ name: text, age: text })),
    says: [
      "error DRIFT_PARAMETER_TYPE 11:77 Mutation.create: `POST /users` now takes a string, not an integer, as `age` in the body: `Mutation.create` (users.graphql:10:3) sends `Int`. See `#/paths/~1users/post/requestBody/content/application~1json/schema/properties/age`.",
    ],
  },
  {
    name: "a property inside a list of the body becomes required",
    sdl: createSdl(
      "input: Order!",
      "$args.input { items { sku count } }",
      "input Order { items: [Item!]! } input Item { sku: ID! count: Int }",
    ),
    before: posting(object({ "items!": list(object({ "sku!": text, count: integer })) })),
    after: posting(object({ "items!": list(object({ "sku!": text, count: integer, "unit!": text })) })),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 11:74 Mutation.create: `POST /users` now requires `unit` in `items` in the body, which the connector does not send: `Mutation.create` (users.graphql:10:3) fails. See `#/paths/~1users/post/requestBody/content/application~1json/schema/properties/items/items/properties/unit`.",
    ],
  },
  {
    name: "a property of a body that is spread as a whole is removed",
    sdl: createSdl("input: NewUser!", "$args.input { ... $ name: nick }", "input NewUser { nick: String! age: Int }"),
    before: posting(object({ nick: text, name: text, age: integer })),
    after: posting(object({ nick: text, name: text })),
    says: [
      "warning DRIFT_PARAMETER_REMOVED 11:74 Mutation.create: `POST /users` no longer has `age` in the body: `Mutation.create` (users.graphql:10:3) is asked with it all the same. See `#/paths/~1users/post/requestBody/content/application~1json/schema`.",
    ],
  },
  {
    name: "an enum of the body is narrowed",
    sdl: createSdl("tier: Tier!", "tier: $args.tier", "enum Tier { BASIC GOLD }"),
    before: posting(object({ tier: oneOf("BASIC", "GOLD") })),
    after: posting(object({ tier: oneOf("BASIC") })),
    says: [
      "error DRIFT_PARAMETER_ENUM 11:60 Mutation.create: `POST /users` no longer takes `GOLD` as `tier` in the body: `Mutation.create` (users.graphql:10:3) can send it as `Tier`. See `#/paths/~1users/post/requestBody/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "the media type of the body changes",
    sdl: createSdl("name: String!", "name: $args.name"),
    before: posting(object({ name: text })),
    after: posting(object({ name: text }), {}, "application/x-www-form-urlencoded"),
    says: [
      "error DRIFT_MEDIA_TYPE_CHANGED 11:59 Mutation.create: `POST /users` now takes a body of `application/x-www-form-urlencoded`, not `application/json`: `Mutation.create` (users.graphql:10:3) sends `application/json`. See `#/paths/~1users/post/requestBody`.",
    ],
  },
  {
    name: "a body is required that is not sent",
    sdl: `
type Query { version: String @connect(source: "other", http: { GET: "/" }, selection: "$") }
extend schema @source(name: "other", http: { baseURL: "https://other.test" })
type Mutation { create: User @connect(source: "api", http: { POST: "/users" }, selection: "id") }
type User { id: ID }
`,
    before: posting(object({ name: text })),
    after: posting(object({ name: text }), { required: true }),
    says: [
      "error DRIFT_PARAMETER_REQUIRED 9:68 Mutation.create: `POST /users` now requires a body, which the connector does not send: `Mutation.create` (users.graphql:9:17) fails without it. See `#/paths/~1users/post/requestBody`.",
    ],
  },
];

describe("a request", () => {
  it.each(rows)("where $name", ({ says, ...sides }) => {
    expect(lines(drift(sides))).toEqual(says);
  });
});
