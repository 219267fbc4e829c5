import { describe, expect, it } from "@jest/globals";
import { answering, importParts, importWhole, sdlOf } from "./import.ts";

const album = {
  type: "object",
  required: ["id", "title"],
  properties: { id: { type: "integer" }, title: { type: "string" }, year: { type: "integer", nullable: true } },
};

describe("importDocument", () => {
  it("writes an operation with its types, links and source", () => {
    const { sdl, findings } = importParts({
      paths: {
        "/albums/{id}": {
          get: answering(
            { $ref: "#/components/schemas/Album" },
            {
              summary: "One album",
              parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
            },
          ),
        },
      },
      components: { schemas: { Album: album } },
    });
    expect(findings).toEqual([]);
    expect(sdl).toBe(
      `# Test 1, imported by \`restuary import\`.
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "http://api.test", headers: [{ name: "Accept", value: "application/json" }] })

type Query {
  "One album"
  album(id: ID!): Album
    @connect(source: "api", http: { GET: "/albums/{$args.id}" }, entity: true, selection: "id title year?")
}

type Album @key(fields: "id") {
  id: ID!
  title: String!
  year: Int
}
`,
    );
  });

  it("names no field with an article", () => {
    const named = (operationId: string): unknown => answering(zone, { operationId });
    const zone = { type: "object", properties: { name: { type: "string" } } };
    const result = importParts({
      paths: {
        "/albums/{id}": { get: named("get-an-album"), put: named("replaceTheAlbum") },
        "/artists/{id}/albums": { get: named("get-an-artists-albums") },
        "/vitamins/a": { get: named("getVitaminA") },
      },
    });
    expect(result.operations.map(({ field }) => field)).toEqual(["album", "replaceAlbum", "artistAlbums", "vitaminA"]);
  });

  it("names what reads one thing in the singular, even where its operationId says list", () => {
    const zone = { type: "object", properties: { id: { type: "string" } } };
    const { operations } = importParts({
      paths: {
        "/zones": { get: answering({ type: "array", items: zone }, { operationId: "listZones" }) },
        "/zones/{id}": { get: answering(zone, { operationId: "listZone" }) },
        "/keys": {
          get: answering(
            { type: "object", properties: { items: { type: "array", items: zone } } },
            { operationId: "listKey" },
          ),
        },
      },
    });
    expect(operations.map(({ key, field }) => `${key} ${field}`)).toEqual([
      "GET /zones zones",
      "GET /zones/{id} zone",
      "GET /keys keys",
    ]);
  });

  it("reads the same from OpenAPI 2.0", () => {
    const result = importWhole({
      swagger: "2.0",
      info: { title: "Test", version: "1" },
      host: "api.test",
      basePath: "/v1",
      schemes: ["http"],
      paths: {
        "/albums": {
          post: {
            parameters: [{ name: "album", in: "body", required: true, schema: { $ref: "#/definitions/Album" } }],
            responses: { "201": { description: "", schema: { $ref: "#/definitions/Album" } } },
          },
          get: {
            parameters: [
              { name: "ids", in: "query", type: "array", items: { type: "integer" }, collectionFormat: "csv" },
            ],
            responses: {
              "200": { description: "", schema: { type: "array", items: { $ref: "#/definitions/Album" } } },
            },
          },
        },
      },
      definitions: { Album: album },
    });
    expect(result.sdl).toContain('baseURL: "http://api.test/v1"');
    expect(sdlOf(result)).toBe(`type Query {
  albums(ids: [Int!]): [Album!]
    @connect(source: "api", http: { GET: "/albums" }, selection: "id title year?")
    @request(parameters: [{ name: "ids", in: query, value: "$args.ids?", explode: false }])
}

type Mutation {
  createAlbum(input: AlbumInput!): Album
    @connect(source: "api", http: { POST: "/albums", body: "$args.input" }, selection: "id title year?")
}

type Album @key(fields: "id")
  @connect(source: "api", http: { GET: "/albums" }, selection: "id title year?")
  @request(parameters: [{ name: "ids", in: query, value: "$batch.id", explode: false }]) {
  id: ID!
  title: String!
  year: Int
}

input AlbumInput {
  id: Int!
  title: String!
  year: Int
}
`);
  });
});
