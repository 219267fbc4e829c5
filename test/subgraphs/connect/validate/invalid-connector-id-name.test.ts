import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("INVALID_CONNECTOR_ID_NAME", () => {
  it.each(["0.2", "0.3", "0.4"])("points at the id in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query { a: Int @connect(id: ‹"one.two"›, source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      ),
      "INVALID_CONNECTOR_ID_NAME",
    );
  });

  it("points at an empty id", () => {
    expectFindings(
      schema("0.3", `type Query { a: Int @connect(id: ‹""›, source: "api", http: { GET: "/a" }, selection: "$.a") }`),
      "INVALID_CONNECTOR_ID_NAME",
    );
  });

  it("accepts a GraphQL name", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { a: Int @connect(id: "_one2", source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      ),
    );
  });
});
