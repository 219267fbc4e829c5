import { describe, expect, it } from "@jest/globals";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { composeAndRead, composeSdl, inputsOf } from "./support.ts";

function read(text: string): unknown {
  const { supergraph } = readSupergraph(text);
  return [supergraph?.id, supergraph?.inputsHash];
}

describe("readSupergraph", () => {
  it("gives clients a schema without a trace of composition", async () => {
    const { publicSdl, publicSchema } = await composeAndRead(
      inputsOf({
        a: `
          extend schema
            @link(url: "https://acme.example/audit/v1.0", import: ["@audit"])
            @composeDirective(name: "@audit")
          directive @audit on FIELD_DEFINITION
          directive @lower(by: Int) on FIELD
          schema { query: Root }
          type Root { "Now." z: Time @tag(name: "t") @audit any: AnyOf a: A @deprecated(reason: "no") }
          scalar Time @specifiedBy(url: "https://time.example")
          type A @key(fields: "id") { id: ID! secret: Int @inaccessible }
          type Hidden @inaccessible { x: Int }
          union AnyOf = A | Hidden
          enum Hue { RED BLUE @inaccessible }
          extend type A { hue: Hue }`,
        b: `type A @key(fields: "id") { id: ID! more(first: Int = 10, seed: ID @inaccessible): [Int!] }
          directive @lower(by: Int) on FIELD`,
      }),
    );
    expect(publicSdl).toBe(
      `directive @lower(by: Int) on FIELD

type A {
  hue: Hue
  id: ID!
  more(first: Int = 10): [Int!]
}

union AnyOf = A

enum Hue {
  RED
}

type Query {
  a: A @deprecated(reason: "no")
  any: AnyOf

  """Now."""
  z: Time
}

scalar Time @specifiedBy(url: "https://time.example")`,
    );
    const names = [...Object.keys(publicSchema.getTypeMap()), ...publicSchema.getDirectives().map(({ name }) => name)];
    expect(names.filter((name) => /join|link|core|federation|tag|inaccessible|audit/i.test(name))).toEqual([]);
  });

  it("has an id that follows the text, and the hash of the inputs", async () => {
    const sdl = await composeSdl(inputsOf({ a: "type Query { a: Int }" }));
    expect(read(sdl)).toEqual([expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^sha256-[\w-]{43}$/)]);
    expect(read(sdl)).toEqual(read(sdl));
    expect(readSupergraph(`${sdl}\n`).supergraph?.id).not.toBe(readSupergraph(sdl).supergraph?.id);
    const printedAnew = readSupergraph(sdl.replace(/^#.*\n/, "")).supergraph;
    expect(printedAnew && Object.hasOwn(printedAnew, "inputsHash")).toBe(false);
  });

  it("keeps root types that another composer did not rename", () => {
    const { supergraph } = readSupergraph(`
      schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) {
        query: Root
      }
      enum join__Graph { A @join__graph(name: "a", url: "http://a") }
      type Root @join__type(graph: A) { x: Int }`);
    expect(supergraph?.publicSchema.getQueryType()?.name).toBe("Root");
    expect(supergraph?.graphs).toEqual([{ name: "a", enumName: "A", url: "http://a", declared: false }]);
  });

  it.each([
    ["type Query {", "GRAPHQL_SYNTAX", "Expected Name, found <EOF>.", 1],
    [
      "type Query { a: Int }",
      "SUPERGRAPH_INVALID",
      "This is not a supergraph: its schema has no `@link` to `https://specs.apollo.dev/join`.",
      1,
    ],
    [
      `\nschema @link(url: "https://specs.apollo.dev/join/v0.9", for: EXECUTION) { query: Query }`,
      "SUPERGRAPH_UNSUPPORTED_FEATURE",
      "The supergraph needs `v0.9` of the join spec; known are `v0.2` to `v0.5`.",
      2,
    ],
    [
      `schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query } type Query { a: Int }`,
      "SUPERGRAPH_INVALID",
      "The supergraph lists no subgraphs: `join__Graph` has no values.",
      1,
    ],
    [
      `schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
       enum join__Graph { A @join__graph(name: "a", url: "http://a") } type Query @join__type(graph: A) { a: Nope }`,
      "SUPERGRAPH_INVALID",
      'Unknown type: "Nope".',
      1,
    ],
  ])("refuses %j", (sdl, code, message, line) => {
    const { supergraph, diagnostics } = readSupergraph(sdl, "s.graphql");
    expect(supergraph).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code, severity: "error", message, locations: [{ file: "s.graphql", line }] }]);
  });

  it("refuses what the planner would ignore: an argument from a context", () => {
    const { diagnostics } = readSupergraph(`
      schema @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY) {
        query: Query
      }
      enum join__Graph { A @join__graph(name: "a", url: "http://a") }
      type Query @join__type(graph: A) {
        x: Int @join__field(graph: A, contextArguments: [{ context: "a__c", name: "n", type: "Int", selection: "{ n }" }])
      }`);
    expect(diagnostics).toMatchObject([
      { code: "SUPERGRAPH_UNSUPPORTED_FEATURE", coordinate: "Query.x", locations: [{ line: 7, column: 16 }] },
    ]);
  });

  it("hides the directives that protect data from clients", async () => {
    const sdl = await composeSdl(inputsOf({ a: "type Query { a: Int @authenticated }" }));
    expect(readSupergraph(sdl).supergraph?.publicSdl).toBe("type Query {\n  a: Int\n}");
  });

  it("refuses a protection that it knows nothing of", async () => {
    const sdl = await composeSdl(inputsOf({ a: "type Query { a: Int @authenticated }" }));
    expect(readSupergraph(sdl.replace("dev/authenticated/v0.1", "dev/sealed/v0.1")).diagnostics).toMatchObject([
      {
        code: "SUPERGRAPH_UNSUPPORTED_FEATURE",
        message: "The supergraph needs `sealed`, which this gateway does not enforce.",
      },
    ]);
  });
});
