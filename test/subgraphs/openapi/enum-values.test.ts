import { describe, expect, it } from "@jest/globals";
import { enumValues } from "../../../subgraphs/openapi/enum-values.ts";

describe("values of an enum", () => {
  it.each<[readonly string[], readonly string[]]>([
    [
      [".", "X", "O"],
      ["DOT", "X", "O"],
    ],
    [
      ["+1", "-1", "heart"],
      ["plus_1", "minus_1", "heart"],
    ],
    [
      ["=", ">", ">=", "<", "<=", "!="],
      ["EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL", "NOT_EQUAL"],
    ],
    [
      ["+", "-", "*", "/"],
      ["PLUS", "MINUS", "STAR", "SLASH"],
    ],
    [
      ["*", "orders.*", "orders.add"],
      ["star", "orders_star", "orders_add"],
    ],
    [
      ["created", "-created", "-price"],
      ["created", "minus_created", "minus_price"],
    ],
    [
      ["A", "A+", "A-"],
      ["A", "A_plus", "A_minus"],
    ],
    [
      ["", "std"],
      ["empty", "std"],
    ],
    [
      ["", "STD"],
      ["EMPTY", "STD"],
    ],
    [
      ["application/json", "x-small", "24h", "true"],
      ["application_json", "x_small", "_24h", "TRUE"],
    ],
    [
      ["a.b", "a-b", "a_b"],
      ["a_dot_b", "a_minus_b", "a_b"],
    ],
  ])("%j are called %j", (wires, names) => {
    expect(enumValues(wires)).toEqual(wires.map((wire, index) => ({ wire, name: names[index] })));
  });

  it("are none where two would be called the same", () => {
    expect(enumValues(["=", "equal"])?.map(({ name }) => name)).toBeUndefined();
  });
});
