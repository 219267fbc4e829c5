import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("ABSOLUTE_CONNECT_URL_WITH_SOURCE", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the URL in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(source: "api", http: { GET: "‹https://other.test/users›" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "ABSOLUTE_CONNECT_URL_WITH_SOURCE",
    );
  });

  it("accepts a path, with or without a slash", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "users" }, selection: "id name")
          user: User @connect(source: "api", http: { GET: "/users/1" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
