import { expect, it } from "@jest/globals";
import { buildSchema, lexicographicSortSchema, parse, printSchema } from "graphql";
import { printPublicSdl } from "../../schema/print-public-sdl.ts";

it("prints as graphql-js prints the sorted schema", () => {
  const sdl = `
    schema { query: Root mutation: Mutation }
    directive @lower(to: Int = 1, by: Int) repeatable on FIELD | QUERY
    "One line." directive @a on FIELD
    type Root implements Node & Entity {
      "Described first." b: Int
      a("Of an argument." y: [Int!]! = [1, 2], "Another." x: In = { z: 1, a: "\\"" }): String @deprecated
      """
      Several
        lines, with \\""" inside.
      """
      c(one: Int): Hue! @deprecated(reason: "Use \`a\`.")
      "Ends in a quote\\""
      d: Int
      e: Int
    }
    interface Node { c(one: Int): Hue! b: Int }
    interface Entity { e: Int }
    type Mutation { set: Any }
    union Any = Root | Mutation
    type V10 { a1b: Int a2: Int a10: Int a1: Int A: Int _: Int }
    type V2 { a: Int }
    type V { a: Int }
    scalar Time @specifiedBy(url: "https://time.example")
    "The hue." enum Hue { "Hot." RED BLUE @deprecated(reason: "no") }
    input In { "Last." z: Int = 3 a: String }
  `;
  expect(printPublicSdl(parse(sdl))).toBe(printSchema(lexicographicSortSchema(buildSchema(sdl))));
});
