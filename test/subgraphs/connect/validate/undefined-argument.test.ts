import { describe, expect, it } from "@jest/globals";
import { expectFindings, messages, schema } from "../../../support/connector-findings.ts";

describe("UNDEFINED_ARGUMENT", () => {
  it.each(["0.2", "0.3", "0.4"])("points into the URL where v%s reads an argument that is not there", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.‹userId›}" }, selection: "id")
        }
        type User { id: ID! }`,
      ),
      "UNDEFINED_ARGUMENT",
    );
  });

  it("points into a block string after its indentation is removed", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          find(name: String): User
            @connect(
              source: "api"
              http: {
                POST: "/users"
                body: """
                  name: $args.name
                  size: $args.‹limit›
                """
              }
              selection: "id"
            )
        }
        type User { id: ID! }`,
      ),
      "UNDEFINED_ARGUMENT",
    );
  });

  it("suggests the argument that was meant", () => {
    expect(
      messages(
        schema(
          "0.3",
          `type Query { user(id: ID!): User @connect(source: "api", http: { GET: "/{$args.ids}" }, selection: "id") }
          type User { id: ID! }`,
        ),
      ),
    ).toEqual(["`Query.user`, `http.GET`: `$args.ids` is not an argument of `Query.user`. Did you mean `id`?"]);
  });

  it("accepts arguments of a field connector on a type, and $args as a whole", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id") }
        type Mutation { add(name: String): User @connect(source: "api", http: { POST: "/users", body: "$args" }, selection: "id") }
        type User {
          id: ID!
          posts(first: Int): [Post]
            @connect(source: "api", http: { GET: "/users/{$this.id}/posts?n={$args.first}" }, selection: "title")
        }
        type Post { title: String }`,
      ),
    );
  });
});
