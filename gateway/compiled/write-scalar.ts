import { isDeeperThan, MAX_SCALAR_DEPTH } from "../complete-response.ts";
import { giveUp, refuse } from "./give-up.ts";

/** What JSON writes with an escape; half of a surrogate pair is one only where it has no other half. */
// eslint-disable-next-line no-control-regex -- JSON does not allow them in a string.
export const escaped: RegExp = /["\\\u0000-\u001f\ud800-\udfff]/;

export function writeScalar(value: unknown): string {
  switch (typeof value) {
    case "string":
      // Looking takes less time than the call, and few strings have one.
      return escaped.test(value) ? JSON.stringify(value) : `"${value}"`;
    case "number":
      return Number.isFinite(value) ? String(value) : "null";
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return value.toString();
    default:
      return writeJson(value);
  }
}

/** A scalar of the user's own. What cannot be written here, such as a bigint deep in it, is rare. */
function writeJson(value: unknown): string {
  if (isDeeperThan(value, MAX_SCALAR_DEPTH)) throw giveUp;
  try {
    return JSON.stringify(value) ?? refuse();
  } catch {
    throw giveUp;
  }
}
