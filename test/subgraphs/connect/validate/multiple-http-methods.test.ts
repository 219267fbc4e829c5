import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("MULTIPLE_HTTP_METHODS", () => {
  it.each(["0.2", "0.3", "0.4"])("points at each method in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(source: "api", http: { ‹GET›: "/users", ‹POST›: "/users" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "MULTIPLE_HTTP_METHODS",
    );
  });

  it("accepts each method alone", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name") }
        type Mutation {
          a: User @connect(source: "api", http: { POST: "/a" }, selection: "id name")
          b: User @connect(source: "api", http: { PUT: "/a" }, selection: "id name")
          c: User @connect(source: "api", http: { PATCH: "/a" }, selection: "id name")
          d: User @connect(source: "api", http: { DELETE: "/a" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
