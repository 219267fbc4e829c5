import { renderScalar } from "../mapping/template.ts";

/** `undefined` where the value is no scalar; null and missing are written as nothing. */
export function scalarText(value: unknown): string | undefined {
  const { text, error } = renderScalar(value);
  return error === undefined ? (text ?? "") : undefined;
}
