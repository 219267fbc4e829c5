import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { estimateCalls } from "../../../gateway/estimate.ts";
import { loadGraph } from "../../../gateway/load-graph.ts";
import { compose } from "../../../schema/compose.ts";
import { theguildComposer } from "../../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { parseDocument } from "../../schema/support.ts";
import { answering, importParts, sdlOf } from "./import.ts";
import { answeringServer, query } from "./serve-import.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const inPath = (name: string) => ({ name, in: "path", required: true, schema: text });
const inQuery = (name: string, schema: unknown, description = "") => ({ name, in: "query", schema, description });
const object = (properties: Record<string, unknown>) => ({ type: "object", properties });
const schemas = {
  Artist: { ...object({ id: text }), required: ["id"] },
  Album: object({ title: text, artistId: text }),
};
const albums = { type: "array", items: { $ref: "#/components/schemas/Album" } };
const page = (description: string) => object({ data: { ...albums, description }, next: text, total: integer });

describe("envelopes around lists", () => {
  it("are one type, called after what is in the list", () => {
    const sdl = sdlOf(
      importParts({
        paths: {
          "/albums": { get: answering(page("All of them.")) },
          "/artists/{id}/albums": { get: answering(page("Theirs."), { parameters: [inPath("id")] }) },
          "/charts": { get: answering(object({ albums, region: text })) },
          "/new": { get: answering(object({ items: albums })) },
        },
        components: { schemas },
      }),
    );
    expect(sdl).toContain("  albums: AlbumPage\n");
    expect(sdl).toContain("  artistAlbums(id: ID!): AlbumPage\n");
    // More than a page is a thing of its own; of two shapes the usual one gets the name.
    expect(sdl).toContain("  charts: Charts\n");
    expect(sdl).toContain("  new: New\n");
    expect(sdl.match(/^type AlbumPage/gm)).toHaveLength(1);
  });

  it("of nothing but a list are lists, and keep their envelope: more may come to be in it", () => {
    const sdl = sdlOf(
      importParts({ paths: { "/new": { get: answering(object({ items: albums })) } }, components: { schemas } }),
    );
    expect(sdl).toContain("  new: AlbumList\n");
    expect(sdl).toContain("type AlbumList {\n  items: [Album!]\n}");
  });

  it("have their own names where the document gives one", () => {
    const sdl = sdlOf(
      importParts({
        paths: { "/albums": { get: answering({ $ref: "#/components/schemas/Discography" }) } },
        components: { schemas: { ...schemas, Discography: page("") } },
      }),
    );
    expect(sdl).toContain("  albums: Discography\n");
  });
});

function albumsWith(parameters: readonly unknown[], answer: unknown = albums): string {
  return sdlOf(
    importParts({ paths: { "/albums": { get: answering(answer, { parameters }) } }, components: { schemas } }),
  );
}

describe("the sizes of lists", () => {
  it.each([
    [
      "maximum",
      inQuery("limit", { type: "integer", default: 20, maximum: 100 }),
      albums,
      '@listSize(assumedSize: 100, slicingArguments: ["limit"], requireOneSlicingArgument: false)',
    ],
    [
      "default",
      inQuery("per_page", { type: "integer", default: 30 }),
      albums,
      '@listSize(assumedSize: 30, slicingArguments: ["per_page"], requireOneSlicingArgument: false)',
    ],
    [
      "description",
      inQuery("pageSize", { type: "integer" }, "Items of a page (max 50)."),
      page(""),
      '@listSize(assumedSize: 50, slicingArguments: ["pageSize"], sizedFields: ["data"], requireOneSlicingArgument: false)',
    ],
    [
      "64 bits",
      inQuery("limit", { type: "integer", format: "int64", maximum: 9 }),
      albums,
      "@listSize(assumedSize: 9)",
    ],
  ])("are those that the document states: %s", (_name, parameter, answer, expected) => {
    expect(albumsWith([parameter], answer)).toContain(`\n    ${expected}\n    @connect(`);
  });

  it.each([
    ["nothing is stated", inQuery("limit", integer), albums],
    ["it is no size", inQuery("year", { type: "integer", maximum: 2100 }), albums],
    ["the answer is no list", inQuery("limit", { type: "integer", maximum: 9 }), object({ count: integer })],
  ])("are not written where %s", (_name, parameter, answer) => {
    expect(albumsWith([parameter], answer)).not.toContain("@listSize");
  });

  it("bound the calls of an operation, and a real page is what they say", async () => {
    const server = await answeringServer({
      "/artists/7/albums?limit=2": { data: [{ artistId: "7" }, { artistId: "8" }] },
    });
    const { sdl } = importParts({
      servers: [{ url: server.url }],
      paths: {
        "/artists/{id}": {
          get: {
            ...answering(
              { $ref: "#/components/schemas/Artist" },
              { operationId: "getArtist", parameters: [inPath("id")] },
            ),
          },
        },
        "/artists/{id}/albums": {
          get: answering(page(""), {
            parameters: [inPath("id"), inQuery("limit", { type: "integer", default: 10, maximum: 50 })],
          }),
        },
        "/albums/{title}": {
          get: {
            parameters: [inPath("title")],
            responses: {
              "200": {
                content: { "application/json": { schema: albums.items } },
                links: { artist: { operationId: "getArtist", parameters: { id: "$response.body#/artistId" } } },
              },
            },
          },
        },
      },
      components: { schemas },
    });
    try {
      const document = parseDocument(sdl, "api.graphql");
      const { model } = readConnectors({ subgraph: "api", document, file: "api.graphql" });
      if (!model) throw new Error(sdl);
      const { supergraphSdl = "" } = await compose(
        [{ name: "api", ...lowerSubgraph(document, model) }],
        theguildComposer,
      );
      const { graph } = await loadGraph({ supergraphSdl, env: {}, production: false });
      if (!graph) throw new Error(supergraphSdl);
      const bound = (argument: string): number | null =>
        estimateCalls(graph, {
          document: parse(
            `query${argument.includes("$") ? "($n: Int)" : ""} { artistAlbums(id: "7"${argument}) { data { artist { id albums { total } } } } }`,
          ),
        }).total.max;
      // The page, and the albums of each artist in it.
      expect([bound(", limit: 2"), bound(", limit: $n"), bound("")]).toEqual([3, 51, 51]);
      await graph.close();
      expect(await query(sdl, '{ artistAlbums(id: "7", limit: 2) { data { artist { id } } } }')).toEqual({
        data: { artistAlbums: { data: [{ artist: { id: "7" } }, { artist: { id: "8" } }] } },
      });
      expect(server.calls()).toEqual(["/artists/7/albums?limit=2"]);
    } finally {
      await server.close();
    }
  });
});
