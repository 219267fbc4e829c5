import type { KeyStep } from "./ast.ts";
import { isObject, kindOf, ownValue } from "./json.ts";
import { maxDataDepth, Site, type ApplyStep, type Place, type Scope } from "./scope.ts";

/**
 * Keys that every object inherits: reading them needs a check that the object has its own. All others are missing
 * exactly where plain property access gives `undefined`.
 */
export function isInheritedKey(key: string): boolean {
  return key in Object.prototype;
}

/** Reads a key of an object, or of every element of an array. */
export function compileKeyStep(step: KeyStep, place: Place): ApplyStep {
  const { name, optional } = step;
  const site = new Site(place, step);
  const slow = (value: unknown, scope: Scope): unknown => readKey(value, name, optional, scope, site);
  if (optional || isInheritedKey(name)) return (value, _current, scope) => slow(value, scope);
  return (value, _current, scope) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const child = (value as Record<string, unknown>)[name];
      if (child !== undefined) return child;
    }
    return slow(value, scope);
  };
}

function readKey(value: unknown, key: string, optional: boolean, scope: Scope, site: Site): unknown {
  if (Array.isArray(value)) return readKeyOfElements(value, key, optional, scope, site);
  const child = isObject(value) ? ownValue(value, key) : undefined;
  if (child === undefined) {
    return optional ? undefined : site.report(scope, `Property \`.${key}\` not found in ${kindOf(value)}.`);
  }
  return optional && child === null ? undefined : child;
}

/** Missing elements become null, so that indexes survive. */
function readKeyOfElements(
  values: readonly unknown[],
  key: string,
  optional: boolean,
  scope: Scope,
  site: Site,
): unknown {
  if (scope.depth >= maxDataDepth) return site.report(scope, "The data is nested too deeply.");
  scope.depth += 1;
  const children = values.map((value) => readKey(value, key, optional, scope, site) ?? null);
  scope.depth -= 1;
  return children;
}
