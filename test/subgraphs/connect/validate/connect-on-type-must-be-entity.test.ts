import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECT_ON_TYPE_MUST_BE_ENTITY", () => {
  it.each(["0.2", "0.3", "0.4"])("points at entity in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, entity: ‹false›, selection: "id name") {
          id: ID! name: String
        }`,
      ),
      "CONNECT_ON_TYPE_MUST_BE_ENTITY",
    );
  });

  it("accepts entity: true on a type, though it says nothing", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, entity: true, selection: "id name") {
          id: ID! name: String
        }`,
      ),
    );
  });
});
