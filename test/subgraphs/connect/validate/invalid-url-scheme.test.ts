import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_URL_SCHEME", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the scheme of a connector's URL in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(http: { GET: "‹ftp›://api.test/users" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "INVALID_URL_SCHEME",
    );
  });

  it("points at the scheme of a source's URL", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "‹ws›://api.test" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "INVALID_URL_SCHEME",
    );
  });

  it("accepts http and https, whatever the case", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { users: [User] @connect(http: { GET: "HTTP://api.test/users" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
