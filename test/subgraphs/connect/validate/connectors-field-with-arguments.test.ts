import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECTORS_FIELD_WITH_ARGUMENTS", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the field in the selection and where it is defined in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id ‹name›")
        }
        type User { id: ID! ‹name›(upper: Boolean): String }`,
      ),
      "CONNECTORS_FIELD_WITH_ARGUMENTS",
    );
  });

  it("accepts a field with arguments and a connector of its own", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id")
        }
        type User {
          id: ID!
          name(upper: Boolean): String
            @connect(source: "api", http: { GET: "/users/{$this.id}/name?u={$args.upper}" }, selection: "$.name")
        }`,
      ),
    );
  });
});
