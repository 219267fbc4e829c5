import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("SELECTED_FIELD_NOT_FOUND", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the field in the selection in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹age›")
        }
        type User { id: ID! name: String }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an alias, not at what it reads in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹age›: years")
        }
        type User { id: ID! name: String }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at nested fields in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org { id ‹nmae› }")
        }
        type User { id: ID! name: String org: Org }
        type Org { id: ID! }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it("points at a field behind methods", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "$.all->filter(@.ok)->first { id name ‹age› }")
        }
        type User { id: ID! name: String }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it("points at a field in one value of a match", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org: kind->match(['a', $({ id: 1 })], [@, $({ ‹no›: 1 })])")
        }
        type User { id: ID! name: String org: Org }
        type Org { id: ID! }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it("points at fields that only one type of a union has", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          media: [Media] @connect(source: "api", http: { GET: "/media" }, selection: "id ‹pages›")
        }
        union Media = Book | Film
        type Book { id: ID! pages: Int }
        type Film { id: ID! }`,
      ),
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it("accepts __typename", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query { user: User @connect(source: "api", http: { GET: "/u" }, selection: "__typename: 'User' id name") }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
