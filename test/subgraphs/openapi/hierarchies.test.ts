import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { answering, forServer, importParts, importWhole, sdlOf } from "./import.ts";

const start = subgraphStarter();

const text = { type: "string" };
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const extending = (base: string, properties: Record<string, unknown>): Record<string, unknown> => ({
  allOf: [ref(base), { type: "object", properties }],
});

const pets = {
  Pet: {
    type: "object",
    required: ["name", "petType"],
    discriminator: { propertyName: "petType", mapping: { cat: "#/components/schemas/Cat", dog: "Dog" } },
    properties: { petType: text, name: text, friend: ref("Pet") },
  },
  Cat: extending("Pet", { lives: { type: "integer" } }),
  Dog: extending("Pet", { size: { type: "string", enum: ["x-small", "large"] } }),
};

function importPets(schemas: Record<string, unknown> = pets, openapi = "3.0.3"): ReturnType<typeof importParts> {
  const paths = { "/pets": { get: answering({ type: "array", items: ref("Pet") }) } };
  return importParts({ paths, components: { schemas } }, openapi);
}

const ofTypes = (sdl: string): string => sdl.replace(/^type Query \{[\s\S]*?\n\}\n/, "").trim();

describe("schemas that extend one with a discriminator", () => {
  it("implement it as an interface, and what is none of them has a type too", () => {
    const result = importPets();
    expect(sdlOf(result)).toBe(`type Query {
  pets: [Pet!]
    @connect(
      source: "api"
      http: { GET: "/pets" }
      selection: """
      ... petType->match(
        ["cat", { __typename: "Cat" petType name friend? lives? }],
        ["dog", { __typename: "Dog" petType name friend? size: size?->match(["x-small", "x_small"], [@, @]) }],
        [@, { __typename: "OtherPet" petType name friend? }]
      )
      """
    )
}

interface Pet @mapping(type: """
  petType->match(["cat", "Cat"], ["dog", "Dog"], [@, "OtherPet"])
  """) {
  petType: String!
  name: String!
  friend: Pet
}

type Cat implements Pet @mapping(fields: "petType name friend? lives?") {
  petType: String!
  name: String!
  friend: Pet
  lives: Int
}

type Dog implements Pet @mapping(fields: """
  petType name friend? size: size?->match(["x-small", "x_small"], [@, @])
  """) {
  petType: String!
  name: String!
  friend: Pet
  size: DogSize
}

type OtherPet implements Pet @mapping(fields: "petType name friend?") {
  petType: String!
  name: String!
  friend: Pet
}

enum DogSize {
  x_small
  large
}
`);
    expect(result.findings).toEqual([]);
  });

  it("answer as the type that each object is of, at any depth", async () => {
    const animals = [
      { petType: "cat", name: "Tom", lives: 9, friend: { petType: "dog", name: "Spike", size: "x-small" } },
      { petType: "lizard", name: "Liz", friend: { petType: "cat", name: "Tom", lives: 9 } },
    ];
    const shop = await start({ sdl: forServer(importPets()), handler: () => ({ json: animals }) });
    const { data, errors } = await shop.run(`{ pets { __typename name
      ... on Cat { lives } friend { __typename name ... on Dog { size } ... on Cat { lives } } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      pets: [
        {
          __typename: "Cat",
          name: "Tom",
          lives: 9,
          friend: { __typename: "Dog", name: "Spike", size: "x_small" },
        },
        { __typename: "OtherPet", name: "Liz", friend: { __typename: "Cat", name: "Tom", lives: 9 } },
      ],
    });
    expect(shop.calls()).toEqual(["GET /pets"]);
  });

  it("are named by their schemas where no mapping is written, as in OpenAPI 2.0", () => {
    const { sdl } = importWhole({
      swagger: "2.0",
      host: "api.test",
      paths: { "/pet": { get: { responses: { "200": { schema: { $ref: "#/definitions/Pet" } } } } } },
      definitions: {
        Pet: { type: "object", discriminator: "kind", properties: { kind: text } },
        Cat: { allOf: [{ $ref: "#/definitions/Pet" }, { properties: { lives: { type: "integer" } } }] },
      },
    });
    expect(sdl).toContain(
      '["Cat", { __typename: "Cat" kind? lives? }],\n        [@, { __typename: "OtherPet" kind? }]',
    );
  });

  it("are known by the value that the property is in each", () => {
    const schemas = {
      Pet: {
        type: "object",
        discriminator: { propertyName: "kind" },
        properties: { kind: { enum: ["c", "d"] }, n: text },
      },
      Cat: extending("Pet", { kind: { const: "c" }, lives: { type: "integer" } }),
      Dog: extending("Pet", { kind: { const: "d" } }),
    };
    expect(sdlOf(importPets(schemas))).toContain('$(kind ?? null)->match(\n        ["c", { __typename: "Cat"');
  });

  it("answer as what they are where the discriminator is missing", async () => {
    const schemas = { ...pets, Pet: { ...pets.Pet, required: ["name"] } };
    const shop = await start({ sdl: forServer(importPets(schemas)), handler: () => ({ json: [{ name: "Tom" }] }) });
    expect(await shop.run("{ pets { __typename name petType } }")).toEqual({
      data: { pets: [{ __typename: "OtherPet", name: "Tom", petType: null }] },
      errors: [],
    });
  });

  it("may be listed by the schema that they extend", () => {
    const schemas = { ...pets, Pet: { ...pets.Pet, oneOf: [ref("Cat"), ref("Dog")] } };
    expect(sdlOf(importPets(schemas))).toBe(sdlOf(importPets()));
  });

  it("are a union where they have no field in common", () => {
    const schemas = {
      Pet: { type: "object", discriminator: { propertyName: "kind" }, properties: { size: { type: "integer" } } },
      Cat: extending("Pet", { size: text }),
    };
    expect(ofTypes(sdlOf(importPets(schemas)))).toMatch(/^union Pet = Cat \| OtherPet\n/);
  });

  it("have a field of the interface only in one type, non-null only where all are", () => {
    const schemas = {
      Pet: {
        type: "object",
        required: ["kind"],
        discriminator: { propertyName: "kind" },
        properties: { kind: text, age: { type: "integer" }, name: text },
      },
      Cat: { allOf: [ref("Pet"), { required: ["name"], properties: { age: text } }] },
    };
    expect(ofTypes(sdlOf(importPets(schemas)))).toMatch(/^interface Pet \{\n {2}kind: String!\n {2}name: String\n\}/);
  });

  it("are members of a union that names the schema they extend", () => {
    const schemas = {
      ...pets,
      Car: { type: "object", required: ["petType"], properties: { petType: { const: "car" } } },
      Thing: { oneOf: [ref("Pet"), ref("Car")], discriminator: { propertyName: "petType" } },
    };
    const paths = { "/thing": { get: answering(ref("Thing")) } };
    expect(sdlOf(importParts({ paths, components: { schemas } }))).toContain(
      "union Thing = Cat | Dog | OtherPet | Car",
    );
  });

  it("keep to the base where one value would mean two of them", () => {
    const schemas = {
      Pet: { type: "object", discriminator: { propertyName: "kind" }, properties: { kind: text } },
      Cat: extending("Pet", { kind: { const: "x" } }),
      Dog: extending("Pet", { kind: { const: "x" } }),
    };
    const result = importPets(schemas);
    expect(ofTypes(sdlOf(result))).toBe("type Pet {\n  kind: String\n}");
    expect(result.findings).toEqual([
      {
        kind: "simplified",
        pointer: "#/components/schemas/Pet",
        message:
          "Nothing says soundly which of the schemas that extend it a value is of; only what this one has is read.",
      },
    ]);
  });

  it("may refer back to a union that they are members of", async () => {
    const schemas = {
      Block: { oneOf: [ref("Quote"), ref("Line")], discriminator: { propertyName: "type" } },
      Quote: {
        type: "object",
        required: ["type"],
        properties: { type: text, blocks: { type: "array", items: ref("Block") } },
      },
      Line: { type: "object", required: ["type"], properties: { type: text, text } },
    };
    const result = importParts({ paths: { "/block": { get: answering(ref("Block")) } }, components: { schemas } });
    expect(sdlOf(result)).toContain("  blocks: [Block!]\n");
    const line = { type: "Line", text: "x" };
    const json = { type: "Quote", blocks: [line, { type: "Quote", blocks: [line] }] };
    const shop = await start({ sdl: forServer(result), handler: () => ({ json }) });
    expect(
      await shop.run(
        "{ block { ... on Quote { blocks { ... on Line { text } ... on Quote { blocks { ... on Line { text } } } } } } }",
      ),
    ).toEqual({ data: { block: { blocks: [{ text: "x" }, { blocks: [{ text: "x" }] }] } }, errors: [] });
  });
});
