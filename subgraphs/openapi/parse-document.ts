/**
 * The text of a document as a value. JSON and well-formed YAML are read by the fast parsers; a lenient one, four to ten
 * times slower, takes what people write and js-yaml refuses (wrong indentation, repeated keys).
 */
import { createRequire } from "node:module";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import type * as Yaml from "yaml";
import { isObject, textAt, type JsonObject } from "./json.ts";

export class UnreadableDocumentError extends Error {
  override readonly name = "UnreadableDocumentError";
}

/** Dates stay text; `<<` merges, as in YAML 1.1, which most documents are written for. */
const yamlSchema = CORE_SCHEMA.withTags(mergeTag);

/** @throws UnreadableDocumentError where the text is neither JSON nor YAML. */
export function parseText(text: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, "");
  if (/^\s*[{[]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed);
    } catch {
      // With a trailing comma or a comment it is still YAML.
    }
  }
  try {
    return load(trimmed, { schema: yamlSchema, json: true });
  } catch {
    return parseLeniently(trimmed);
  }
}

const require = createRequire(import.meta.url);

function parseLeniently(text: string): unknown {
  // Few documents need it, and loading it takes longer than reading a small one. What it is, is known.
  const { parseDocument: parseYaml } = require("yaml") as typeof Yaml;
  const document = parseYaml(text, { strict: false, merge: true, uniqueKeys: false, logLevel: "silent" });
  const value: unknown = tryOr(() => document.toJS({ maxAliasCount: 10_000 }), undefined);
  if (value === null || typeof value !== "object") {
    const reason = document.errors[0]?.message.split("\n")[0] ?? "it holds no object";
    throw new UnreadableDocumentError(`This is neither JSON nor YAML: ${reason}`);
  }
  return value;
}

function tryOr<T>(run: () => T, fallback: T): T {
  try {
    return run();
  } catch {
    return fallback;
  }
}

/** OpenAPI 2.0 differs in its whole structure; 3.0 and 3.1 only in how schemas say a few things. */
export type OpenApiVersion = "2.0" | "3.0" | "3.1";

/** @throws UnreadableDocumentError where the value is no OpenAPI document. */
export function openApiVersion(document: unknown): OpenApiVersion {
  if (!isObject(document)) throw new UnreadableDocumentError("This is no OpenAPI document: it is not an object.");
  // Unquoted in YAML, a version is a number.
  const version = textOrNumber(document, "openapi") ?? textOrNumber(document, "swagger") ?? "";
  if (version.startsWith("2")) return "2.0";
  if (version.startsWith("3.0") || version === "3") return "3.0";
  if (version.startsWith("3.")) return "3.1";
  if (isObject(document["paths"])) return isObject(document["definitions"]) ? "2.0" : "3.1";
  throw new UnreadableDocumentError(
    `This is no OpenAPI document of version 2.0, 3.0 or 3.1: ${version === "" ? "neither `openapi` nor `swagger` says a version" : `its version is \`${version}\``}.`,
  );
}

function textOrNumber(document: JsonObject, key: string): string | undefined {
  const value = document[key];
  return typeof value === "number"
    ? Number.isInteger(value)
      ? value.toFixed(1)
      : String(value)
    : textAt(document, key);
}
