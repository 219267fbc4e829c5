import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("RELATIVE_CONNECT_URL_WITHOUT_SOURCE", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the URL in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(http: { GET: "‹/users›" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "RELATIVE_CONNECT_URL_WITHOUT_SOURCE",
    );
  });

  it("refuses a URL that begins with an expression", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { users: [User] @connect(http: { GET: "‹{$config.url}/users›" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "RELATIVE_CONNECT_URL_WITHOUT_SOURCE",
    );
  });

  it("accepts an absolute URL", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { users: [User] @connect(http: { GET: "https://api.test/users" }, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
