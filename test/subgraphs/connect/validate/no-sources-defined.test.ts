import { describe, it } from "@jest/globals";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("NO_SOURCES_DEFINED", () => {
  it("points at the name", () => {
    expectFindings(
      `      extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
      type Query { a: Int @connect(source: ‹"api"›, http: { GET: "/a" }, selection: "$.a") }`,
      "NO_SOURCES_DEFINED",
    );
  });

  it("accepts a connector without a source", () => {
    expectFindings(
      `      extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
    );
  });
});
