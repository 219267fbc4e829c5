import { isObject, kindOf, setOwn, type JsonObject } from "./json.ts";
import { maxDataDepth, type Scope, type Site } from "./scope.ts";

/**
 * Merges two entry results: objects by key, arrays by index, null absorbs, of two scalars the later wins. Missing adds
 * nothing. Neither side is changed.
 */
export function mergeValues(earlier: unknown, later: unknown, scope: Scope, site: Site, depth = 0): unknown {
  if (earlier === undefined) return later;
  if (later === undefined) return earlier;
  if (earlier === null || later === null) return null;
  if (depth > maxDataDepth) return site.report(scope, "The values to merge are nested too deeply.");
  if (Array.isArray(earlier) && Array.isArray(later)) {
    return Array.from({ length: Math.max(earlier.length, later.length) }, (_, index) =>
      mergeValues(earlier[index], later[index], scope, site, depth + 1),
    );
  }
  if (isObject(earlier) && isObject(later)) {
    const merged = { ...earlier };
    mergeInto(merged, later, scope, site, depth + 1);
    return merged;
  }
  const [before, after] = [kindOf(earlier), kindOf(later)];
  if (before !== after) {
    site.report(scope, `A value of kind ${after} was merged with one of kind ${before}; the ${after} replaces it.`);
  }
  return later;
}

/** Merges the keys of `later` into `target`, which the caller owns. */
export function mergeInto(target: JsonObject, later: JsonObject, scope: Scope, site: Site, depth = 0): void {
  for (const key of Object.keys(later)) mergeKey(target, key, later[key], scope, site, depth);
}

export function mergeKey(target: JsonObject, key: string, value: unknown, scope: Scope, site: Site, depth = 0): void {
  setOwn(target, key, Object.hasOwn(target, key) ? mergeValues(target[key], value, scope, site, depth) : value);
}
