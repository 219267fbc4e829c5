import { describe, expect, it } from "@jest/globals";
import { drift, lines, object, openApi, userAnswer, userSdl, type Row } from "./drift.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const number = { type: "number" };
const list = (items: unknown): unknown => ({ type: "array", items });
const oneOf = (...values: unknown[]): unknown => ({ type: "string", enum: values });
const user = (properties: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> =>
  userAnswer(object(properties, more));

const cat = object({ "kind!": oneOf("cat"), "lives!": integer });
const dog = object({ "kind!": oneOf("dog"), "tricks!": integer });
const fish = object({ "kind!": oneOf("fish"), "depth!": integer });
const pets = (...members: unknown[]): Record<string, unknown> => user({ "pet!": { oneOf: members } });
const petSdl = userSdl(
  `pet {
        ... kind->match(["cat", { __typename: "Cat" lives }], ["dog", { __typename: "Dog" tricks }], [@, null])
      }`,
  "pet: Pet",
  "union Pet = Cat | Dog\ntype Cat { lives: Int! }\ntype Dog { tricks: Int! }",
);

const rows: readonly Row[] = [
  {
    name: "a property is removed",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, "email!": text }),
    after: user({ "id!": text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.email: `GET /users/{id}` no longer returns `email`: `User.email` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property of a non-null field is removed",
    sdl: userSdl("id email", "id: ID email: String!"),
    before: user({ "id!": text, "email!": text }),
    after: user({ "id!": text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.email: `GET /users/{id}` no longer returns `email`: `User.email` (users.graphql:17:20) becomes null, which it must not be. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "an object is removed from which several fields are read",
    sdl: userSdl("id city: address.city street: address.street", "id: ID city: String street: String"),
    before: user({ "id!": text, address: object({ city: text, street: text }) }),
    after: user({ "id!": text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:16 User.city: `GET /users/{id}` no longer returns `address`: `User.city` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
      "error DRIFT_PROPERTY_REMOVED 13:37 User.street: `GET /users/{id}` no longer returns `address`: `User.street` (users.graphql:17:33) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "an object with a selection is removed",
    sdl: userSdl("id address { city }", "id: ID address: Address", "type Address { city: String }"),
    before: user({ "id!": text, address: object({ city: text }) }),
    after: user({ "id!": text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.address: `GET /users/{id}` no longer returns `address`: `User.address` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property is renamed",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, email: text, age: integer }),
    after: user({ "id!": text, email_address: text, age: integer, since: text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.email: `GET /users/{id}` no longer returns `email`: `User.email` (users.graphql:17:20) becomes null. It may be `email_address` now. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property is removed that only a method reads",
    sdl: userSdl('id name: $([first, last])->joinNotNull(" ")', "id: ID name: String"),
    before: user({ "id!": text, first: text, last: text }),
    after: user({ "id!": text, first: text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:26 User.name: `GET /users/{id}` no longer returns `last`: `User.name` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/last`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property is removed that only a condition reads",
    sdl: userSdl("id roles: roles->filter(@.active)->map(@.name)", "id: ID roles: [String]"),
    before: user({ "id!": text, roles: list(object({ name: text, active: { type: "boolean" } })) }),
    after: user({ "id!": text, roles: list(object({ name: text })) }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:33 User.roles: `GET /users/{id}` no longer returns `roles[].active`: `User.roles` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/roles/items/properties/active`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/roles/items` now.",
    ],
  },
  {
    name: "a property is removed from the items of a list",
    sdl: userSdl(
      "id first: orders->first.total orders { total }",
      "id: ID first: Int orders: [Order]",
      "type Order { total: Int }",
    ),
    before: user({ "id!": text, orders: list(object({ total: integer })) }),
    after: user({ "id!": text, orders: list(object({ amount: integer })) }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:31 User.first: `GET /users/{id}` no longer returns `orders[].total`: `User.first` (users.graphql:17:20) becomes null. It may be `amount` now. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/orders/items/properties/total`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/orders/items` now.",
      "error DRIFT_PROPERTY_REMOVED 13:46 Order.total: `GET /users/{id}` no longer returns `orders[].total`: `Order.total` (users.graphql:18:14) becomes null. It may be `amount` now. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/orders/items/properties/total`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/orders/items` now.",
    ],
  },
  {
    name: "a property is removed that has a constant for a fallback",
    sdl: userSdl('id email: email ?? "none"', "id: ID email: String"),
    before: user({ "id!": text, email: text }),
    after: user({ "id!": text }),
    says: [
      "warning DRIFT_PROPERTY_REMOVED 13:17 User.email: `GET /users/{id}` no longer returns `email`: `User.email` (users.graphql:17:20) has its fallback from now on. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property is removed for which the mapping already has the next name",
    sdl: userSdl("id email: email ?? emailAddress", "id: ID email: String"),
    before: user({ "id!": text, email: text }),
    after: user({ "id!": text, emailAddress: text }),
    says: [],
  },
  {
    name: "a property is removed from an object that is spread as a whole",
    sdl: userSdl("id ... address", "id: ID city: String zip: String"),
    before: user({ "id!": text, address: object({ city: text, street: text }) }),
    after: user({ "id!": text, address: object({ street: text }) }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.city: `GET /users/{id}` no longer returns `address.city`: `User.city` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address/properties/city`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address` now.",
    ],
  },
  {
    name: "all operands of a fallback are removed",
    sdl: userSdl("id name: nick ?? name", "id: ID name: String"),
    before: user({ "id!": text, nick: text, name: text }),
    after: user({ "id!": text }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:24 User.name: `GET /users/{id}` no longer returns `name`: `User.name` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/name`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property is no longer declared where any may be sent",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, email: text }, { additionalProperties: true }),
    after: user({ "id!": text }, { additionalProperties: true }),
    says: [
      "warning DRIFT_PROPERTY_REMOVED 13:10 User.email: `GET /users/{id}` no longer declares `email`: `User.email` (users.graphql:17:20) may become null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "additional properties are no longer allowed where one is read",
    sdl: userSdl("id nick", "id: ID nick: String"),
    before: user({ "id!": text }, { additionalProperties: true }),
    after: user({ "id!": text }, { additionalProperties: false }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.nick: `GET /users/{id}` no longer returns `nick`: `User.nick` (users.graphql:17:20) becomes null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema`.",
    ],
  },
  {
    name: "a property becomes write-only",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, email: text }),
    after: user({ "id!": text, email: { type: "string", writeOnly: true } }),
    says: [
      "error DRIFT_PROPERTY_REMOVED 13:10 User.email: `GET /users/{id}` no longer returns `email`: `User.email` (users.graphql:17:20) becomes null. It was `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`; see `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema` now.",
    ],
  },
  {
    name: "a property becomes optional under a non-null field",
    sdl: userSdl("id email", "id: ID email: String!"),
    before: user({ "id!": text, "email!": text }),
    after: user({ "id!": text, email: text }),
    says: [
      "error DRIFT_NULLABLE 13:10 User.email: `GET /users/{id}` may now leave out `email`: `User.email` (users.graphql:17:20) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`.",
    ],
  },
  {
    name: "a property becomes optional under a nullable field",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, "email!": text }),
    after: user({ "id!": text, email: text }),
    says: [],
  },
  {
    name: "a property becomes nullable under a non-null field",
    sdl: userSdl("id email", "id: ID email: String!"),
    before: user({ "id!": text, "email!": text }),
    after: user({ "id!": text, "email!": { type: "string", nullable: true } }),
    says: [
      "error DRIFT_NULLABLE 13:10 User.email: `GET /users/{id}` may now return null as `email`: `User.email` (users.graphql:17:20) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/email`.",
    ],
  },
  {
    name: "an object becomes optional on the way to a non-null field",
    sdl: userSdl("id city: address.city", "id: ID city: String!"),
    before: user({ "id!": text, "address!": object({ "city!": text }) }),
    after: user({ "id!": text, address: object({ "city!": text }) }),
    says: [
      "error DRIFT_NULLABLE 13:16 User.city: `GET /users/{id}` may now leave out `address`: `User.city` (users.graphql:17:20) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address`.",
    ],
  },
  {
    name: "a property becomes optional that has a fallback",
    sdl: userSdl('id email: email ?? ""', "id: ID email: String!"),
    before: user({ "id!": text, "email!": text }),
    after: user({ "id!": text, email: text }),
    says: [],
  },
  {
    name: "items of a list become nullable under non-null items",
    sdl: userSdl("id tags", "id: ID tags: [String!]"),
    before: user({ "id!": text, tags: list(text) }),
    after: user({ "id!": text, tags: list({ type: "string", nullable: true }) }),
    says: [
      "error DRIFT_NULLABLE 13:10 User.tags: `GET /users/{id}` may now return null as `tags[]`: `User.tags` (users.graphql:17:20) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tags/items`.",
    ],
  },
  {
    name: "a property of items becomes optional under a non-null field of theirs",
    sdl: userSdl("id orders { total }", "id: ID orders: [Order!]", "type Order { total: Int! }"),
    before: user({ "id!": text, orders: list(object({ "total!": integer })) }),
    after: user({ "id!": text, orders: list(object({ total: integer, "id!": text })) }),
    says: [
      "error DRIFT_NULLABLE 13:19 Order.total: `GET /users/{id}` may now leave out `orders[].total`: `Order.total` (users.graphql:18:14) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/orders/items/properties/total`.",
    ],
  },
  {
    name: "an integer becomes a text under Int",
    sdl: userSdl("id age", "id: ID age: Int"),
    before: user({ "id!": text, age: integer }),
    after: user({ "id!": text, age: text }),
    says: [
      "error DRIFT_TYPE_CHANGED 13:10 User.age: `GET /users/{id}` now returns a string, not an integer, as `age`: `User.age` (users.graphql:17:20) is of type `Int` and fails. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/age`.",
    ],
  },
  {
    name: "a text becomes an integer under ID",
    sdl: userSdl("id", "id: ID!"),
    before: user({ "id!": text }),
    after: user({ "id!": integer }),
    says: [],
  },
  {
    name: "a text becomes an integer under String",
    sdl: userSdl("id code", "id: ID code: String"),
    before: user({ "id!": text, code: text }),
    after: user({ "id!": text, code: integer }),
    says: [
      "warning DRIFT_TYPE_CHANGED 13:10 User.code: `GET /users/{id}` now returns an integer, not a string, as `code`: `User.code` (users.graphql:17:20) is of type `String` and may come out as something else. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/code`.",
    ],
  },
  {
    name: "an integer becomes a number under Int",
    sdl: userSdl("id price", "id: ID price: Int"),
    before: user({ "id!": text, price: integer }),
    after: user({ "id!": text, price: number }),
    says: [
      "warning DRIFT_TYPE_CHANGED 13:10 User.price: `GET /users/{id}` now returns a number, not an integer, as `price`: `User.price` (users.graphql:17:20) is of type `Int` and may come out as something else. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/price`.",
    ],
  },
  {
    name: "an integer becomes a number under Float",
    sdl: userSdl("id price", "id: ID price: Float"),
    before: user({ "id!": text, price: integer }),
    after: user({ "id!": text, price: number }),
    says: [],
  },
  {
    name: "a text becomes an object",
    sdl: userSdl("id name", "id: ID name: String"),
    before: user({ "id!": text, name: text }),
    after: user({ "id!": text, name: object({ first: text }) }),
    says: [
      "error DRIFT_TYPE_CHANGED 13:10 User.name: `GET /users/{id}` now returns an object, not a string, as `name`: `User.name` (users.graphql:17:20) is of type `String` and fails. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/name`.",
    ],
  },
  {
    name: "an object becomes a text",
    sdl: userSdl(
      "id address { city street }",
      "id: ID address: Address",
      "type Address { city: String street: String }",
    ),
    before: user({ "id!": text, address: object({ city: text, street: text }) }),
    after: user({ "id!": text, address: text }),
    says: [
      "error DRIFT_TYPE_CHANGED 13:10 User.address: `GET /users/{id}` now returns `address` as something that is a string, not an object: `User.address` (users.graphql:17:20) becomes null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address`.",
    ],
  },
  {
    name: "an object becomes a list",
    sdl: userSdl("id address { city }", "id: ID address: Address", "type Address { city: String }"),
    before: user({ "id!": text, address: object({ city: text }) }),
    after: user({ "id!": text, address: list(object({ city: text })) }),
    says: [
      "error DRIFT_TYPE_CHANGED 13:10 User.address: `GET /users/{id}` now returns a list as `address`: `User.address` (users.graphql:17:20) is of type `Address` and becomes null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/address`.",
    ],
  },
  {
    name: "a list becomes one value",
    sdl: userSdl("id tags", "id: ID tags: [String]"),
    before: user({ "id!": text, tags: list(text) }),
    after: user({ "id!": text, tags: text }),
    says: [
      "error DRIFT_TYPE_CHANGED 13:10 User.tags: `GET /users/{id}` now returns one value as `tags`: `User.tags` (users.graphql:17:20) is of type `[String]` and becomes null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tags`.",
    ],
  },
  {
    name: "the answer becomes a list",
    sdl: userSdl("id", "id: ID"),
    before: user({ "id!": text }),
    after: userAnswer(list(object({ "id!": text }))),
    says: [
      "error DRIFT_TYPE_CHANGED 12:18 Query.user: `GET /users/{id}` now returns a list as its body: `Query.user` (users.graphql:8:3) is of type `User` and becomes null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema`.",
    ],
  },
  {
    name: "the type of a custom scalar changes",
    sdl: userSdl("id born", "id: ID born: Date", "scalar Date"),
    before: user({ "id!": text, born: text }),
    after: user({ "id!": text, born: integer }),
    says: [
      "warning DRIFT_TYPE_CHANGED 13:10 User.born: `GET /users/{id}` now returns an integer, not a string, as `born`: `User.born` (users.graphql:17:20) is of type `Date` and may come out as something else. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/born`.",
    ],
  },
  {
    name: "the format of a text changes",
    sdl: userSdl("id born", "id: ID born: String"),
    before: user({ "id!": text, born: { type: "string", format: "date" } }),
    after: user({ "id!": text, born: { type: "string", format: "date-time" } }),
    says: [
      "warning DRIFT_FORMAT_CHANGED 13:10 User.born: `GET /users/{id}` now returns `born` in the format `date-time`, not `date`: `User.born` (users.graphql:17:20) is another text for clients. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/born`.",
    ],
  },
  {
    name: "an integer grows beyond Int",
    sdl: userSdl("id views", "id: ID views: Int"),
    before: user({ "id!": text, views: { type: "integer", format: "int32" } }),
    after: user({ "id!": text, views: { type: "integer", format: "int64" } }),
    says: [
      "warning DRIFT_FORMAT_CHANGED 13:10 User.views: `GET /users/{id}` now returns `views` in the format `int64`, not `int32`: `User.views` (users.graphql:17:20) is an error where it is beyond 32 bits. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/views`.",
    ],
  },
  {
    name: "an enum is widened by what the GraphQL enum does not have",
    sdl: userSdl("id tier", "id: ID tier: Tier", "enum Tier { BASIC GOLD }"),
    before: user({ "id!": text, tier: oneOf("BASIC", "GOLD") }),
    after: user({ "id!": text, tier: oneOf("BASIC", "GOLD", "PLATINUM") }),
    says: [
      "error DRIFT_ENUM_WIDENED 13:10 User.tier: `GET /users/{id}` can now return `PLATINUM` as `tier`: `User.tier` (users.graphql:17:20) is fed by it, and `Tier` does not have it. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "an enum is widened by what the GraphQL enum has",
    sdl: userSdl("id tier", "id: ID tier: Tier", "enum Tier { BASIC GOLD PLATINUM }"),
    before: user({ "id!": text, tier: oneOf("BASIC", "GOLD") }),
    after: user({ "id!": text, tier: oneOf("BASIC", "GOLD", "PLATINUM") }),
    says: [],
  },
  {
    name: "an enum is widened under String",
    sdl: userSdl("id tier", "id: ID tier: String"),
    before: user({ "id!": text, tier: oneOf("BASIC", "GOLD") }),
    after: user({ "id!": text, tier: oneOf("BASIC", "GOLD", "PLATINUM") }),
    says: [
      "warning DRIFT_ENUM_WIDENED 13:10 User.tier: `GET /users/{id}` can now return `PLATINUM` as `tier`: `User.tier` (users.graphql:17:20) is fed by it, and clients may not know it. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "an enum becomes any text",
    sdl: userSdl("id tier", "id: ID tier: Tier", "enum Tier { BASIC GOLD }"),
    before: user({ "id!": text, tier: oneOf("BASIC", "GOLD") }),
    after: user({ "id!": text, tier: text }),
    says: [
      "warning DRIFT_ENUM_WIDENED 13:10 User.tier: `GET /users/{id}` can now return any text as `tier`: `User.tier` (users.graphql:17:20) is fed by it, and `Tier` has only some. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "an enum is widened by what no pair of a match has",
    sdl: userSdl(
      'id tier: tier->match(["basic", "BASIC"], ["gold", "GOLD"])',
      "id: ID tier: Tier",
      "enum Tier { BASIC GOLD }",
    ),
    before: user({ "id!": text, tier: oneOf("basic", "gold") }),
    after: user({ "id!": text, tier: oneOf("basic", "gold", "platinum") }),
    says: [
      "warning DRIFT_ENUM_WIDENED 13:16 User.tier: `GET /users/{id}` can now return `platinum` as `tier`, for which `->match` has no pair: `User.tier` (users.graphql:17:20) is null then. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "an enum is widened by what no pair of a match has, under a non-null field",
    sdl: userSdl(
      'id tier: tier->match(["basic", "BASIC"], ["gold", "GOLD"])',
      "id: ID tier: Tier!",
      "enum Tier { BASIC GOLD }",
    ),
    before: user({ "id!": text, "tier!": oneOf("basic", "gold") }),
    after: user({ "id!": text, "tier!": oneOf("basic", "gold", "platinum") }),
    says: [
      "error DRIFT_ENUM_WIDENED 13:16 User.tier: `GET /users/{id}` can now return `platinum` as `tier`, for which `->match` has no pair: `User.tier` (users.graphql:17:20) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/tier`.",
    ],
  },
  {
    name: "an enum is widened where a match has a value for all others",
    sdl: userSdl(
      'id tier: tier->match(["gold", "GOLD"], [@, "BASIC"])',
      "id: ID tier: Tier!",
      "enum Tier { BASIC GOLD }",
    ),
    before: user({ "id!": text, "tier!": oneOf("basic", "gold") }),
    after: user({ "id!": text, "tier!": oneOf("basic", "gold", "platinum") }),
    says: [],
  },
  {
    name: "an enum is narrowed",
    sdl: userSdl("id tier", "id: ID tier: Tier", "enum Tier { BASIC GOLD }"),
    before: user({ "id!": text, tier: oneOf("BASIC", "GOLD") }),
    after: user({ "id!": text, tier: oneOf("BASIC") }),
    says: [],
  },
  {
    name: "a member of a union is removed",
    sdl: petSdl,
    before: pets(cat, dog),
    after: pets(cat),
    says: [],
  },
  {
    name: "a member of a union is added",
    sdl: petSdl,
    before: pets(cat, dog),
    after: pets(cat, dog, fish),
    says: [
      "warning DRIFT_ENUM_WIDENED 14:13 User.pet: `GET /users/{id}` can now return `fish` as `pet.kind`, for which `->match` has null alone: `User.pet` (users.graphql:19:13) is null then. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/pet/oneOf/0/properties/kind`.",
    ],
  },
  {
    name: "a member is added that lacks what is read of all",
    sdl: userSdl("pet { kind lives }", "pet: Pet", "type Pet { kind: String lives: Int! }"),
    before: pets(cat),
    after: pets(cat, fish),
    says: [
      "warning DRIFT_ENUM_WIDENED 13:13 Pet.kind: `GET /users/{id}` can now return `fish` as `pet.kind`: `Pet.kind` (users.graphql:18:12) is fed by it, and clients may not know it. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/pet/oneOf/0/properties/kind`.",
      "error DRIFT_NULLABLE 13:18 Pet.lives: `GET /users/{id}` may now leave out `pet.lives`: `Pet.lives` (users.graphql:18:25) must not be null. See `#/paths/~1users~1{id}/get/responses/200/content/application~1json/schema/properties/pet/oneOf/0/properties/lives`.",
    ],
  },
];

const failing = (problem: unknown): Record<string, unknown> => {
  const ok = { description: "", content: { "application/json": { schema: object({ "id!": text }) } } };
  const problems = { description: "", content: { "application/problem+json": { schema: problem } } };
  const parameters = [{ name: "id", in: "path", required: true, schema: text }];
  return openApi({ "/users/{id}": { get: { parameters, responses: { 200: ok, 404: problems } } } });
};

describe("an answer of failure", () => {
  const sdl = `
type Query {
  user(id: ID!): User
    @connect(
      source: "api"
      http: { GET: "/users/{$args.id}" }
      errors: { message: "$.detail", extensions: "code: $status" }
      selection: "id"
    )
}
type User { id: ID }
`;

  it("that lacks what `errors` reads is a warning", () => {
    const before = failing(object({ detail: text, title: text }));
    expect(lines(drift({ sdl, before, after: failing(object({ title: text })) }))).toEqual([
      "warning DRIFT_PROPERTY_REMOVED 12:29 Query.user: `GET /users/{id}` no longer returns `detail` where it fails: errors of `Query.user` (users.graphql:8:3) lose what is read from it. It was `#/paths/~1users~1{id}/get/responses/404/content/application~1problem+json/schema/properties/detail`; see `#/paths/~1users~1{id}/get/responses/404/content/application~1problem+json/schema` now.",
    ]);
    expect(lines(drift({ sdl, before, after: failing(object({ detail: text })) }))).toEqual([]);
  });
});

describe("an answer", () => {
  it.each(rows)("where $name", ({ says, ...sides }) => {
    expect(lines(drift(sides))).toEqual(says);
  });
});
