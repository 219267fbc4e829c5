import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("MISSING_ENTITY_CONNECTOR", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a key that nothing resolves in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User ‹@key(fields: "id")› { id: ID! name: String }`,
      ),
      "MISSING_ENTITY_CONNECTOR",
    );
  });

  it("points at a stub that does not say so", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: authorId }")
        }
        type Post { id: ID! author: User }
        type User ‹@key(fields: "id")› { id: ID! }`,
      ),
      "MISSING_ENTITY_CONNECTOR",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("accepts a stub with resolvable: false in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: authorId }")
        }
        type Post { id: ID! author: User }
        type User @key(fields: "id", resolvable: false) { id: ID! }`,
      ),
    );
  });

  it("accepts a key that a connector on the type, on a field or with entity: true resolves", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(id: ID!): User
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: true, selection: "id name")
        }
        type User @key(fields: "id") { id: ID! name: String }
        type Post @key(fields: "id") @connect(source: "api", http: { GET: "/posts/{$this.id}" }, selection: "id title") {
          id: ID!
          title: String
        }
        type Product @key(fields: "sku") {
          sku: ID!
          stock: Int @connect(source: "api", http: { GET: "/stock/{$this.sku}" }, selection: "$.n")
        }`,
      ),
    );
  });
});
