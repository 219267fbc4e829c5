import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("MISSING_SCHEMA_TYPE", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the name in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org { id }")
        }
        type User { id: ID! name: String org: ‹Orgg› }
        `,
      ),
      "MISSING_SCHEMA_TYPE",
    );
  });

  it("points at names of arguments, input fields, interfaces and members", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users(a: ‹A›): [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User implements ‹I› { id: ID! name: String }
        input B { c: ‹C› }
        union U = User | ‹D›`,
      ),
      "MISSING_SCHEMA_TYPE",
    );
  });

  it("accepts built-in types and those of specs", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        directive @x(a: federation__FieldSet) on OBJECT`,
      ),
    );
  });
});
