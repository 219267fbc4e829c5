import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("ENTITY_TYPE_INVALID", () => {
  it.each(["0.2", "0.3", "0.4"])("refuses a list in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user(id: ID!): [User]
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: ‹true›, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_TYPE_INVALID",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("refuses a type that is not nullable in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user(id: ID!): User!
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: ‹true›, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_TYPE_INVALID",
    );
  });

  it("refuses a scalar", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
          name(id: ID!): String
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: ‹true›, selection: "$.name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_TYPE_INVALID",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("accepts a nullable object type in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user(id: ID!): User
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: true, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
