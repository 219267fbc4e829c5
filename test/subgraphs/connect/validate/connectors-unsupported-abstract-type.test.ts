import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE", () => {
  it.each(["0.2", "0.3"])("points at interfaces and unions in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User implements Node { id: ID! name: String }
        interface ‹Node› { id: ID! }
        union ‹Any› = User`,
      ),
      "CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE",
    );
  });

  it("accepts them", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User implements Node { id: ID! name: String }
        interface Node { id: ID! }
        union Any = User`,
      ),
    );
  });
});
