import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECTORS_UNRESOLVED_FIELD", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a field that no selection has in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id")
        }
        type User {
          id: ID!
          "What friends say."
          ‹name›: String
        }`,
      ),
      "CONNECTORS_UNRESOLVED_FIELD",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at a root field without a connector in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { ‹users›: [User] other: User @connect(source: "api", http: { GET: "/u" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "CONNECTORS_UNRESOLVED_FIELD",
    );
  });

  it("points at every field of a type that nothing yields", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        type Lost { ‹a›: Int ‹b›: Int }`,
      ),
      "CONNECTORS_UNRESOLVED_FIELD",
    );
  });

  it("cannot see through a method without a selection behind it", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "$->keysToCamelCase")
        }
        type User { ‹id›: ID! ‹name›: String }`,
      ),
      "CONNECTORS_UNRESOLVED_FIELD",
    );
  });

  it("points at a field that its own type's connector reads and nothing yields", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User {
          id: ID!
          name: String
          ‹weight›: Int
          cost: Int @connect(source: "api", http: { GET: "/cost?w={$this.weight}" }, selection: "$.cost")
        }`,
      ),
      "CONNECTORS_UNRESOLVED_FIELD",
    );
  });

  it("waits until every connector is right", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id ‹nam›")
        }
        type User { id: ID! name: String }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it("does not count where something is not allowed", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id")
        }
        type User { id: ID! name: String }
        type ‹Subscription› { a: Int }`,
      ),
      "SUBSCRIPTION_IN_CONNECTORS",
    );
  });

  it("accepts fields of several connectors together, keys and external fields", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id")
        }
        type User
          @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") {
          id: ID!
          name: String
          weight: Int @external
          cost: Int @connect(source: "api", http: { GET: "/cost?w={$this.weight}" }, selection: "$.cost")
        }
        type Product @key(fields: "sku") {
          sku: ID!
          stock: Int @connect(source: "api", http: { GET: "/stock/{$this.sku}" }, selection: "$.n")
        }`,
      ),
    );
  });
});
