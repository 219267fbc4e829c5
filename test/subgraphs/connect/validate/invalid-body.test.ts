import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_BODY", () => {
  it.each(["0.2", "0.3", "0.4"])("points at where it does not parse in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          add(name: String): User @connect(source: "api", http: { POST: "/users", body: "name: $args.‹›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_BODY",
    );
  });

  it.each(["0.2", "0.3"])("points at a literal object without $( ) before v0.4 in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          add(name: String): User @connect(source: "api", http: { POST: "/users", body: "‹{› name: $args.name }" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_BODY",
    );
  });

  it("points at a key that would be read from the response", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          add(name: String): User @connect(source: "api", http: { POST: "/users", body: "name: ‹nickname›.x" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_BODY",
    );
  });

  it("points at a method used on the wrong kind of value", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          add(name: String): User @connect(source: "api", http: { POST: "/users", body: "name: $args.name n: $args.name‹->add(1)›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_BODY",
    );
  });

  it("accepts a bare object from v0.4 on", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          add(name: String): User @connect(source: "api", http: { POST: "/users", body: "{ name: $args.name, kind: 'new' }" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });

  it("accepts mappings and literals", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type Mutation {
          add(name: String): User @connect(source: "api", http: { POST: "/users", body: "name: $args.name kind: $('new') tags: $(['a'])" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
