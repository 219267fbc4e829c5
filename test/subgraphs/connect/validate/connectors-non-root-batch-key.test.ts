import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECTORS_NON_ROOT_BATCH_KEY", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a key that does not come from the answer in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, selection: "‹id›: $context.id name") {
          id: ID! name: String
        }`,
      ),
      "CONNECTORS_NON_ROOT_BATCH_KEY",
    );
  });

  it("accepts a key from anywhere in the answer", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, selection: "id: user.id->toString name") {
          id: ID! name: String
        }`,
      ),
    );
  });
});
