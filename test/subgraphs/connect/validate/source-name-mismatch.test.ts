import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("SOURCE_NAME_MISMATCH", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the name in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(source: ‹"apj"›, http: { GET: "/users" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "SOURCE_NAME_MISMATCH",
    );
  });

  it("accepts a source of a schema definition", () => {
    expectFindings(
      `      schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test" }) { query: Query }
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
    );
  });
});
