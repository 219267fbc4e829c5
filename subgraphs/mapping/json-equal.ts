import { isObject } from "./json.ts";
import { maxDataDepth } from "./scope.ts";

/** Deep equality of JSON values. Numbers are equal by value, whatever holds them; key order does not matter. */
export function jsonEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a === "bigint" || typeof b === "bigint") return isNumber(a) && isNumber(b) && compareNumbers(a, b) === 0;
  if (depth > maxDataDepth) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => jsonEqual(item, b[index], depth + 1));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key], depth + 1));
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Negative, zero or positive. JavaScript compares a bigint with a number by exact value. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
