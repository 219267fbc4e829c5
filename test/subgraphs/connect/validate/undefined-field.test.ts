import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("UNDEFINED_FIELD", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a field that $this does not have in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User {
          id: ID!
          name: String
          posts: [Post] @connect(source: "api", http: { GET: "/users/{$this.‹uid›}/posts" }, selection: "title")
        }
        type Post { title: String }`,
      ),
      "UNDEFINED_FIELD",
    );
  });

  it("points at a field that an input object does not have", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        input NewUser { name: String! }
        type Mutation {
          add(user: NewUser!): User
            @connect(source: "api", http: { POST: "/users", body: "$args.user { ‹nam› }" }, selection: "id name")
        }`,
      ),
      "UNDEFINED_FIELD",
    );
  });

  it("points at a key read from a scalar", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id.‹value›}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "UNDEFINED_FIELD",
    );
  });

  it("points at a field that the items of $batch do not have", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User
          @connect(source: "api", http: { POST: "/users", body: "ids: $batch.‹uid›" }, selection: "id name") {
          id: ID!
          name: String
        }`,
      ),
      "UNDEFINED_FIELD",
    );
  });

  it("finds it behind a method, where the item is known", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          find(users: [UserKey!]!): [User]
            @connect(source: "api", http: { GET: "/users", queryParams: "ids: $args.users->map(@.‹key›)" }, selection: "id name")
        }
        input UserKey { id: ID! }
        type User { id: ID! name: String }`,
      ),
      "UNDEFINED_FIELD",
    );
  });

  it("points at what $request does not have", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users", queryParams: "a: $request.‹header›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "UNDEFINED_FIELD",
    );
  });

  it("accepts declared fields, nested ones and __typename", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org { id }")
        }
        type User {
          id: ID!
          name: String
          org: Org
          posts: [Post]
            @connect(source: "api", http: { GET: "/{$this.__typename}/{$this.id}/{$this.org.id}" }, selection: "title")
        }
        type Org { id: ID! }
        type Post { title: String }`,
      ),
    );
  });
});
