import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("GROUP_SELECTION_REQUIRED_FOR_OBJECT", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a field of an object type without a selection in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹org›")
        }
        type User { id: ID! name: String org: Org }
        type Org { id: ID! }`,
      ),
      "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at an alias in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹org›: company.org")
        }
        type User { id: ID! name: String org: Org }
        type Org { id: ID! }`,
      ),
      "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    );
  });

  it("points at a scalar for an object", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹org›: $('x')")
        }
        type User { id: ID! name: String org: Org }
        type Org { id: ID! }`,
      ),
      "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at the selection of a connector that only reads a path in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "‹$.data›")
        }
        type User { id: ID! name: String }`,
      ),
      "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    );
  });

  it("accepts a selection, and null", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org: { id: orgId } boss: $(null)")
        }
        type User { id: ID! name: String org: Org boss: Org }
        type Org { id: ID! }`,
      ),
    );
  });
});
