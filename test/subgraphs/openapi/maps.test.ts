import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { answering, forServer, importParts, sdlOf } from "./import.ts";

const start = subgraphStarter();

const text = { type: "string" };
const mapOf = (values: unknown): Record<string, unknown> => ({ type: "object", additionalProperties: values });

function importThing(properties: Record<string, unknown>, portable = false): ReturnType<typeof importParts> {
  const schemas = { Thing: { type: "object", properties } };
  const paths = { "/thing": { get: answering({ $ref: "#/components/schemas/Thing" }) } };
  return importParts({ paths, components: { schemas } }, "3.1.0", { maps: "entries", portable });
}

describe("maps as entries", () => {
  it("are lists of keys and values, at any depth", async () => {
    const result = importThing({
      labels: mapOf(text),
      prices: mapOf({ type: "object", properties: { amount: { type: "integer", format: "int64" } } }),
      nested: mapOf(mapOf({ type: ["integer", "null"] })),
      pages: { type: "array", items: mapOf({ type: "array", items: text }) },
      sizes: mapOf({ type: "string", enum: ["x-small", "large"] }),
      whatever: { type: "object" },
    });
    expect(sdlOf(result)).toBe(`type Query {
  thing: Thing
    @connect(
      source: "api"
      http: { GET: "/thing" }
      selection: """
      labels: labels?->entries { key value } prices: prices?->entries { key value { amount? } }
      nested: nested?->entries { key value: value->entries { key value? } }
      pages: pages?->map(@?->entries) { key value }
      sizes: sizes?->entries { key value: value->match(["x-small", "x_small"], [@, @]) } whatever?
      """
    )
}

type Thing {
  labels: [LabelEntry!]
  prices: [PriceEntry!]
  nested: [NestedEntry!]
  pages: [[PageEntry!]!]
  sizes: [SizeEntry!]
  whatever: JSON
}

type LabelEntry {
  key: String!
  value: String!
}

type PriceEntry {
  key: String!
  value: PriceEntryValue!
}

type NestedEntry {
  key: String!
  value: [ValueEntry!]!
}

type PageEntry {
  key: String!
  value: [String!]!
}

type SizeEntry {
  key: String!
  value: SizeEntryValue!
}

type PriceEntryValue {
  amount: BigInt
}

type ValueEntry {
  key: String!
  value: Int
}

enum SizeEntryValue {
  x_small
  large
}

"Any JSON value."
scalar JSON

"An integer of up to 64 bits. One beyond 2^53 is written as text, so that no digit is lost."
scalar BigInt
`);
    const body = `{ "labels": { "a b": "x", "": "y" }, "prices": { "eur": { "amount": 9007199254740993 } },
      "nested": { "one": { "two": 2, "none": null } }, "pages": [{ "p": ["q"] }, {}], "sizes": { "s": "x-small" } }`;
    const shop = await start({
      sdl: forServer(result),
      handler: () => ({ body, headers: { "content-type": "application/json" } }),
    });
    const { data, errors } = await shop.run(`{ thing { labels { key value } prices { key value { amount } }
      nested { key value { key value } } pages { key value } sizes { key value } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      thing: {
        labels: [
          { key: "a b", value: "x" },
          { key: "", value: "y" },
        ],
        prices: [{ key: "eur", value: { amount: "9007199254740993" } }],
        nested: [
          {
            key: "one",
            value: [
              { key: "two", value: 2 },
              { key: "none", value: null },
            ],
          },
        ],
        pages: [[{ key: "p", value: ["q"] }], []],
        sizes: [{ key: "s", value: "x_small" }],
      },
    });
  });

  it("are null where the map is", async () => {
    const shop = await start({
      sdl: forServer(importThing({ labels: { ...mapOf(text), nullable: true }, other: mapOf(text) })),
      handler: () => ({ json: { labels: null } }),
    });
    expect(await shop.run("{ thing { labels { key } other { key } } }")).toEqual({
      data: { thing: { labels: null, other: null } },
      errors: [],
    });
    expect(shop.problems).toEqual([]);
  });

  it("may be the whole answer", async () => {
    const paths = { "/stock": { get: answering(mapOf({ type: "integer" })) } };
    const result = importParts({ paths }, "3.1.0", { maps: "entries" });
    expect(sdlOf(result)).toContain(
      'stock: [StockEntry!]\n    @connect(source: "api", http: { GET: "/stock" }, selection: "$->entries { key value }")',
    );
    const shop = await start({ sdl: forServer(result), handler: () => ({ json: { sold: 3, here: 5 } }) });
    expect(await shop.run("{ stock { key value } }")).toEqual({
      data: {
        stock: [
          { key: "sold", value: 3 },
          { key: "here", value: 5 },
        ],
      },
      errors: [],
    });
  });

  it("may have themselves inside", async () => {
    const result = importThing({ name: text, parts: mapOf({ $ref: "#/components/schemas/Thing" }) });
    expect(sdlOf(result)).toContain(
      'type PartEntry @mapping(fields: "key value") {\n  key: String!\n  value: Thing!\n}',
    );
    const json = { parts: { a: { parts: { b: { parts: { c: { name: "deep" } } } } } } };
    const shop = await start({ sdl: forServer(result), handler: () => ({ json }) });
    expect(
      await shop.run("{ thing { parts { key value { parts { value { parts { key value { name } } } } } } } }"),
    ).toEqual({
      data: {
        thing: {
          parts: [{ key: "a", value: { parts: [{ value: { parts: [{ key: "c", value: { name: "deep" } }] } }] } }],
        },
      },
      errors: [],
    });
  });

  it("are no less portable", () => {
    const sdl = sdlOf(importThing({ name: text, parts: mapOf({ $ref: "#/components/schemas/Thing" }) }, true));
    expect(sdl).not.toMatch(/@request|@mapping/);
    expect(sdl).toContain("  parts: [PartEntry!]\n");
  });

  it("are JSON in requests", () => {
    const schema = { type: "object", properties: { labels: mapOf(text) } };
    const requestBody = { required: true, content: { "application/json": { schema } } };
    const paths = { "/things": { post: answering({}, { requestBody }) } };
    expect(sdlOf(importParts({ paths }, "3.1.0", { maps: "entries" }))).toContain("  labels: JSON\n");
  });
});
