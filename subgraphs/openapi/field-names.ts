import type { Direction } from "./model.ts";
import { camelCase, isName, spellOut, wordsOf } from "./words.ts";

/**
 * Names of fields by their keys in JSON. A key that is a GraphQL name is its own; so nothing is renamed that need not be,
 * and a body can be sent as it comes.
 */
export function fieldNames(keys: readonly string[], _direction: Direction): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(keys.filter(isName));
  for (const key of keys) {
    if (isName(key)) {
      names.set(key, key);
      continue;
    }
    const candidates = [legal(camelCase(wordsOf(key))), legal(camelCase(wordsOf(spellOut(key))))];
    const name = candidates.find((candidate) => candidate !== undefined && !taken.has(candidate));
    if (name === undefined) continue;
    taken.add(name);
    names.set(key, name);
  }
  return names;
}

function legal(name: string): string | undefined {
  if (name === "") return undefined;
  return /^\d/.test(name) ? `_${name}` : name;
}
