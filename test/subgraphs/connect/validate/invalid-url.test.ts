import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_URL", () => {
  it.each(["0.2", "0.3", "0.4"])("points at an expression that does not parse in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users/{$args.‹›}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an expression that yields an object in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users(filter: Filter): [User]
            @connect(source: "api", http: { GET: "/users?f={‹$args.filter›}" }, selection: "id name")
        }
        input Filter { name: String }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an expression that yields a list in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users(ids: [ID!]): [User] @connect(source: "api", http: { GET: "/users?ids={‹$args.ids›}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it("points at a method used on the wrong kind of value", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users(q: String): [User] @connect(source: "api", http: { GET: "/users?q={$args.q‹->not›}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it("follows no methods", () => {
    expectFindings(
      schema(
        "0.2",
        `type Query {
          users(q: String): [User] @connect(source: "api", http: { GET: "/users?q={$args.q->not}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });

  it("refuses an expression in the host", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users(host: String): [User] @connect(http: { GET: "https://{‹$args.host›}/users" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it("refuses what is no URL", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { users: [User] @connect(http: { GET: "‹https://›" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it("refuses to read the response before there is one", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users/{‹id›.x}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL",
    );
  });

  it("refuses a relative baseURL", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "‹/v1›" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "INVALID_URL",
    );
  });

  it("accepts scalars, methods that yield them, and a baseURL that config gives", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "{$config.url}" })
      type Query {
        a(ids: [ID!], e: E, n: Int): Int
          @connect(source: "api", http: { GET: "/a/{$args.ids->joinNotNull(',')}/{$args.e}/{$args.n->add(1)}" }, selection: "$.a")
      }
      enum E { A }`,
    );
  });

  it.each(["https://api.test:{$config.port}/v1", "https://{$config.host}:{$config.port}/{$config.base}:{$config.v}"])(
    "accepts %s, whose port config gives",
    (baseUrl) => {
      expectFindings(
        `extend schema
          @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
          @source(name: "api", http: { baseURL: "${baseUrl}" })
        type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      );
    },
  );

  it.each(["0.2", "0.3", "0.4"])("points at a key of `$`, which is no response yet, in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user: String @connect(source: "api", http: { GET: "/users/{$.‹id›}" }, selection: "$.name")
          team: String
            @connect(source: "api", http: { POST: "/team", body: "$({ a: $.‹id› })" }, selection: "$.name")
        }`,
      ),
      "INVALID_URL",
      "INVALID_BODY",
    );
  });
});
