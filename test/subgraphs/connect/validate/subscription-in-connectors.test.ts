import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("SUBSCRIPTION_IN_CONNECTORS", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the subscription type in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        type ‹Subscription› { users: [User] }`,
      ),
      "SUBSCRIPTION_IN_CONNECTORS",
    );
  });

  it("knows it by the schema definition", () => {
    expectFindings(
      schema(
        "0.3",
        `schema { query: Query subscription: Events }
        type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        type ‹Events› { users: [User] }`,
      ),
      "SUBSCRIPTION_IN_CONNECTORS",
    );
  });

  it("accepts a query and a mutation", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }
        type Mutation { add: User @connect(source: "api", http: { POST: "/users" }, selection: "id name") }`,
      ),
    );
  });
});
