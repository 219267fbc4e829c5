import { expect, it } from "@jest/globals";
import { extractSubgraph } from "../../../schema/extract-subgraph.ts";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { composeAndRead, parseDocument, printTypes } from "../../schema/support.ts";

const links = (rest: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  @link(url: "https://restuary.dev/rest/v0.1"${rest})`;

it("come out of the supergraph as they went in, under the names that the subgraph gives them", async () => {
  const sdl = `${links(', import: ["@mapping", { name: "@request", as: "@wire" }]')}
    type Query {
      media(tags: [String]): [Media]
        @connect(http: { GET: "http://api.test/media" }, selection: "$")
        @wire(parameters: [{ name: "tag", in: query, value: "$args.tags", explode: false }], accept: "text/json")
    }
    union Media @mapping(type: "$.kind") = Book | Film
    interface Named @mapping(type: "$.kind") { id: ID }
    type Book implements Named @mapping(fields: "id pages: page_count") { id: ID pages: Int }
    type Film implements Named @mapping(fields: "id") { id: ID }`;
  const document = parseDocument(sdl, "media.graphql");
  const { model } = readConnectors({ subgraph: "media", document, file: "media.graphql" });
  if (!model) throw new Error("The connectors cannot be read.");
  const supergraph = await composeAndRead([
    { name: "media", ...lowerSubgraph(document, model) },
    { name: "other", typeDefs: parseDocument("type Query { other: Int }", "other.graphql") },
  ]);
  const extracted = printTypes(extractSubgraph(supergraph, "media"));
  expect(extracted).toContain(
    '@wire(parameters: [{name: "tag", in: query, value: "$args.tags", explode: false}], accept: "text/json")',
  );
  expect(extracted).toContain('union Media @mapping(type: "$.kind") = Book | Film');
  expect(extracted).toContain('interface Named @mapping(type: "$.kind")');
  expect(extracted).toContain('type Book implements Named @mapping(fields: "id pages: page_count")');
  expect(supergraph.publicSdl).not.toMatch(/mapping|wire/);
});

it("are gone from what a composer sees, with their definitions", () => {
  const document = parseDocument(
    `${links("")}
     directive @rest__mapping(fields: String, type: String) on OBJECT
     directive @rest__request(parameters: [rest__Parameter!]) on FIELD_DEFINITION
     input rest__Parameter { name: String! in: rest__Place! }
     enum rest__Place { query path header cookie }
     type Query { user: User @connect(http: { GET: "http://api.test/user" }, selection: "$") @rest__request }
     type User @rest__mapping(fields: "name") { name: String }`,
    "users.graphql",
  );
  const { model } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error("The connectors cannot be read.");
  expect(printTypes(lowerSubgraph(document, model).typeDefs)).toBe(
    "type Query {\n  user: User\n}\n\ntype User {\n  name: String\n}",
  );
});
