import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("GRAPHQL_ERROR", () => {
  it("points at a syntax error", () => {
    expectFindings(
      `      type Query {
        a: ‹}›`,
      "GRAPHQL_ERROR",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an argument that does not exist in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(‹sorce›: "api", http: { GET: "https://a.test" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at a directive without a selection in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] ‹@connect(source: "api", http: { GET: "/users" })› }
        type User { id: ID! name: String }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a value of the wrong kind", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { a: Int @connect(source: "api", http: { GET: "/a" }, entity: ‹"no"›, selection: "$.a") }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at an unknown field of http", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { a: Int @connect(source: "api", http: { GET: "/a", ‹query›: "x" }, selection: "$.a") }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a batch of nothing", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { POST: "/u", body: "ids: $batch.id" }, batch: { maxSize: ‹0› }, selection: "id name") { id: ID! name: String }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a source without http", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        ‹@source(name: "api")›
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "GRAPHQL_ERROR",
    );
  });

  it("points at a field defined twice", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! ‹name›: String name: String }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a field that an interface asks for", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        interface I { ‹age›: Int }
        type User implements I { id: ID! name: String }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a directive on an interface", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        interface I { a: Int ‹@connect(source: "api", http: { GET: "/" }, selection: "$.a")› }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a union's value without an arm for one of its types", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          media: [Media]
            @connect(source: "api", http: { GET: "/media" }, selection: "‹id› ... kind->match(['book', { __typename: 'Book' }])")
        }
        union Media = Book | Film
        type Book { id: ID! }
        type Film { id: ID! }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at a __typename that is not one of the union's types", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          media: [Media]
            @connect(source: "api", http: { GET: "/media" }, selection: "id ... kind->match(['book', { __typename: 'Book' }], ['x', { ‹__typename›: 'Bok' }])")
        }
        union Media = Book
        type Book { id: ID! }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("points at an object of a union without a __typename", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query { media: [Media] @connect(source: "api", http: { GET: "/media" }, selection: "‹id›") }
        union Media = Book
        type Book { id: ID! }`,
      ),
      "GRAPHQL_ERROR",
    );
  });

  it("accepts unions and interfaces by __typename, nested ones as well", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          orders: [Order]
            @connect(
              source: "api"
              http: { GET: "/orders" }
              selection: """
                id
                item {
                  ... kind->match(
                    ["book", { __typename: "Book", id: isbn, pages }],
                    ["film", $ { __typename: $("Film") id minutes: length }],
                    [@, null]
                  )
                }
              """
            )
        }
        type Order { id: ID! item: Item }
        interface Item { id: ID! }
        type Book implements Item { id: ID! pages: Int }
        type Film implements Item { id: ID! minutes: Int }`,
      ),
    );
  });
});
