import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parse } from "graphql";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { parseText, UnreadableDocumentError } from "../../../subgraphs/openapi/parse-document.ts";
import { validateConnectors } from "../../../subgraphs/connect/validate/validate-connectors.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../../support/fuzz.ts";

const shop = ["catalog", "customers", "orders"].map((name) =>
  readFileSync(join(import.meta.dirname, `../../../examples/shop/subgraphs/${name}.openapi.yaml`), "utf8"),
);
const swagger = JSON.stringify({
  swagger: "2.0",
  host: "a.test",
  basePath: "/v1",
  paths: {
    "/a/{id}": {
      get: {
        parameters: [{ name: "id", in: "path", type: "integer", format: "int64" }],
        responses: { "200": { schema: { $ref: "#/definitions/A" } } },
      },
    },
  },
  definitions: { A: { type: "object", properties: { id: { type: "integer" }, a: { $ref: "#/definitions/A" } } } },
});
const signs = ["{", "}", "[", "]", ":", "\n", "  ", "- ", "&a ", "*a", "!!", "|", "'", '"', "#", "~", "null", "true"];
const words = [
  "$ref: '#'",
  "$ref: '#/components/schemas/A'",
  "allOf: ",
  "oneOf: ",
  "type: ",
  "enum: ",
  "items: ",
  "3.1.0",
];
const names = ["__proto__: ", "constructor", "Query", "__typename", '"""', "{id}", "/", "x-", "é", "1e999", "-1"];

it(
  "an OpenAPI document of any text is imported as SDL without an error, or refused as none",
  () =>
    fuzz(
      "OpenAPI",
      fc.property(mutatedText([...shop, swagger], [...signs, ...words, ...names]), (text) => {
        let sdl: string;
        try {
          sdl = importDocument({ document: parseText(text), bytes: text.length, subgraph: "fuzzed" }).sdl;
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableDocumentError);
          return;
        }
        expect(() => parse(sdl, { noLocation: true })).not.toThrow();
        const errors = validateConnectors(sdl).filter(({ severity }) => severity === "error");
        expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
      }),
    ),
  fuzzTimeoutMs,
);
