import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECT_BATCH_AND_THIS", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the directive in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User ‹@connect(source: "api", http: { POST: "/users/{$this.id}", body: "ids: $batch.id" }, selection: "id name")› {
          id: ID!
          name: String
        }`,
      ),
      "CONNECT_BATCH_AND_THIS",
    );
  });

  it("accepts each of them in a connector of its own", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User
          @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name")
          @connect(source: "api", http: { POST: "/users", body: "ids: $batch.id" }, selection: "id name") {
          id: ID!
          name: String
        }`,
      ),
    );
  });
});
