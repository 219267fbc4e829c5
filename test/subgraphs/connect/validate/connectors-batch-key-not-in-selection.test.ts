import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECTORS_BATCH_KEY_NOT_IN_SELECTION", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the selection in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, selection: ‹"name"›) {
          id: ID! name: String
        }`,
      ),
      "CONNECTORS_BATCH_KEY_NOT_IN_SELECTION",
    );
  });

  it("points at the selection for a nested key", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name org { id }")
        }
        type User
          @connect(
            source: "api"
            http: { POST: "/users", body: "$batch { id org { id } }" }
            selection: ‹"id name"›
          ) {
          id: ID!
          name: String
          org: Org
        }
        type Org { id: ID! }`,
      ),
      "CONNECTORS_BATCH_KEY_NOT_IN_SELECTION",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("accepts a renamed key, inside whatever holds the list in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, selection: "$.results { id: userId name }") {
          id: ID! name: String
        }`,
      ),
    );
  });
});
