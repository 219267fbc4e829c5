import { describe, it } from "@jest/globals";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("EMPTY_SOURCE_NAME", () => {
  it("points at the name", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: ‹""›, http: { baseURL: "https://a.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "EMPTY_SOURCE_NAME",
    );
  });

  it("accepts a name of one letter", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "a", http: { baseURL: "https://a.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
    );
  });
});
