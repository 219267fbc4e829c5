import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_SELECTION", () => {
  it.each(["0.2", "0.3", "0.4"])("points at where it does not parse in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name: ‹›")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an empty selection in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: ‹"  # nothing"›) }
        type User { id: ID! name: String }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it.each(["0.2", "0.3"])("points at a spread before v0.4 in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹...› rest")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it("points at an operator before its version", () => {
    expectFindings(
      schema(
        "0.2",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name: $($.name ‹??› 'x')")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it("points at a single value for a list", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹tags›: $({ a: 1 })")
        }
        type User { id: ID! name: String tags: [Tag] }
        type Tag { a: Int }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it("points at a method used on the wrong kind of value", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name: $('x')‹->not›")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it("points at a list for a single value", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id ‹name›: names->map(@)")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_SELECTION",
    );
  });

  it("follows no methods", () => {
    expectFindings(
      schema(
        "0.2",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name: names->map(@)")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });

  it("accepts what only run time can tell: data and config", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name: $config.names->get(0)")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
