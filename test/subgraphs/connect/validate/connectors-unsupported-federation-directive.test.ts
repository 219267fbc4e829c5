import { describe, it } from "@jest/globals";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE", () => {
  it("points at the import", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", ‹"@context"›, ‹{ name: "@fromContext", as: "@from" }›])
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE",
    );
  });

  it("points at a use by the full name", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
      type Query { a: A @connect(http: { GET: "https://api.test/a" }, selection: "b") }
      type A ‹@federation__context(name: "a")› { b: Int }`,
      "CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE",
    );
  });

  it("accepts other directives", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@tag", "@inaccessible"])
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
      type Query { a: A @connect(http: { GET: "https://api.test/a" }, selection: "b") }
      type A @shareable { b: Int @tag(name: "x") }`,
    );
  });
});
