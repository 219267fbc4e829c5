/** Directives of Cache-Control by their lower-case names; `true` where one has no value. */
export type Directives = ReadonlyMap<string, string | true>;

/**
 * Reads Cache-Control (RFC 9111 section 5.2). Names and values are in lower case, as they mean the same in any. A
 * directive that is there twice says what is the more careful of both: the shorter time, or no value at all.
 */
export function parseCacheControl(values: readonly string[] | undefined): Directives {
  const directives = new Map<string, string | true>();
  if (values === undefined) return directives;
  for (const part of values.join(",").toLowerCase().matchAll(DIRECTIVE)) {
    const [, name = "", quoted, plain] = part;
    const value = quoted ?? plain ?? true;
    const known = directives.get(name);
    directives.set(name, known === undefined ? value : shorter(known, value));
  }
  return directives;
}

// A quoted value may hold commas: `private="set-cookie, x-user"`.
const DIRECTIVE = /([^\s,;="]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,"]*)))?/g;

function shorter(one: string | true, other: string | true): string | true {
  if (one === true || other === true) return true;
  return Number(one) <= Number(other) ? one : other;
}

/** The seconds of a directive; `undefined` where it is not there, 0 for a value that is no number. */
export function secondsOf(directives: Directives, name: string): number | undefined {
  const value = directives.get(name);
  if (value === undefined) return undefined;
  return typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : 0;
}
