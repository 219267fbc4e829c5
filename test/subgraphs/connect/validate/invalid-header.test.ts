import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_HEADER", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a reserved name in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: { name: ‹"Content-Length"›, value: "1" } }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at a name that HTTP does not allow", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: { name: ‹"x y"›, value: "1" } }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at from where a header cannot be copied", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: [{ name: "Content-Type", from: ‹"content-type"› }] }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at a header with from and value", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: [‹{ name: "x-a", from: "x-a", value: "1" }›] }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at a header with neither", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: [‹{ name: "x-a" }›] }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at an expression that does not parse", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: { name: "x-a", value: "{$config.‹›}" } }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at an expression that yields a list", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: { name: "x-a", value: "a {‹$request.headers.a›}" } }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_HEADER",
    );
  });

  it("points at the headers of a source", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test", headers: [{ name: ‹"te"›, value: "x" }] })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "INVALID_HEADER",
    );
  });

  it("accepts one header or a list, copied or with a value", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: [{ name: "accept", value: "text/plain" }, { name: "authorization", from: "authorization" }, { name: "x-a", value: "{$request.headers.a->first}" }] }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
