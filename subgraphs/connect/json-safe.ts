import { isObject } from "../mapping/json.ts";

/**
 * The value as `JSON.stringify` takes it: integers beyond 2^53, which mappings hold as bigint, become text with all their
 * digits. As a number they would lose the last ones in nearly every client. What holds none is returned as it is.
 */
export function jsonSafe(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) {
    const items = value.map((item) => jsonSafe(item));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, jsonSafe(member)] as const);
  return entries.some(([key, member]) => member !== value[key]) ? Object.fromEntries(entries) : value;
}
