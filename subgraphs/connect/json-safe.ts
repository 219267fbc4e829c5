import { isObject } from "../mapping/json.ts";

/**
 * The value as `JSON.stringify` takes it: integers beyond 2^53, which mappings hold as bigint, become text with all their
 * digits. As a number they would lose the last ones in nearly every client. What holds none is returned as it is.
 */
export function jsonSafe(value: unknown): unknown {
  return holdsBigint(value) ? withDigits(value) : value;
}

/** Looks with a stack of its own: JSON from outside may nest deeper than calls can. */
export function holdsBigint(root: unknown): boolean {
  if (typeof root !== "object" || root === null) return typeof root === "bigint";
  const pending: object[] = [root];
  for (let parent = pending.pop(); parent; parent = pending.pop()) {
    for (const child of Object.values(parent) as unknown[]) {
      if (typeof child === "bigint") return true;
      if (typeof child === "object" && child !== null) pending.push(child);
    }
  }
  return false;
}

function withDigits(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map((item) => withDigits(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withDigits(member)]));
}
