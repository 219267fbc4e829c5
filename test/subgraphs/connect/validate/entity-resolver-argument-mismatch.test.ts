import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("ENTITY_RESOLVER_ARGUMENT_MISMATCH", () => {
  it.each(["0.2", "0.3", "0.4"])("points at an argument that is no field of the entity in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user(‹userId›: ID!): User
            @connect(source: "api", http: { GET: "/users/{$args.userId}" }, entity: true, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an argument of another type than the field in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user(‹id›: String!): User
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, entity: true, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
    );
  });

  it("points at a list for a field that is none", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(‹id›: [ID!]): User
            @connect(source: "api", http: { GET: "/users/{$args.id->first}" }, entity: true, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at entity where there are no arguments in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          user: User @connect(source: "api", http: { GET: "/users/me" }, entity: ‹true›, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
    );
  });

  it("points inside an input object", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(key: Key!): User
            @connect(source: "api", http: { GET: "/users/{$args.key.id}" }, entity: true, selection: "key { id } name")
        }
        input Key { id: ID! ‹region›: String }
        type UserKey { id: ID! }
        type User { key: UserKey name: String }`,
      ),
      "ENTITY_RESOLVER_ARGUMENT_MISMATCH",
    );
  });

  it("accepts arguments, and input objects, that match fields", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(key: Key!, name: String): User
            @connect(
              source: "api"
              http: { GET: "/users/{$args.key.id}?n={$args.name}" }
              entity: true
              selection: "key { id } name"
            )
        }
        input Key { id: ID! }
        type UserKey { id: ID! }
        type User { key: UserKey name: String }`,
      ),
    );
  });
});
