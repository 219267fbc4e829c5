import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("GROUP_SELECTION_IS_NOT_OBJECT", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a field of a scalar type in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id ‹name› { first }")
        }
        type User { id: ID! name: String }`,
      ),
      "GROUP_SELECTION_IS_NOT_OBJECT",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at a field of an enum type in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹kind›: { a }")
        }
        type User { id: ID! name: String kind: Kind }
        enum Kind { A }`,
      ),
      "GROUP_SELECTION_IS_NOT_OBJECT",
    );
  });

  it("points at a custom scalar, whose fields no query could select", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹data›: { a }")
        }
        type User { id: ID! name: String data: JSON }
        scalar JSON`,
      ),
      "GROUP_SELECTION_IS_NOT_OBJECT",
    );
  });

  it("points at a custom scalar that gets a list of objects", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹data›: $.x->entries")
        }
        type User { id: ID! name: String data: JSON }
        scalar JSON`,
      ),
      "GROUP_SELECTION_IS_NOT_OBJECT",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at the selection of a connector whose field is a scalar in v%s", (version) => {
    expectFindings(
      schema(version, `type Query { count: Int @connect(source: "api", http: { GET: "/n" }, selection: "‹count›") }`),
      "GROUP_SELECTION_IS_NOT_OBJECT",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("accepts a scalar that is read as it is in v%s", (version) => {
    expectFindings(
      schema(version, `type Query { count: Int @connect(source: "api", http: { GET: "/n" }, selection: "$.count") }`),
    );
  });

  it("accepts any data for a custom scalar", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name data: raw")
        }
        type User { id: ID! name: String data: JSON }
        scalar JSON`,
      ),
    );
  });
});
