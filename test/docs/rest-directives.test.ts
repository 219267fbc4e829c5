import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, print, printSchema } from "graphql";
import { validateConnectors } from "../../subgraphs/connect/validate/validate-connectors.ts";
import { stylePairs, styleText, type ParameterStyle } from "../../subgraphs/rest-directives/parameter-style.ts";
import { restSpec } from "../../subgraphs/rest-directives/spec.ts";
import { encodeComponent } from "../../subgraphs/rest/url.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/rest-directives.md"), "utf8");
const snippets = [...page.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

function definitions(text: string): string[] {
  return parse(text)
    .definitions.map((node) => print(node))
    .toSorted();
}

describe("the spec page of @request and @mapping", () => {
  it("defines the directives as they are checked", () => {
    expect(definitions(snippets.at(-1) ?? "")).toEqual(definitions(printSchema(restSpec)));
  });

  const values = ["blue", ["blue", "black"], { R: 100, G: 200 }];
  const rows = [...page.matchAll(/^\| (query|path|header|cookie) \| `(\w+)` \| (\w*) ?\| (.*) \|$/gm)];

  it("has a row for each style of each place", () => expect(rows).toHaveLength(15));

  it.each(rows.map(([, place = "", style = "", explode = "", cells = ""]) => ({ place, style, explode, cells })))(
    "writes $style in a $place, exploded $explode, as the row says",
    ({ place, style, explode, cells }) => {
      // The page names styles that there are, or the text below is another one.
      const styled = { name: "color", style: style as ParameterStyle, explode: explode !== "false" };
      const written = values.map((value) =>
        place === "path" || place === "header"
          ? styleText(styled, value, encodeComponent)
          : stylePairs(styled, value, encodeComponent)
              .map((pair) => pair.join("="))
              .join(place === "cookie" ? "; " : "&"),
      );
      expect(cells.split(" | ")).toEqual(written.map((text) => `\`${text}\``));
    },
  );

  it("has examples in which nothing is wrong", () => {
    const [links = "", ...others] = snippets;
    const examples = others.filter((text) => text.includes("@connect("));
    const types = `
      input Filter { color: String }
      input UploadInput { file: String labels: [String!] }
      type Upload { id: ID url: String }
      type Product { id: ID name: String }
      type Map { id: ID }`;
    const source = '  @source(name: "api", http: { baseURL: "https://api.test" })\n';
    const joined = examples
      .join("\n")
      .replaceAll("type Query {", "extend type Query {")
      .replace("extend type Query {", "type Query {");
    expect(examples.length).toBeGreaterThan(3);
    expect(validateConnectors(links.trimEnd() + "\n" + source + joined + types)).toEqual([]);
  });
});
