import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { defineSubgraph } from "../../../subgraphs/coded/define-subgraph.ts";
import { readDefinition } from "../../../subgraphs/coded/read-definition.ts";

const typeDefs = "type Query { hello(name: String): String, color: Color } enum Color { RED } scalar Date";
const file = "subgraphs/hello/index.ts";
const atModule = [{ file, line: 1, column: 1, endLine: 1, endColumn: 1 }];

function messagesOf(module: unknown): string[] {
  return readDefinition(module, file).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe("a module", () => {
  const definition = defineSubgraph({ name: "hello", typeDefs, resolvers: { Query: { hello: () => "hi" } } });

  it.each([
    ["as an ES module", { default: definition }],
    ["as CommonJS that was an ES module", { default: { __esModule: true, default: definition } }],
    ["as CommonJS", definition],
  ])("is read %s", (_how, module) => {
    const read = readDefinition(module, file);
    expect(read.diagnostics).toEqual([]);
    expect(read.definition).toBe(definition);
    expect(read.document?.definitions).toHaveLength(3);
  });

  it("may hold SDL that is parsed already", () => {
    const document = parse(typeDefs);
    expect(readDefinition({ default: defineSubgraph({ name: "hello", typeDefs: document }) }, file).document).toBe(
      document,
    );
  });

  it.each([[undefined], [null], [{}], [{ default: { name: "hello", typeDefs } }], [{ hello: definition }], ["text"]])(
    "without a definition is told what to write: %j",
    (module) => {
      expect(readDefinition(module, file)).toEqual({
        diagnostics: [
          {
            code: "SUBGRAPH_MODULE_INVALID",
            severity: "error",
            message: "The module has no default export made by `defineSubgraph`.",
            fix: "Write `export default defineSubgraph({ ... })`.",
            locations: atModule,
          },
        ],
      });
    },
  );

  it("has every wrong part reported", () => {
    const wrong = { name: "", typeDefs: 7, resolvers: "no", sources: { api: "http://api" } };
    expect(messagesOf({ default: defineSubgraph(wrong as never) })).toEqual([
      "SUBGRAPH_MODULE_INVALID `name` must be a string that is not empty.",
      "SUBGRAPH_MODULE_INVALID `typeDefs` must be SDL as a string or a parsed document.",
      "SUBGRAPH_MODULE_INVALID `resolvers` must be an object of type names.",
      "SUBGRAPH_MODULE_INVALID `sources.api` must be a class that extends `RestSource`.",
    ]);
  });

  it("has a syntax error in its SDL located in the SDL", () => {
    const module = { default: defineSubgraph({ name: "hello", typeDefs: "type Query {\n  hello: [String\n}" }) };
    const [diagnostic] = readDefinition(module, file).diagnostics;
    expect(diagnostic).toMatchObject({
      code: "GRAPHQL_SYNTAX",
      locations: [{ file: `${file}#typeDefs`, line: 3, column: 1 }],
    });
  });

  it("has resolvers without a field reported", () => {
    const resolvers = {
      Query: { hello: () => "", helo: () => "" },
      Queri: { hello: () => "" },
      Color: { RED: 1, BLUE: 2 },
      Date: { serialize: () => "" },
      toString: { hello: () => "" },
    };
    expect(messagesOf({ default: defineSubgraph({ name: "hello", typeDefs, resolvers }) })).toEqual([
      "SUBGRAPH_RESOLVER_UNKNOWN `resolvers.Query.helo`: type `Query` has no field `helo`.",
      "SUBGRAPH_RESOLVER_UNKNOWN `resolvers.Queri`: `typeDefs` define no type `Queri`.",
      "SUBGRAPH_RESOLVER_UNKNOWN `resolvers.Color.BLUE`: type `Color` has no field `BLUE`.",
      "SUBGRAPH_RESOLVER_UNKNOWN `resolvers.toString`: `typeDefs` define no type `toString`.",
    ]);
  });

  it("may resolve fields of extended types, and entities", () => {
    const extended =
      'type Query { a: Int } extend type Query { b: Int } extend type Product @key(fields: "id") { id: ID! }';
    const resolvers = { Query: { a: () => 1, b: () => 2 }, Product: { __resolveReference: () => null, id: () => "1" } };
    expect(messagesOf({ default: defineSubgraph({ name: "x", typeDefs: extended, resolvers }) })).toEqual([]);
  });
});
