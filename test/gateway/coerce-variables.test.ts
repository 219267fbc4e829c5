import { describe, expect, it } from "@jest/globals";
import { buildSchema, getVariableValues, Kind, parse, type VariableDefinitionNode } from "graphql";
import { coerceVariables } from "../../gateway/coerce-variables.ts";

const schema = buildSchema(`
  scalar JSON
  enum Colour { RED, GREEN }
  input Filter { name: String! = "x", colour: Colour, any: JSON, all: [Filter!] }
  type Query { a: Int }
`);

function definitions(text: string): readonly VariableDefinitionNode[] {
  const [operation] = parse(`query Q${text} { a }`).definitions;
  return (operation?.kind === Kind.OPERATION_DEFINITION && operation.variableDefinitions) || [];
}

function messages(text: string, values: Record<string, unknown>, hideSuggestions = false): string[] {
  const { errors = [] } = coerceVariables(schema, definitions(text), values, { hideSuggestions });
  return errors.map(({ message }) => message);
}

const cases: [definitions: string, values: Record<string, unknown>][] = [
  ["($a: Int, $b: Int = 2, $c: Int!)", { c: 3 }],
  ["($a: Int!)", {}],
  ["($a: Int!)", { a: null }],
  ["($a: Int)", { a: "1" }],
  ["($a: [Int!])", { a: [1, null, 2.5, { b: [1] }] }],
  ["($a: Filter)", { a: { nam: "Ada", colour: "REED" } }],
  ["($a: Filter)", { a: { all: { name: "Ada", all: [{}] } } }],
  ["($a: Filter = { colour: GREEN })", {}],
  ["($a: JSON, $b: JSON = { a: [1] })", { a: { b: [1, "x", null] } }],
  ["($a: Colour)", { a: 7 }],
  ["($a: Query)", { a: 7 }],
  ["($a: Missing)", { a: 7 }],
];

describe("variables", () => {
  it.each(cases)("are coerced as graphql-js does: %s", (text, values) => {
    const expected = getVariableValues(schema, definitions(text), values);
    const { coerced, errors } = coerceVariables(schema, definitions(text), values);
    expect(coerced).toEqual(expected.coerced);
    expect(errors?.map((error) => error.toJSON())).toEqual(expected.errors?.map((error) => error.toJSON()));
  });

  it("do not show a client the schema's names, where that is not wanted", () => {
    const values = { a: { nam: "Ada", colour: "REED" } };
    expect(messages("($a: Filter)", values)).toEqual([
      'Variable "$a" got invalid value "REED" at "a.colour"; Value "REED" does not exist in "Colour" enum. Did you mean the enum value "RED" or "GREEN"?',
      'Variable "$a" got invalid value { nam: "Ada", colour: "REED" }; Field "nam" is not defined by type "Filter". Did you mean "name" or "any"?',
    ]);
    expect(messages("($a: Filter)", values, true)).toEqual([
      'Variable "$a" got invalid value "REED" at "a.colour"; Value "REED" does not exist in "Colour" enum.',
      'Variable "$a" got invalid value { nam: "Ada", colour: "REED" }; Field "nam" is not defined by type "Filter".',
    ]);
  });

  it("that are huge make a short answer", () => {
    const unknown = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key${at}`, "x".repeat(1_000)]));
    const errors = messages("($a: Filter)", { a: unknown });
    expect(errors.length).toBe(21);
    expect(errors[0]?.length).toBeLessThan(500);
    expect(errors[0]).toContain('got invalid value { key0: "xxx');
    expect(errors.at(-1)).toBe("Too many errors processing variables, error limit reached. Execution aborted.");

    const [text = ""] = messages("($a: Int)", { a: "x".repeat(1_000_000) });
    expect(text.length).toBeLessThan(800);
    const [list = ""] = messages("($a: String)", { a: Array.from({ length: 100_000 }, (_, at) => at) });
    expect(list).toContain("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 99990 more items]");
  });

  it("may be called as what objects inherit", () => {
    const values = JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": 1}') as Record<string, unknown>;
    const { coerced = {} } = coerceVariables(schema, definitions("($__proto__: JSON, $constructor: Int)"), values);
    expect(Object.entries(coerced)).toEqual([
      ["__proto__", { isAdmin: true }],
      ["constructor", 1],
    ]);
    expect(Object.getPrototypeOf(coerced)).toBe(Object.prototype);
    expect(coerceVariables(schema, definitions("($toString: JSON)"), {}).coerced).toEqual({});
  });
});
