import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_URL_PROPERTY", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a path that is no list in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users(a: String): [User]
            @connect(source: "api", http: { GET: "/", path: "‹$args.a›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL_PROPERTY",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at query parameters that are no object in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users(a: String): [User]
            @connect(source: "api", http: { GET: "/", queryParams: "‹$args.a›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL_PROPERTY",
    );
  });

  it("points at a parameter that is an object", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users(a: A): [User]
            @connect(source: "api", http: { GET: "/", queryParams: "x: $args.a.x ‹a›: $args.a" }, selection: "id name")
        }
        input A { x: Int }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL_PROPERTY",
    );
  });

  it("points at where a mapping does not parse", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/", queryParams: "a: ‹›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL_PROPERTY",
    );
  });

  it("points into the mappings of a source", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test", path: "‹$(1)›", queryParams: "‹$('a')›" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "INVALID_URL_PROPERTY",
    );
  });

  it("accepts a list of scalars, and scalars and lists of them", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users(a: String, ids: [ID!]): [User]
            @connect(
              source: "api"
              http: { GET: "/", path: "$([$args.a, 'x'])", queryParams: "ids: $args.ids a: $args.a c: $config.c" }
              selection: "id name"
            )
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
