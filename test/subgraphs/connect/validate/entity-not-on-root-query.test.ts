import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("ENTITY_NOT_ON_ROOT_QUERY", () => {
  it.each(["0.2", "0.3", "0.4"])("points at entity on a mutation in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          user(id: ID!): User
            @connect(source: "api", http: { POST: "/users/{$args.id}" }, entity: ‹true›, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_NOT_ON_ROOT_QUERY",
    );
  });

  it("points at entity on a field of another type", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User {
          id: ID!
          name: String
          post(id: ID!): Post
            @connect(source: "api", http: { GET: "/posts/{$args.id}" }, entity: ‹true›, selection: "id")
        }
        type Post { id: ID! }`,
      ),
      "ENTITY_NOT_ON_ROOT_QUERY",
    );
  });

  it("accepts entity: false anywhere on a field", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          user(id: ID!): User
            @connect(source: "api", http: { POST: "/users/{$args.id}" }, entity: false, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
