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

  it("points at a key of which no connector reads all", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id tenant name")
        }
        type User
          ‹@key(fields: "id tenant")›
          @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id tenant name") {
          id: ID!
          tenant: ID!
          name: String
        }`,
      ),
      "CONNECTORS_CANNOT_RESOLVE_KEY",
    );
  });

  it.each<[string, string]>([
    [
      "a field that reads a key and an external field",
      `type Query {
        parcels: [Parcel] @connect(source: "api", http: { GET: "/parcels" }, selection: "id")
      }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Int @external
        cost: Int
          @federation__requires(fields: "weight")
          @connect(source: "api", http: { GET: "/costs/{$this.id}?weight={$this.weight}" }, selection: "$")
      }`,
    ],
    [
      "a field that reads external fields alone",
      `extend type Account @key(fields: "id") {
        id: ID! @external
        customer: ID! @external
        invoices: [Invoice] @connect(source: "api", http: { GET: "/{$this.customer}/invoices" }, selection: "total")
      }
      type Invoice { total: Int }`,
    ],
    [
      "fields that read the key together",
      `type Query {
        users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id tenant")
      }
      type User @key(fields: "id tenant") {
        id: ID!
        tenant: ID!
        name: String @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "$.name")
        plan: String @connect(source: "api", http: { GET: "/plans/{$this.tenant}" }, selection: "$.name")
      }`,
    ],
  ])("accepts %s", (_, types) => {
    expectFindings(schema("0.3", types));
  });
});
