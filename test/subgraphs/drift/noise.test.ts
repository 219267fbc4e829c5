import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { Finding } from "../../../schema/checks/finding.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { checkDrift } from "../../../subgraphs/drift/check-drift.ts";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { isObject } from "../../../subgraphs/openapi/json.ts";
import { parseText } from "../../../subgraphs/openapi/parse-document.ts";
import { answers, drift, lines, object, openApi, userAnswer, userSdl, type Sides } from "./drift.ts";

const text = { type: "string" };
const user = (properties: Record<string, unknown>): Record<string, unknown> => userAnswer(object(properties));

const safe: readonly (Sides & { readonly name: string })[] = [
  {
    name: "a description, an example and a title",
    sdl: userSdl("id", "id: ID"),
    before: user({ "id!": text }),
    after: user({ "id!": { type: "string", description: "The id.", example: "7", title: "Id" } }),
  },
  {
    name: "a property that is added",
    sdl: userSdl("id", "id: ID"),
    before: user({ "id!": text }),
    after: user({ "id!": text, "email!": text }),
  },
  {
    name: "everything about a property that no mapping reads",
    sdl: userSdl("id", "id: ID"),
    before: user({ "id!": text, "email!": text, tier: { type: "string", enum: ["a"] } }),
    after: user({ "id!": text, tier: { type: "integer", nullable: true } }),
  },
  {
    name: "a property that becomes required, and no longer nullable",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, email: { type: "string", nullable: true } }),
    after: user({ "id!": text, "email!": text }),
  },
  {
    name: "a schema that becomes a component",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, email: text }),
    after: userAnswer({ $ref: "#/components/schemas/User" }, { User: object({ "id!": text, email: text }) }),
  },
  {
    name: "a schema that is put together from parts",
    sdl: userSdl("id email", "id: ID! email: String!"),
    before: user({ "id!": text, "email!": text }),
    after: userAnswer({ allOf: [object({ "id!": text }), object({ "email!": text })] }),
  },
  {
    name: "another way to say that something may be null",
    sdl: userSdl("id email", "id: ID email: String"),
    before: user({ "id!": text, email: { type: "string", nullable: true } }),
    after: { ...user({ "id!": text, email: { type: ["string", "null"] } }), openapi: "3.1.0" },
  },
  {
    name: "an operation that no connector asks",
    sdl: userSdl("id", "id: ID"),
    before: {
      ...openApi({}),
      paths: { ...(user({ "id!": text })["paths"] as object), "/orders": { get: answers(text) } },
    },
    after: user({ "id!": text }),
  },
  {
    name: "an answer of which nothing is known",
    sdl: userSdl("id email", "id: ID! email: String!"),
    before: userAnswer({}),
    after: userAnswer({ type: "object" }),
  },
  {
    name: "what is read from a value of any kind",
    sdl: userSdl("id theme: settings.theme", "id: ID theme: String!"),
    before: user({ "id!": text, settings: { type: "object", additionalProperties: true } }),
    after: user({ "id!": text, settings: {} }),
  },
  {
    name: "a server whose description changes",
    sdl: userSdl("id", "id: ID"),
    before: user({ "id!": text }),
    after: { ...user({ "id!": text }), servers: [{ url: "https://api.test/v1/", description: "Production" }] },
  },
];

describe("nothing is said of", () => {
  it.each(safe)("$name", ({ name: _name, ...sides }) => {
    expect(lines(drift(sides))).toEqual([]);
    expect(lines(drift({ sdl: sides.sdl, before: sides.before }))).toEqual([]);
  });
});

// Real documents, where they are: they are no part of this repository.
const folder = join(import.meta.dirname, "../../../../shared/corpus/openapi");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:json|ya?ml)$/.test(name)) : [];

describe.each(files.length > 0 ? files : ["(no corpus)"])("the import of %s", (file) => {
  if (files.length === 0) {
    it.skip("fits its own document", () => undefined);
    return;
  }
  const before = { file, text: readFileSync(join(folder, file), "utf8") };
  const root = parseText(before.text);
  const { sdl } = importDocument({ document: root, bytes: Buffer.byteLength(before.text), subgraph: "test" });
  const document = parse(sdl);
  const { model } = readConnectors({ subgraph: "test", document, file: "test.graphql" });
  const sources = [...new Set(model?.connectors.map(({ source }) => source?.name ?? "") ?? [])];
  const held = (after?: string): readonly Finding[] =>
    sources.flatMap((source) =>
      model
        ? checkDrift({
            model,
            document,
            file: "test.graphql",
            source,
            before,
            ...(after !== undefined && { after: { file: `next ${file}`, text: after } }),
          })
        : [],
    );

  it("fits its own document", () => {
    expect(lines(held())).toEqual([]);
  });

  // Largest documents take longest to be read twice, and hold nothing that others do not.
  const isSmall = before.text.length < 2_000_000;
  (isSmall ? it : it.skip)("is not broken by what is added beside it", () => {
    if (!isObject(root)) throw new Error("No document.");
    const info = { title: "Next", version: "2" };
    const paths = { ...(isObject(root["paths"]) ? root["paths"] : {}), "/added": { get: { responses: { 204: {} } } } };
    expect(lines(held(JSON.stringify({ ...root, info, paths })))).toEqual([]);
  });
});
