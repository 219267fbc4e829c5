import { describe, it } from "@jest/globals";
import { expectFindings } from "../../../support/connector-findings.ts";

describe("UNKNOWN_CONNECTORS_VERSION", () => {
  it("points at a version that does not exist", () => {
    expectFindings(
      `      extend schema @link(url: "https://specs.apollo.dev/connect/‹v0.9›", import: ["@connect"])
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "UNKNOWN_CONNECTORS_VERSION",
    );
  });

  it("points at the preview v0.5", () => {
    expectFindings(
      `      extend schema @link(url: "https://specs.apollo.dev/connect/‹v0.5›", import: ["@connect"])
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "UNKNOWN_CONNECTORS_VERSION",
    );
  });

  it("points at what is no version", () => {
    expectFindings(
      `      extend schema @link(url: "https://specs.apollo.dev/connect/‹vNext›", import: ["@connect"])
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
      "UNKNOWN_CONNECTORS_VERSION",
    );
  });

  it("accepts v0.1, read as v0.2", () => {
    expectFindings(
      `      extend schema @link(url: "https://specs.apollo.dev/connect/v0.1", import: ["@connect"])
      type Query { a: Int @connect(http: { GET: "https://api.test/a" }, selection: "$.a") }`,
    );
  });

  it("finds nothing in a subgraph without connectors", () => {
    expectFindings(`type Query { a: Int }`);
  });
});
