import { describe, it } from "@jest/globals";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("DUPLICATE_SOURCE_NAME", () => {
  it("points at both names", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: ‹"api"›, http: { baseURL: "https://a.test" })
        @source(name: ‹"api"›, http: { baseURL: "https://b.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "DUPLICATE_SOURCE_NAME",
    );
  });

  it("accepts names that differ in case", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://a.test" })
        @source(name: "API", http: { baseURL: "https://b.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
    );
  });
});
