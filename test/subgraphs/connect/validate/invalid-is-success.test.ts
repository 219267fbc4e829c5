import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_IS_SUCCESS", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a mapping that yields no boolean in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, isSuccess: "‹$status›", selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_IS_SUCCESS",
    );
  });

  it("points at one that does so through methods", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, isSuccess: "‹$status->add(1)›", selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_IS_SUCCESS",
    );
  });

  it("points at where it does not parse", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, isSuccess: "$status->eq(200‹›", selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_IS_SUCCESS",
    );
  });

  it("points into that of a source", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test" }, isSuccess: "‹$('yes')›")
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "INVALID_IS_SUCCESS",
    );
  });

  it("accepts booleans, and what only run time can tell", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, isSuccess: "$status->in([200, 404])->or($.ok)", selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });

  it("accepts a match whose values are boolean", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, isSuccess: "$status->match([404, true], [@, $status->lt(300)])", selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
