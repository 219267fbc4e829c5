/**
 * Counts the values of a JSON text and how deep they are nested, without parsing it:
 *
 *     {"query":"{ a }","variables":{"ids":[1,2]}}      8 values at most, 3 levels
 *
 * Values that a client sends are read, coerced and sent on by code that takes time with each, and a stack with each level.
 * Strings may be long. Any bytes are taken: what is wrong with them is the parser's to say.
 */
import type { PassedLimit, RequestLimits } from "./request-limits.ts";

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;

/** @returns The limit that the text passes first. */
export function scanJson(
  bytes: Buffer,
  { values: maxValues, nesting: maxNesting }: Pick<RequestLimits, "values" | "nesting">,
): PassedLimit | undefined {
  // Each value has a character of its own, each level two: most requests are too short to be looked at.
  if (bytes.length <= Math.min(maxValues, 2 * maxNesting)) return undefined;
  let values = 1;
  let open = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (code === QUOTE) {
      at = endOfString(bytes, at + 1);
    } else if (code === COMMA) {
      values += 1;
    } else if (code === 91 || code === 123) {
      values += 1;
      open += 1;
      if (open > maxNesting) return { limit: "nesting", max: maxNesting };
    } else if (code === 93 || code === 125) {
      open -= 1;
    }
    if (values > maxValues) return { limit: "values", max: maxValues };
  }
  return undefined;
}

/** @returns The place of the quote that ends it. */
function endOfString(bytes: Buffer, start: number): number {
  let from = start;
  for (;;) {
    const end = bytes.indexOf(QUOTE, from);
    if (end === -1) return bytes.length;
    let first = end;
    while (first > start && bytes[first - 1] === BACKSLASH) first -= 1;
    if ((end - first) % 2 === 0) return end;
    from = end + 1;
  }
}
