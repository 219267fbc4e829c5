import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { compose } from "../../../schema/compose.ts";
import { theguildComposer } from "../../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { validateConnectors } from "../../../subgraphs/connect/validate/validate-connectors.ts";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { isObject } from "../../../subgraphs/openapi/json.ts";
import { parseText } from "../../../subgraphs/openapi/parse-document.ts";

// Real documents, where they are: they are no part of this repository.
const folder = join(import.meta.dirname, "../../../../shared/corpus/openapi");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:json|ya?ml)$/.test(name)) : [];

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

describe.each(files.length > 0 ? files : ["(no corpus)"])("%s", (file) => {
  if (files.length === 0) {
    it.skip("is imported", () => undefined);
    return;
  }
  const text = readFileSync(join(folder, file), "utf8");
  const document = parseText(text);
  const result = importDocument({ document, bytes: Buffer.byteLength(text), subgraph: "test" });

  it("has a root field for every operation", () => {
    const paths = isObject(document) && isObject(document["paths"]) ? document["paths"] : {};
    const keys = Object.entries(paths).flatMap(([path, item]) =>
      methods.flatMap((method) =>
        isObject(item) && isObject(item[method]) ? [`${method.toUpperCase()} ${path}`] : [],
      ),
    );
    expect(new Set(result.operations.map(({ key }) => key))).toEqual(new Set(keys));
    expect(new Set(result.operations.map(({ root, field }) => `${root} ${field}`)).size).toBe(keys.length);
  });

  it("has names that people would give", () => {
    const names = [...result.sdl.matchAll(/^(?:type|input|enum|union|interface|scalar) (\w+)/gm)].map(
      ([, name]) => name ?? "",
    );
    expect(names.filter((name) => name.length > 50).length).toBeLessThan(names.length * 0.01);
    expect(names.filter((name) => name.length > 60)).toEqual([]);
  });

  it("is not much longer than the document", () => {
    expect(result.sdl.length).toBeLessThan(1.5 * text.length);
  });

  it("is accepted as connectors, and composes", async () => {
    expect(validateConnectors(result.sdl)).toEqual([]);
    const parsed = parse(result.sdl, { noLocation: true });
    const { model } = readConnectors({ subgraph: "test", document: parsed, file });
    const lowered = model && lowerSubgraph(parsed, model);
    const composed = lowered && (await compose([{ name: "test", ...lowered }], theguildComposer));
    expect(composed?.diagnostics).toEqual([]);
    expect(composed?.supergraphSdl).toBeDefined();
  });
});
