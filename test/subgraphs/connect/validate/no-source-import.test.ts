import { describe, expect, it } from "@jest/globals";
import { validateConnectors } from "../../../../subgraphs/connect/validate/validate-connectors.ts";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("NO_SOURCE_IMPORT", () => {
  it("points at the link of a schema with @source", () => {
    expectFindings(
      `      extend schema
        ‹@link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])›
        @source(name: "api", http: { baseURL: "https://api.test" })
      type Query { a: Int @connect(source: ‹"api"›, http: { GET: "/a" }, selection: "$.a") }`,
      "NO_SOURCE_IMPORT",
      "NO_SOURCES_DEFINED",
    );
  });

  it("is the remedy for each connector too, as the source is written already", () => {
    const found = validateConnectors(
      `extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
        @source(name: "api", http: { baseURL: "https://api.test" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      { file: "users.graphql" },
    );
    const fix = 'Add `"@source"` to the `import` of the connect `@link`.';
    expect(found.map((each) => [each.code, each.fix])).toEqual([
      ["NO_SOURCE_IMPORT", fix],
      ["NO_SOURCES_DEFINED", fix],
    ]);
  });

  it("accepts the namespaced name", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
        @connect__source(name: "api", http: { baseURL: "https://api.test" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
    );
  });

  it("accepts renamed and namespaced directives", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", as: "http", import: [{ name: "@source", as: "@upstream" }])
        @upstream(name: "api", http: { baseURL: "https://api.test" })
      type Query { a: Int @http(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
    );
  });
});
