import { kindOf } from "./json.ts";

/** `missing` for null and missing, which most callers write as nothing; `error` where the value is no scalar. */
export interface ScalarText {
  readonly text?: string;
  readonly missing?: boolean;
  readonly error?: string;
}

const missing: ScalarText = { missing: true };

/** A scalar as text: a string as it is, a boolean or number as in JSON. */
export function renderScalar(value: unknown): ScalarText {
  if (typeof value === "string") return { text: value };
  if (value === null || value === undefined) return missing;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return { text: String(value) };
  return { error: `Expected a scalar, but the value is of kind ${kindOf(value)}.` };
}
