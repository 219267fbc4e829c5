import { describe, expect, it } from "@jest/globals";
import { validateConnectors } from "../../../../subgraphs/connect/validate/validate-connectors.ts";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("validateConnectors", () => {
  it("names the file in places, and the subgraph by its file in coordinates", () => {
    const sdl = schema("0.3", `type Query { a: Int @connect(source: "apj", http: { GET: "/a" }, selection: "$.a") }`);
    expect(validateConnectors(sdl, { file: "subgraphs/users.graphql" })).toEqual([
      {
        code: "SOURCE_NAME_MISMATCH",
        severity: "error",
        message: "`Query.a`: there is no source `apj`. Did you mean `api`?",
        locations: [{ file: "subgraphs/users.graphql", line: 6, column: 42, endLine: 6, endColumn: 47 }],
        coordinate: "users:Query.a[0]",
      },
    ]);
    expect(validateConnectors(sdl, { subgraph: "people" })[0]).toMatchObject({
      coordinate: "people:Query.a[0]",
      locations: [{ file: "schema.graphql" }],
    });
  });

  it("collects the faults of all sources and connectors at once", () => {
    expectFindings(
      `extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "‹ftp›://api.test" })
      type Query {
        a: Int @connect(source: ‹"b"›, http: { GET: "/{$args.‹x›}" }, selection: "$.‹›")
        c: C @connect(source: "api", http: ‹{}›, selection: "d ‹e›")
      }
      type C { d: Int }`,
      "INVALID_URL_SCHEME",
      "SOURCE_NAME_MISMATCH",
      "UNDEFINED_ARGUMENT",
      "INVALID_SELECTION",
      "MISSING_HTTP_METHOD",
      "SELECTED_FIELD_NOT_FOUND",
    );
  });

  it("takes the fields of an argument that is merged into a selection for selected", () => {
    expectFindings(
      schema(
        "0.4",
        `type Mutation {
          add(user: NewUser!): User
            @connect(source: "api", http: { POST: "/users", body: "$args.user" }, selection: "id ... $args.user")
        }
        input NewUser { name: String }
        type User { id: ID! name: String }`,
      ),
    );
  });

  it("answers soon where alternatives nest in alternatives", () => {
    const deep = (depth: number): string =>
      depth === 0 ? "id" : `...x->match(["a", $({a: 1})], ["b", $({b: 1})], ["c", $({c: 1})]) { ${deep(depth - 1)} }`;
    const sdl = schema(
      "0.4",
      `type Query { user: User @connect(source: "api", http: { GET: "/u" }, selection: """${deep(40)}""") }
      type User { id: ID! }`,
    );
    const start = performance.now();
    validateConnectors(sdl);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it("takes time in proportion to the number of findings, also in one long line", () => {
    const url = "{$args.no}".repeat(10_000);
    const sdl = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
      type Query { a(id: ID): String @connect(http: { GET: "https://x.test/${url}" }, selection: """${"b ".repeat(20_000)}
      c
      """) }`;
    const before = performance.now();
    expect(validateConnectors(sdl).length).toBeGreaterThan(10_000);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
