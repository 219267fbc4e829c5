/** What the keywords of a schema say about the JSON type of its values. */
import { flagAt, isObject, type JsonObject } from "./json.ts";

const structural = new Set([
  "$ref",
  "type",
  "properties",
  "items",
  "allOf",
  "oneOf",
  "anyOf",
  "enum",
  "const",
  "additionalProperties",
  "prefixItems",
]);

/** Whether a schema says something about the type of a value; one that does not, only describes it or narrows it. */
export function isStructural(schema: JsonObject, except: readonly string[] = []): boolean {
  return Object.keys(schema).some((key) => structural.has(key) && !except.includes(key));
}

export function isNullSchema(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if (schema["type"] === "null" || schema["const"] === null) return true;
  const values = schema["enum"];
  return Array.isArray(values) && values.length > 0 && values.every((value) => value === null);
}

export function isNullable(schema: JsonObject): boolean {
  const type = schema["type"];
  return (
    flagAt(schema, "nullable") ||
    flagAt(schema, "x-nullable") ||
    (Array.isArray(type) && type.includes("null")) ||
    type === "null" ||
    (Array.isArray(schema["enum"]) && schema["enum"].includes(null))
  );
}

/** The one JSON type of a schema, written or plain from its keywords. */
export function schemaType(schema: JsonObject): string | undefined {
  const written = schema["type"];
  if (typeof written === "string" && written !== "null" && written !== "any") return written;
  if (Array.isArray(written)) {
    const types = written.filter((type) => type !== "null");
    if (types.length === 1) return String(types[0]);
    if (types.length === 2 && types.includes("integer") && types.includes("number")) return "number";
    if (types.length > 1) return "mixed";
  }
  if (isObject(schema["properties"]) || schema["additionalProperties"] !== undefined) return "object";
  if (schema["items"] !== undefined) return "array";
  if (
    typeof schema["format"] === "string" &&
    /^(?:date|date-time|uuid|uri|email|byte|binary|password)$/.test(schema["format"])
  )
    return "string";
  return undefined;
}

export type ValueKind = "string" | "boolean" | "integer" | "number" | "mixed";

/** What all of some values are. `undefined` where there are none. */
export function kindOfValues(values: readonly unknown[]): ValueKind | undefined {
  const kinds = new Set(
    values.map((value) => (typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value)),
  );
  if (kinds.size === 0) return undefined;
  const [kind] = kinds;
  if (kinds.size === 1 && (kind === "string" || kind === "boolean" || kind === "integer" || kind === "number"))
    return kind;
  return kinds.size === 2 && kinds.has("integer") && kinds.has("number") ? "number" : "mixed";
}
