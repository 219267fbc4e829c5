import { afterEach, describe, expect, it } from "@jest/globals";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { answering, importParts, sdlOf } from "./import.ts";
import { answeringServer, query } from "./serve-import.ts";

const text = { type: "string" };
const inPath = (name: string) => ({ name, in: "path", required: true, schema: text });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (name: string) => ({ type: "array", items: ref(name) });
const object = (properties: Record<string, unknown>) => ({
  type: "object",
  required: Object.keys(properties).slice(0, 1),
  properties,
});

const schemas = {
  Artist: object({ id: text, name: text }),
  Album: object({ id: text, title: text }),
};

const music = {
  "/artists/{id}": { get: answering(ref("Artist"), { parameters: [inPath("id")] }) },
  "/artists/{artistId}/albums": {
    get: answering(listOf("Album"), {
      summary: "Albums of an artist",
      parameters: [inPath("artistId"), { name: "year", in: "query", schema: { type: "integer" } }],
    }),
  },
};

let server: Awaited<ReturnType<typeof answeringServer>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("what is under a thing", () => {
  it("is a field of its type, with what else may be sent as arguments", () => {
    expect(sdlOf(importParts({ paths: music, components: { schemas } }))).toBe(`type Query {
  artist(id: ID!): Artist
    @connect(source: "api", http: { GET: "/artists/{$args.id}" }, entity: true, selection: "id name?")

  "Albums of an artist"
  artistAlbums(artistId: ID!, year: Int): [Album!]
    @connect(
      source: "api"
      http: { GET: "/artists/{$args.artistId}/albums", queryParams: "year: $args.year?" }
      selection: "id title?"
    )
}

type Artist @key(fields: "id") {
  id: ID!
  name: String

  "Albums of an artist"
  albums(year: Int): [Album!]
    @connect(
      source: "api"
      http: { GET: "/artists/{$this.id}/albums", queryParams: "year: $args.year?" }
      selection: "id title?"
    )
}

type Album {
  id: ID!
  title: String
}
`);
  });

  it("is asked for by what the thing holds", async () => {
    server = await answeringServer({
      "/artists/7": { id: "7", name: "Nina" },
      "/artists/7/albums?year=1967": [{ id: "1", title: "Silk" }],
      "/artists/7/albums": [],
    });
    const { sdl } = importParts({ servers: [{ url: server.url }], paths: music, components: { schemas } });
    expect(await query(sdl, '{ artist(id: "7") { name albums(year: 1967) { title } all: albums { title } } }')).toEqual(
      {
        data: { artist: { name: "Nina", albums: [{ title: "Silk" }], all: [] } },
      },
    );
    expect(server.calls()).toEqual(["/artists/7", "/artists/7/albums?year=1967", "/artists/7/albums"]);
  });

  it("is under things inside others, where the thing holds the keys of both", async () => {
    const paths = {
      "/orgs/{org_name}/repos/{repo}": {
        get: answering(ref("Repo"), { parameters: [inPath("org_name"), inPath("repo")] }),
      },
      "/orgs/{org_name}/repos/{repo_name}/open-issues": {
        get: answering(listOf("Album"), { parameters: [inPath("org_name"), inPath("repo_name")] }),
      },
    };
    server = await answeringServer({
      "/orgs/a/repos/b": { orgName: "a", repo: "b" },
      "/orgs/a/repos/b/open-issues": [{ id: "1", title: "Leak" }],
    });
    const { sdl } = importParts({
      servers: [{ url: server.url }],
      paths,
      components: { schemas: { ...schemas, Repo: object({ repo: text, orgName: text }) } },
    });
    expect(sdl).toContain(`type Repo @key(fields: "orgName repo")
  @connect(source: "api", http: { GET: "/orgs/{$this.orgName}/repos/{$this.repo}" }, selection: "repo orgName?") {
  repo: String!
  orgName: String
`);
    expect(sdl).toContain('GET: "/orgs/{$this.orgName}/repos/{$this.repo}/open-issues"');
    expect(await query(sdl, '{ orgRepo(org_name: "a", repo: "b") { openIssues { title } } }')).toEqual({
      data: { orgRepo: { openIssues: [{ title: "Leak" }] } },
    });
    expect(server.calls()).toEqual(["/orgs/a/repos/b", "/orgs/a/repos/b/open-issues"]);
  });

  it("stays a root field alone, where the thing does not hold what the path asks for", () => {
    const sdl = sdlOf(
      importParts({
        paths: {
          "/shops/{shop}/items/{item}": {
            get: answering(ref("Album"), { parameters: [inPath("shop"), inPath("item")] }),
          },
          "/shops/{shop}/items/{item}/parts": {
            get: answering(listOf("Artist"), { parameters: [inPath("shop"), inPath("item")] }),
          },
        },
        components: { schemas },
      }),
    );
    expect(sdl).toContain("shopItemParts(shop: String!, item: String!): [Artist!]");
    expect(sdl).not.toContain("$this");
  });

  it("never takes the name of a field that the thing has", () => {
    const sdl = sdlOf(
      importParts({
        paths: music,
        components: { schemas: { ...schemas, Artist: object({ id: text, albums: { type: "integer" } }) } },
      }),
    );
    expect(sdl).toContain('  id: ID!\n  albums: Int\n\n  "Albums of an artist"\n  artistAlbums(year: Int): [Album!]\n');
  });

  it("keeps its name when the thing gets such a field later", () => {
    const before = importParts({ paths: music, components: { schemas } });
    const later = importDocument({
      document: {
        openapi: "3.1.0",
        servers: [{ url: "http://api.test" }],
        paths: music,
        components: { schemas: { ...schemas, Artist: object({ id: text, albums: { type: "integer" } }) } },
      },
      bytes: 2_000,
      subgraph: "test",
      names: before.names,
    });
    expect(sdlOf(later)).toContain("  id: ID!\n  albumsValue: Int\n\n");
    expect(sdlOf(later)).toContain('entity: true, selection: "id albumsValue: $.albums?")');
    expect(sdlOf(later)).toContain("  albums(year: Int): [Album!]\n");
  });

  it("is a field of each type that is read at such a place, whatever the file's extension", () => {
    const sdl = sdlOf(
      importParts({
        paths: {
          "/Calls/{Sid}.json": { get: answering(ref("Call"), { parameters: [inPath("Sid")] }) },
          "/Calls/{CallSid}/Recordings.json": { get: answering(listOf("Album"), { parameters: [inPath("CallSid")] }) },
        },
        components: { schemas: { ...schemas, Call: object({ sid: text }) } },
      }),
    );
    expect(sdl).toContain(
      '  recordings: [Album!]\n    @connect(source: "api", http: { GET: "/Calls/{$this.sid}/Recordings.json" }',
    );
  });

  it("stays a root field alone, where the document tells of no answer but a redirect", () => {
    const sdl = sdlOf(
      importParts({
        paths: {
          "/artists/{id}": music["/artists/{id}"],
          "/artists/{id}/photo": { get: { parameters: [inPath("id")], responses: { "307": { description: "" } } } },
        },
        components: { schemas },
      }),
    );
    expect(sdl).toContain("  artistPhoto(id: ID!): JSON\n");
    expect(sdl).toContain("{\n  id: ID!\n  name: String\n}");
  });
});
