import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("DUPLICATE_ID_NAME", () => {
  it.each(["0.2", "0.3", "0.4"])("points at both ids in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          a: Int @connect(id: ‹"one"›, source: "api", http: { GET: "/a" }, selection: "$.a")
          b: Int @connect(id: ‹"one"›, source: "api", http: { GET: "/b" }, selection: "$.b")
        }`,
      ),
      "DUPLICATE_ID_NAME",
    );
  });

  it("accepts different ids", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          a: Int @connect(id: "one", source: "api", http: { GET: "/a" }, selection: "$.a")
          b: Int @connect(id: "two", source: "api", http: { GET: "/b" }, selection: "$.b")
        }`,
      ),
    );
  });
});
