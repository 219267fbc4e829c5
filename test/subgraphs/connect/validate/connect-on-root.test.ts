import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CONNECT_ON_ROOT", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the directive in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query ‹@connect(source: "api", http: { GET: "/" }, selection: "a")› {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "CONNECT_ON_ROOT",
    );
  });

  it("knows root types by the schema definition", () => {
    expectFindings(
      schema(
        "0.3",
        `schema { query: Root }
        type Root ‹@connect(source: "api", http: { GET: "/" }, selection: "a")› {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "CONNECT_ON_ROOT",
    );
  });

  it("accepts a type called Query that is no root type", () => {
    expectFindings(
      schema(
        "0.3",
        `schema { query: Root }
        type Root { q: Query @connect(source: "api", http: { GET: "/q" }, selection: "id") }
        type Query @connect(source: "api", http: { GET: "/q/{$this.id}" }, selection: "id") { id: ID! }`,
      ),
    );
  });
});
