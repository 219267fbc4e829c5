import { expect, it } from "@jest/globals";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { sampleAnswer } from "../../../subgraphs/openapi/sample-answer.ts";

/** The sample of what `GET /it` answers. */
function sampleOf(schema: unknown, schemas: Readonly<Record<string, unknown>> = {}): unknown {
  const document = {
    openapi: "3.1.0",
    info: { title: "it", version: "1" },
    paths: {
      "/it": { get: { responses: { "200": { description: "ok", content: { "application/json": { schema } } } } } },
    },
    components: { schemas },
  };
  const { answers } = importDocument({ document, bytes: JSON.stringify(document).length, subgraph: "it" });
  const answer = answers.get("GET /it");
  if (!answer) throw new Error("The operation is gone.");
  return sampleAnswer(answer);
}

it("has a value of each kind, under the names that the service has", () => {
  expect(
    sampleOf({
      type: "object",
      properties: {
        id: { type: "integer" },
        "first-name": { type: "string" },
        plays: { type: "integer", format: "int64" },
        price: { type: "number" },
        isOpen: { type: "boolean" },
        kind: { type: "string", enum: ["house-cat", "dog"] },
        tags: { type: "array", items: { type: "string" } },
        anything: {},
      },
    }),
  ).toEqual({
    id: "1",
    "first-name": "first name",
    plays: 1,
    price: 1.5,
    isOpen: true,
    kind: "house-cat",
    tags: ["tags"],
    anything: {},
  });
});

it("ends where a type leads back to itself", () => {
  const Pet = {
    type: "object",
    required: ["name", "owner", "friends"],
    properties: {
      name: { type: "string" },
      mother: { $ref: "#/components/schemas/Pet" },
      friends: { type: "array", items: { $ref: "#/components/schemas/Pet" } },
      owner: {
        type: "object",
        required: ["favourite"],
        properties: { favourite: { $ref: "#/components/schemas/Pet" } },
      },
    },
  };

  expect(sampleOf({ $ref: "#/components/schemas/Pet" }, { Pet })).toEqual({
    name: "name",
    friends: [],
    owner: { favourite: {} },
  });
});

it("stays small where a dozen types need each other", () => {
  const names = Array.from({ length: 12 }, (_, index) => `T${index}`);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
  const schemas = Object.fromEntries(names.map((name) => [name, { type: "object", required: names, properties }]));

  const sampled = sampleOf({ $ref: "#/components/schemas/T0" }, schemas);
  expect(Object.keys(Object(sampled) as object)).toEqual(names);
  expect(JSON.stringify(sampled).length).toBeLessThan(200_000);
});

it("is the first member of a union, with the value that says so", () => {
  expect(
    sampleOf(
      { oneOf: [{ $ref: "#/components/schemas/Book" }, { $ref: "#/components/schemas/Film" }] },
      { Book: member("book", "pages"), Film: member("film", "minutes") },
    ),
  ).toEqual({ kind: "book", pages: 1 });
});

function member(kind: string, own: string): unknown {
  return { type: "object", required: ["kind"], properties: { kind: { const: kind }, [own]: { type: "integer" } } };
}
