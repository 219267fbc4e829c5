import { describe, it } from "@jest/globals";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("INVALID_SOURCE_NAME", () => {
  it("points at a name with other characters", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: ‹"my.api"›, http: { baseURL: "https://a.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "INVALID_SOURCE_NAME",
    );
  });

  it("points at a name that does not start with a letter", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: ‹"1api"›, http: { baseURL: "https://a.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "INVALID_SOURCE_NAME",
    );
  });

  it("points at a name of 65 characters", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: ‹"a${"b".repeat(64)}"›, http: { baseURL: "https://a.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "INVALID_SOURCE_NAME",
    );
  });

  it("accepts 64 letters, digits, _ and -", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "a-_1${"b".repeat(60)}", http: { baseURL: "https://a.test" })
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
    );
  });
});
