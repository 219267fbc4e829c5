import { own, textAt, type JsonObject } from "./json.ts";

/**
 * `Int` has 32 bits. Where the schema says that more is needed, by its format, its bounds or its examples, it is `BigInt`,
 * which keeps every digit.
 */
export function integerType(schema: JsonObject): "Int" | "BigInt" {
  const format = textAt(schema, "format") ?? "";
  if (format === "int32" || format === "int16" || format === "int8") return "Int";
  if (/64|time|uint32|^long$|bigint/i.test(format)) return "BigInt";
  // `^\d{10}$`, a time in seconds: the largest `Int` has ten digits too.
  const digits = /\{(\d+)/.exec(textAt(schema, "pattern") ?? "")?.[1];
  if (Number(digits) >= 10) return "BigInt";
  const given = ["minimum", "maximum", "example", "default", "const"].map((key) => own(schema, key));
  const examples = own(schema, "examples");
  if (Array.isArray(examples)) given.push(...(examples as unknown[]));
  return given.some((value) => typeof value === "number" && Math.abs(value) >= 2 ** 31) ? "BigInt" : "Int";
}
