/**
 * A string as the characters that `first`, `get`, `slice`, `size` and `split` count: Unicode code points, so that no
 * result is half a surrogate pair.
 */
export function codePoints(text: string): string[] {
  return Array.from(text);
}
