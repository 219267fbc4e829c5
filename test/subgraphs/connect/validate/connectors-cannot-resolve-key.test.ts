import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECTORS_CANNOT_RESOLVE_KEY", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a key that does not give a connector what it reads in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name email")
        }
        type User
          ‹@key(fields: "id")›
          @connect(source: "api", http: { GET: "/users/{$this.email}" }, selection: "id name email") {
          id: ID!
          name: String
          email: String
        }`,
      ),
      "CONNECTORS_CANNOT_RESOLVE_KEY",
    );
  });

  it("accepts several keys with a connector each", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name email")
        }
        type User
          @key(fields: "id")
          @key(fields: "email")
          @connect(source: "api", http: { GET: "/users/{$this.email}" }, selection: "id name email")
          @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name email") {
          id: ID!
          name: String
          email: String
        }`,
      ),
    );
  });

  it("accepts a nested key", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org { id }")
        }
        type User
          @key(fields: "id org { id }")
          @connect(source: "api", http: { GET: "/orgs/{$this.org.id}/users/{$this.id}" }, selection: "id name org { id }") {
          id: ID!
          name: String
          org: Org
        }
        type Org { id: ID! }`,
      ),
    );
  });
});
