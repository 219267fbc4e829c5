import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { parseJson } from "../../subgraphs/rest/json.ts";
import { createLocalGraph, localContext, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

const books: LocalSubgraphDefinition = {
  name: "books",
  sdl: `scalar Long
    type Query { books: [Book!] broken: String }
    type Book { title: String pages: Long }`,
  resolvers: {
    Query: {
      books: () => [
        { title: 'The "quoted"\u2028 one', pages: 7 },
        { title: null, pages: 9007199254740993n },
      ],
      broken: () => {
        throw new Error("It is broken.");
      },
    },
  },
};

describe("an answer as text", () => {
  it("is the JSON of what the answer is as an object", async () => {
    const { graph } = await createLocalGraph([books]);
    const request = { document: parse("{ all: books { pages title __typename } }"), context: localContext };
    const [asText, asObject] = [await graph.executeText(request), await graph.execute(request)];
    expect(asText).toEqual({
      kind: "text",
      data: String.raw`{"all":[{"pages":7,"title":"The \"quoted\"@ one","__typename":"Book"},{"pages":9007199254740993,"title":null,"__typename":"Book"}]}`.replace(
        "@",
        "\u2028",
      ),
    });
    expect(parseJson(asText.kind === "text" ? asText.data : "")).toEqual(asObject.data);
  });

  it("is an object where there are errors", async () => {
    const { graph } = await createLocalGraph([books]);
    const request = { document: parse("{ books { title } broken }"), context: localContext };
    const asText = await graph.executeText(request);
    expect(asText).toEqual({ kind: "result", result: await graph.execute(request) });
    expect(asText).toMatchObject({
      result: { data: { books: [{}, {}], broken: null }, errors: [{ message: "It is broken.", path: ["broken"] }] },
    });
  });

  it("is an object where the operation cannot be run", async () => {
    const { graph } = await createLocalGraph([books]);
    const request = { document: parse("query ($yes: Boolean!) { broken @include(if: $yes) }"), context: localContext };
    expect(await graph.executeText(request)).toMatchObject({
      kind: "result",
      result: { errors: [{ extensions: { code: "BAD_USER_INPUT" } }] },
    });
  });
});
