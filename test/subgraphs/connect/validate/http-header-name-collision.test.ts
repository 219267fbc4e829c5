import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("HTTP_HEADER_NAME_COLLISION", () => {
  it.each(["0.2", "0.3", "0.4"])("points at both names, whatever the case in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users", headers: [{ name: ‹"X-A"›, value: "1" }, { name: ‹"x-a"›, from: "x-b" }] }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "HTTP_HEADER_NAME_COLLISION",
    );
  });

  it("accepts the same name on a source and a connector, where the connector's replaces it", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test", headers: [{ name: "x-a", value: "x" }] })
      type Query {
        a: Int @connect(source: "api", http: { GET: "/a", headers: [{ name: "X-A", value: "y" }] }, selection: "$.a")
      }`,
    );
  });
});
