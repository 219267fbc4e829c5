import { describe, expect, it } from "@jest/globals";
import { answering, importParts, sdlOf } from "./import.ts";

/** The types of a document whose one operation answers with `Thing`, after those of the root. */
function typesOf(schemas: Record<string, unknown>, openapi = "3.1.0"): string {
  const result = importParts(
    { paths: { "/thing": { get: answering({ $ref: "#/components/schemas/Thing" }) } }, components: { schemas } },
    openapi,
  );
  return sdlOf(result)
    .replace(/^type Query \{[\s\S]*?\n\}\n/, "")
    .trim();
}

function selectionOf(schemas: Record<string, unknown>): string {
  const result = importParts({
    paths: { "/thing": { get: answering({ $ref: "#/components/schemas/Thing" }) } },
    components: { schemas },
  });
  sdlOf(result);
  return (
    /selection: (?:"""\n([\s\S]*?)\n\s*"""|"(.*)")/
      .exec(result.sdl)
      ?.slice(1)
      .find(Boolean)
      ?.replaceAll(/^ {6}/gm, "") ?? ""
  );
}

const text = { type: "string" };

function constantMember(value: string): unknown {
  return {
    type: "object",
    required: ["type"],
    properties: { type: { const: value }, [value]: text },
  };
}

describe("types of an imported document", () => {
  it("are non-null only where a property is required and not nullable", () => {
    expect(
      typesOf({
        Thing: {
          type: "object",
          required: ["a", "b", "c"],
          properties: { a: text, b: { type: ["string", "null"] }, c: { anyOf: [text, { type: "null" }] }, d: text },
        },
      }),
    ).toBe("type Thing {\n  a: String!\n  b: String\n  c: String\n  d: String\n}");
  });

  it("read `nullable` of OpenAPI 3.0", () => {
    expect(
      typesOf(
        { Thing: { type: "object", required: ["a"], properties: { a: { type: "string", nullable: true } } } },
        "3.0.3",
      ),
    ).toBe("type Thing {\n  a: String\n}");
  });

  it("merge `allOf`", () => {
    expect(
      typesOf({
        Base: { type: "object", required: ["id"], properties: { id: text } },
        Thing: { allOf: [{ $ref: "#/components/schemas/Base" }, { properties: { size: { type: "number" } } }] },
      }),
    ).toBe("type Thing {\n  id: ID!\n  size: Float\n}");
  });

  it("see through an `allOf` that only carries a description", () => {
    expect(
      typesOf({
        Part: { type: "object", properties: { a: text } },
        Thing: {
          type: "object",
          properties: { part: { description: "Its part.", allOf: [{ $ref: "#/components/schemas/Part" }] } },
        },
      }),
    ).toBe('type Thing {\n  "Its part."\n  part: Part\n}\n\ntype Part {\n  a: String\n}');
  });

  it("make a union of alternatives that a discriminator tells apart", () => {
    const schemas = {
      Book: { type: "object", properties: { kind: text, pages: { type: "integer" } } },
      Film: { type: "object", properties: { kind: text, minutes: { type: "integer" } } },
      Thing: {
        oneOf: [{ $ref: "#/components/schemas/Book" }, { $ref: "#/components/schemas/Film" }],
        discriminator: { propertyName: "kind", mapping: { book: "#/components/schemas/Book" } },
      },
    };
    expect(typesOf(schemas)).toContain("union Thing = Book | Film");
    expect(selectionOf(schemas)).toBe(
      `... kind->match(
  ["book", { __typename: "Book" kind? pages? }],
  ["Film", { __typename: "Film" kind? minutes? }],
  [@, null]
)`,
    );
  });

  it("make a union where a constant tells alternatives apart", () => {
    expect(
      typesOf({
        A: constantMember("a"),
        B: constantMember("b"),
        Thing: { anyOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }] },
      }),
    ).toContain("union Thing = A | B");
  });

  it("are JSON where nothing tells alternatives apart, and the report says where", () => {
    const result = importParts({
      paths: { "/thing": { get: answering({ oneOf: [{ properties: { a: text } }, { properties: { b: text } }] }) } },
    });
    expect(sdlOf(result)).toContain("thing: JSON");
    expect(result.findings).toEqual([
      {
        kind: "simplified",
        pointer: "#/paths/~1thing/get/responses/200/content/application~1json/schema",
        message: "One of several types, and nothing says soundly which; it is `JSON`.",
      },
    ]);
  });

  it("are JSON for maps and objects without properties", () => {
    expect(
      typesOf({
        Thing: {
          type: "object",
          properties: { labels: { type: "object", additionalProperties: text }, any: { type: "object" }, what: {} },
        },
      }),
    ).toBe('type Thing {\n  labels: JSON\n  any: JSON\n  what: JSON\n}\n\n"Any JSON value."\nscalar JSON');
  });

  it("keep all digits of 64-bit integers, and of any that do not fit 32 bits", () => {
    expect(
      typesOf({
        Thing: {
          type: "object",
          properties: {
            a: { type: "integer", format: "int64" },
            b: { type: "integer", maximum: 9_999_999_999 },
            c: { type: "integer" },
            id: { type: "integer", format: "int64" },
          },
        },
      }),
    ).toMatch(/^type Thing \{\n {2}a: BigInt\n {2}b: BigInt\n {2}c: Int\n {2}id: ID\n\}/);
  });

  it("refer to themselves", () => {
    const schemas = {
      Thing: {
        type: "object",
        properties: { name: text, parent: { $ref: "#/components/schemas/Thing" } },
      },
    };
    expect(typesOf(schemas)).toBe('type Thing @mapping(fields: "name? parent?") {\n  name: String\n  parent: Thing\n}');
    expect(selectionOf(schemas)).toBe("name? parent? { name? parent? }");
  });

  it("leave write-only properties out of answers and read-only ones out of requests", () => {
    const result = importParts({
      paths: {
        "/users": {
          post: answering(
            { $ref: "#/components/schemas/User" },
            {
              requestBody: {
                required: true,
                content: { "application/json": { schema: { $ref: "#/components/schemas/User" } } },
              },
            },
          ),
        },
      },
      components: {
        schemas: {
          User: {
            type: "object",
            required: ["id", "password"],
            properties: { id: { type: "string", readOnly: true }, password: { type: "string", writeOnly: true } },
          },
        },
      },
    });
    const sdl = sdlOf(result);
    expect(sdl).toContain("type User {\n  id: ID!\n}");
    expect(sdl).toContain("input UserInput {\n  password: String!\n}");
  });

  it("map enum values that are not GraphQL names both ways", () => {
    const size = { type: "string", enum: ["x-small", "large", "1"] };
    const result = importParts({
      paths: {
        "/things": {
          get: answering(
            { type: "array", items: { type: "object", required: ["size"], properties: { size } } },
            { parameters: [{ name: "size", in: "query", schema: size }] },
          ),
        },
      },
    });
    const sdl = sdlOf(result);
    expect(sdl).toContain("enum Size {\n  x_small\n  large\n  _1\n}");
    expect(sdl).toContain('size: $args.size?->match(["x_small", "x-small"], ["_1", "1"], [@, @])');
    expect(sdl).toContain('size: size->match(["x-small", "x_small"], ["1", "_1"], [@, @])');
  });

  it("rename only keys that are not GraphQL names", () => {
    const schemas = { Thing: { type: "object", properties: { "x-id": text, snake_case: text, true: text } } };
    expect(typesOf(schemas)).toBe("type Thing {\n  xId: String\n  snake_case: String\n  true: String\n}");
    expect(selectionOf(schemas)).toBe('xId: $."x-id"? snake_case? true: $.true?');
  });

  it("have names of 50 characters at most, where that tells them apart", () => {
    const long = "BillingPlatformSubscriptionScheduleConfigurationPhaseItem";
    const schema = { $ref: `#/components/schemas/${long}` };
    const requestBody = { required: true, content: { "application/json": { schema } } };
    const result = importParts({
      paths: { "/items": { post: answering(schema, { requestBody }) } },
      components: { schemas: { [long]: { type: "object", properties: { a: text } } } },
    });
    expect([...sdlOf(result).matchAll(/^(?:type|input) (\w+)/gm)].map(([, name]) => name)).toEqual([
      "Query",
      "Mutation",
      "SubscriptionScheduleConfigurationPhaseItem",
      "SubscriptionScheduleConfigurationPhaseItemInput",
    ]);
  });

  it("have a property that is called `$ref`", () => {
    expect(typesOf({ Thing: { type: "object", properties: { $ref: text, a: text } } })).toBe(
      "type Thing {\n  ref: String\n  a: String\n}",
    );
  });

  it("cost a broken reference one field", () => {
    const result = importParts({
      paths: { "/thing": { get: answering({ properties: { a: { $ref: "#/nowhere" }, b: text } }) } },
    });
    expect(sdlOf(result)).toContain("  a: JSON\n  b: String\n");
    expect(result.findings).toEqual([
      {
        kind: "fault",
        pointer: "#/paths/~1thing/get/responses/200/content/application~1json/schema/properties/a",
        message: "`#/nowhere` leads nowhere.",
      },
    ]);
  });

  it("are reported, and JSON, where references lead in a circle", () => {
    const a = "#/components/schemas/A";
    const b = "#/components/schemas/B";
    const result = importParts({
      paths: { "/thing": { get: answering({ properties: { a: { $ref: a } } }) } },
      components: { schemas: { A: { $ref: b }, B: { $ref: a } } },
    });
    expect(sdlOf(result)).toContain("a: JSON");
    expect(result.findings.map(({ message }) => message)).toEqual(["This reference leads back to itself."]);
  });
});
