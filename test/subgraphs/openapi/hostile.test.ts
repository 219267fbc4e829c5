import { describe, expect, it } from "@jest/globals";
import { fc } from "../../support/properties.ts";
import { parse } from "graphql";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { UnreadableDocumentError, parseText } from "../../../subgraphs/openapi/parse-document.ts";
import { importWhole } from "./import.ts";

const references = fc.constantFrom(
  "#/components/schemas/A",
  "#/components/schemas/B",
  "#/components/schemas/A/properties/a",
  "#",
  "#/nowhere",
  "other.yaml#/A",
  "#/paths/~1a",
  "%",
);
const names = fc.oneof(
  fc.constantFrom(
    "a",
    "id",
    "$ref",
    "__proto__",
    "constructor",
    "x-y",
    "1",
    "",
    "é",
    "true",
    "type",
    "Query",
    '"',
    "\\",
  ),
  fc.string({ maxLength: 8 }),
);

/** Anything that could stand where a schema does. */
const schema = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom(true, false, null, 7, "x", []),
    fc.record({ $ref: references }),
    fc.record(
      {
        type: fc.constantFrom("string", "integer", "object", "array", "null", "nonsense", ["string", "null"], 3),
        format: fc.constantFrom("int64", "binary", "date"),
        enum: fc.array(fc.oneof(names, fc.integer(), fc.constant(null)), { maxLength: 4 }),
        nullable: fc.boolean(),
        readOnly: fc.boolean(),
        description: fc.string(),
        required: fc.array(names, { maxLength: 3 }),
        properties: fc.dictionary(names, tie("schema"), { maxKeys: 3 }),
        items: tie("schema"),
        allOf: fc.array(tie("schema"), { maxLength: 2 }),
        oneOf: fc.array(tie("schema"), { maxLength: 2 }),
        discriminator: fc.record({ propertyName: names }),
      },
      { requiredKeys: [] },
    ),
  ),
})).schema;

const operation = fc.record(
  {
    operationId: names,
    summary: fc.string(),
    parameters: fc.array(
      fc.oneof(
        fc.constant(null),
        fc.record({ $ref: references }),
        fc.record({
          name: names,
          in: fc.constantFrom("path", "query", "header", "cookie", "nowhere"),
          style: fc.constantFrom("form", "deepObject", "label", "nonsense"),
          schema,
        }),
      ),
      { maxLength: 3 },
    ),
    requestBody: fc.record({
      content: fc.dictionary(
        fc.constantFrom("application/json", "multipart/form-data", "application/x-www-form-urlencoded", "x{y}"),
        fc.record({ schema }),
        { maxKeys: 2 },
      ),
    }),
    responses: fc.dictionary(
      fc.constantFrom("200", "204", "default", "2XX", "x"),
      fc.oneof(
        fc.constant(null),
        fc.record({
          content: fc.dictionary(fc.constantFrom("application/json", "text/csv"), fc.record({ schema }), {
            maxKeys: 1,
          }),
        }),
      ),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: [] },
);

const anyDocument = fc.record({
  openapi: fc.constantFrom("3.0.0", "3.1.0"),
  info: fc.oneof(fc.constant(null), fc.record({ title: fc.string(), version: fc.string() })),
  servers: fc.array(fc.record({ url: fc.constantFrom("/", "http://a.test/{b}", "", "http://a.test") }), {
    maxLength: 2,
  }),
  paths: fc.dictionary(
    fc.oneof(fc.constantFrom("/a", "/a/{id}", "/{", "/a/{x}{y}", "", "/a#b", '/"""'), fc.string({ maxLength: 6 })),
    fc.oneof(
      fc.constant(null),
      fc.dictionary(fc.constantFrom("get", "post", "head", "trace", "x-y"), fc.oneof(operation, fc.constant("x")), {
        maxKeys: 2,
      }),
    ),
    { maxKeys: 3 },
  ),
  components: fc.record({ schemas: fc.dictionary(fc.oneof(fc.constantFrom("A", "B"), names), schema, { maxKeys: 4 }) }),
});

describe("a hostile document", () => {
  it("is imported as SDL that parses", () => {
    fc.assert(
      fc.property(anyDocument, (value) => {
        const { sdl } = importWhole(value);
        expect(() => parse(sdl, { noLocation: true })).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it("that is no document is refused as such", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          importWhole(value as never);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableDocumentError);
        }
      }),
    );
  });

  it("of any text is read or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        try {
          parseText(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableDocumentError);
        }
      }),
    );
  });

  it("that nests without end costs one type", () => {
    let nested: unknown = { type: "string" };
    for (let depth = 0; depth < 5_000; depth += 1) nested = { properties: { a: nested } };
    const { sdl, findings } = importDocument({
      bytes: 1_000,
      subgraph: "test",
      document: {
        openapi: "3.1.0",
        paths: { "/a": { get: { responses: { "200": { content: { "application/json": { schema: nested } } } } } } },
      },
    });
    expect(sdl).toContain("a: A");
    expect(findings.map(({ message }) => message)).toContain("It is nested too deep; it is `JSON`.");
  });

  it("that holds itself by an alias costs one type", () => {
    const document = parseText(
      "openapi: 3.1.0\npaths: { /a: { get: { responses: { 200: { content: { application/json: { schema: &a { properties: { a: *a } } } } } } } } }",
    );
    expect(importDocument({ bytes: 1_000, subgraph: "test", document }).sdl).toContain("a: A");
  });

  it("whose reference leads through itself costs one parameter", () => {
    const { findings } = importDocument({
      bytes: 1_000,
      subgraph: "test",
      document: {
        openapi: "3.0.0",
        paths: { "/a": { get: { parameters: [{ $ref: "#/components/schemas/A" }] } } },
        components: { schemas: { A: { $ref: "#/components/schemas/A/properties/a" } } },
      },
    });
    expect(findings.map(({ message }) => message)).toContain("`#/components/schemas/A/properties/a` leads nowhere.");
  });
});
