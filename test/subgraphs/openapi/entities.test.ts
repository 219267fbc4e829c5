import { describe, expect, it } from "@jest/globals";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { answering, sdlOf } from "./import.ts";
import { answeringServer, query } from "./serve-import.ts";

const text = { type: "string" };
const id = { name: "customerId", in: "path", required: true, schema: text };

const shop = {
  openapi: "3.1.0",
  servers: [{ url: "http://shop.test" }],
  paths: {
    "/customers/{customerId}": { get: answering({ $ref: "#/components/schemas/Customer" }, { parameters: [id] }) },
    "/orders": { get: answering({ type: "array", items: { $ref: "#/components/schemas/Order" } }) },
    "/users/{name}": {
      get: answering({ $ref: "#/components/schemas/User" }, { parameters: [{ ...id, name: "name" }] }),
    },
    "/things/{code}": {
      get: answering({ $ref: "#/components/schemas/Thing" }, { parameters: [{ ...id, name: "code" }] }),
    },
  },
  components: {
    schemas: {
      Customer: { type: "object", required: ["id"], properties: { id: text, city: text } },
      Order: { type: "object", properties: { total: { type: "number" }, customerId: text } },
      User: { type: "object", properties: { name: text } },
      Thing: { type: "object", properties: { id: text } },
    },
  },
};

function importShop(accept = false): string {
  return sdlOf(importDocument({ document: shop, bytes: 2_000, subgraph: "shop", accept }));
}

describe("entities", () => {
  it("are known by an ID where they are asked for by one, whatever the key is called", () => {
    const event = { type: "object", required: ["eventId"], properties: { eventId: text, day: text } };
    const document = {
      openapi: "3.1.0",
      servers: [{ url: "http://museum.test" }],
      paths: {
        "/events/{eventId}": {
          get: answering({ $ref: "#/components/schemas/Event" }, { parameters: [{ ...id, name: "eventId" }] }),
        },
      },
      components: { schemas: { Event: event } },
    };
    const sdl = sdlOf(importDocument({ document, bytes: 2_000, subgraph: "museum" }));
    expect(sdl).toContain(`  event(eventId: ID!): Event
    @connect(source: "api", http: { GET: "/events/{$args.eventId}" }, entity: true, selection: "eventId day?")
}

type Event @key(fields: "eventId") {
  eventId: ID!
  day: String
}`);
  });

  it("are resolved by the root field where its argument is the key", () => {
    expect(importShop()).toContain(`  user(name: String!): User
    @connect(source: "api", http: { GET: "/users/{$args.name}" }, entity: true, selection: "name: $.name?")`);
    expect(importShop()).toContain('type User @key(fields: "name") {');
  });

  it("are resolved by the type where the path calls its id by another name", () => {
    expect(importShop()).toContain(`type Customer @key(fields: "id")
  @connect(source: "api", http: { GET: "/customers/{$this.id}" }, selection: "id city?") {`);
  });

  it("are not made of what is known by something that it does not hold", () => {
    expect(importShop()).toContain("type Thing {");
  });

  it("are proposed as relations, and written with `accept`", () => {
    expect(importShop()).toContain(
      "  # Proposed: `customer: Customer`, as `customerId` seems to be the id of GET /customers/{customerId}. --accept writes it.\n}",
    );
    const accepted = importShop(true);
    expect(accepted).toContain("  customerId: String\n  customer: Customer\n}");
    expect(accepted).toContain('selection: "total? customerId? customer: { id: $.customerId? }"');
    expect(accepted).not.toContain("Proposed");
  });
});

describe("relations", () => {
  const integer = { type: "integer" };
  const schemas = {
    Album: { type: "object", required: ["id"], properties: { id: text, title: text } },
    Key: { type: "object", required: ["id"], properties: { id: integer } },
  };
  const paths = {
    "/albums/{id}": { get: answering({ $ref: "#/components/schemas/Album" }, { parameters: [{ ...id, name: "id" }] }) },
    "/keys/{id}": {
      get: answering({ $ref: "#/components/schemas/Key" }, { parameters: [{ ...id, name: "id", schema: integer }] }),
    },
  };

  function importLists(name: string, properties: Record<string, unknown>, accept = false, url = "http://api.test") {
    const { sdl } = importDocument({
      document: {
        openapi: "3.1.0",
        servers: [{ url }],
        paths: { ...paths, "/lists": { get: answering({ $ref: `#/components/schemas/${name}` }) } },
        components: { schemas: { ...schemas, [name]: { type: "object", properties: { name: text, ...properties } } } },
      },
      bytes: 2_000,
      subgraph: "test",
      accept,
    });
    return sdl;
  }

  const reference = { type: "object", properties: { id: text } };

  it.each([
    ["a list of ids", { albumIds: { type: "array", items: text } }, "albums: [Album!]`, as `albumIds` seems to list"],
    ["an object of an id", { album: reference }, "album: Album`, as `album.id` seems to be"],
    [
      "a list of such",
      { albums: { type: "array", items: reference } },
      "albums: [Album!]`, as `albums.id` seems to list",
    ],
  ])("are proposed for %s", (_name, properties, expected) => {
    expect(importLists("Box", properties)).toContain(
      `  # Proposed: \`${expected} the id of GET /albums/{id}. --accept writes it.\n}`,
    );
  });

  it.each([
    ["a text beside a number", "Box", { keyId: text }],
    ["an object with more in it", "Box", { album: { type: "object", properties: { id: text, href: text } } }],
    ["what is gone", "DeletedBox", { albumId: text }],
  ])("are not proposed for %s", (_name, type, properties) => {
    expect(importLists(type, properties)).not.toContain("Proposed");
  });

  it("lead to their entities", async () => {
    const server = await answeringServer({
      "/lists": { name: "Best", albumIds: ["1", "2"], album: { id: "3" }, albums: null },
      "/albums/1": { id: "1", title: "One" },
      "/albums/2": { id: "2", title: "Two" },
      "/albums/3": { id: "3", title: "Three" },
    });
    try {
      const properties = { albumIds: { type: "array", items: text }, album: reference };
      const sdl = importLists("Box", properties, true, server.url);
      expect(sdl).toContain('selection: "name? albumIds? album: $.album? { id: $.id } albums: $.albumIds? { id: $ }"');
      expect(sdl).toContain("  albumIds: [String!]\n  album: Album\n  albums: [Album!]\n");
      expect(await query(sdl, "{ lists { name album { title } albums { title } } }")).toEqual({
        data: { lists: { name: "Best", album: { title: "Three" }, albums: [{ title: "One" }, { title: "Two" }] } },
      });
      expect(server.calls().toSorted()).toEqual(["/albums/1", "/albums/2", "/albums/3", "/lists"]);
    } finally {
      await server.close();
    }
  });
});
