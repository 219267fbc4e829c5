import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("MISSING_HTTP_METHOD", () => {
  it.each(["0.2", "0.3", "0.4"])("points at http without a method in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] @connect(source: "api", http: ‹{ headers: [] }›, selection: "id name") }
        type User { id: ID! name: String }`,
      ),
      "MISSING_HTTP_METHOD",
    );
  });

  it.each(["0.2", "0.3"])("points at the directive without http in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { users: [User] ‹@connect(source: "api", selection: "id name")› }
        type User { id: ID! name: String }`,
      ),
      "MISSING_HTTP_METHOD",
    );
  });

  it("accepts a connector without http, which makes no call, from v0.4 on", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query { home: Home @connect(selection: "title: $env.TITLE") }
        type Home { title: String }`,
      ),
    );
  });
});
