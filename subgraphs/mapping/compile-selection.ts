import type { Entry, KeyedEntry, SelectionList } from "./ast.ts";
import type { ApplySelection, CompileContext } from "./compile-context.ts";
import { compileKeyStep, isInheritedKey } from "./compile-key.ts";
import { isObject, kindOf, setOwn, type JsonObject } from "./json.ts";
import { mergeInto, mergeKey, mergeValues } from "./merge.ts";
import { keyPlace, maxDataDepth, Site, type Evaluate, type Scope } from "./scope.ts";

/**
 * `{ … }` after a path, applied to each element of an array. `$` becomes the object. Over a primitive that no entry
 * takes anything from, the result is the primitive: `x { a }` on a string is the string.
 */
export function compileSelection(list: SelectionList, context: CompileContext): ApplySelection {
  const site = new Site(context.current, list);
  const evaluate = compileEntries(list, context);
  const emptyObject = isLonePath(list) ? () => undefined : () => ({});
  const one = (value: unknown, scope: Scope): unknown => {
    const result = evaluate(value, value, scope);
    if (result !== undefined) return result;
    return isObject(value) ? emptyObject() : value;
  };
  const each = (values: readonly unknown[], scope: Scope): unknown => {
    if (scope.depth >= maxDataDepth) return site.report(scope, "The data is nested too deeply.");
    scope.depth += 1;
    const { length } = values;
    const results: unknown[] = [];
    for (let index = 0; index < length; index += 1) {
      const value = values[index];
      results.push((Array.isArray(value) ? each(value, scope) : one(value, scope)) ?? null);
    }
    scope.depth -= 1;
    return results;
  };
  return (value, scope) => (Array.isArray(value) ? each(value, scope) : one(value, scope));
}

/** A path that stands alone: its value is the result, whatever it is. */
export function isLonePath(list: SelectionList): boolean {
  return list.entries.length === 1 && list.entries[0]?.kind === "path";
}

/**
 * The entries of a selection or an object over one value. Missing where none yielded anything.
 * Most lists are plain (each entry has its own key) and write straight into one object; the rest merge.
 */
export function compileEntries(list: SelectionList, context: CompileContext): Evaluate {
  const { entries } = list;
  const [only] = entries;
  if (only?.kind === "path" && entries.length === 1) return context.unit.expression(only.value, context);
  const keyed = entries.filter((entry) => entry.kind === "keyed");
  const names = new Set(keyed.map((entry) => entry.key.name));
  const isPlain = names.size === entries.length && !names.has("__proto__");
  return isPlain ? compilePlain(keyed, context) : compileMerged(entries, context);
}

/**
 * The hot path. A key that is read as it is, or with a sub-selection, is read here without a call; `evaluate` is asked
 * only where that gave nothing, and says what was wrong.
 */
function compilePlain(entries: readonly KeyedEntry[], context: CompileContext): Evaluate {
  const members = entries.map((entry) => compileMember(entry, context));
  const keys = entries.map((entry) => entry.key.name);
  const sources = members.map(({ source }) => source);
  const selections = members.map(({ selection }) => selection);
  const evaluates = members.map(({ evaluate }) => evaluate);
  const { length } = members;
  return (current, flowing, scope) => {
    const result: JsonObject = {};
    let found = false;
    const object = isObject(current) ? current : undefined;
    for (let index = 0; index < length; index += 1) {
      const source = sources[index];
      let value = source === undefined || object === undefined ? undefined : object[source];
      if (value === undefined) {
        value = (evaluates[index] as Evaluate)(current, flowing, scope);
      } else {
        const selection = selections[index];
        if (selection !== undefined) value = selection(value, scope);
      }
      if (value === undefined) continue;
      found = true;
      result[keys[index] as string] = value;
    }
    return found ? result : undefined;
  };
}

interface Member {
  /** The key that the hot path reads; absent where only `evaluate` knows how. */
  readonly source?: string;
  readonly selection?: ApplySelection;
  readonly evaluate: Evaluate;
}

/** `name`, `alias: name` and `name { … }` have a `source`; anything else is an expression. */
function compileMember({ value }: KeyedEntry, context: CompileContext): Member {
  if (value.kind !== "path" || value.head.kind !== "key" || value.head.optional || value.steps.length > 0) {
    return { evaluate: context.unit.expression(value, context) };
  }
  const source = value.head.name;
  const place = keyPlace(context.current, source);
  const read = compileKeyStep({ ...value.head, kind: "key" }, place);
  // The selection is compiled once for both ways: twice at every level would double with each.
  const selection =
    value.selection && context.unit.selection(value.selection, { ...context, current: place, flowing: place });
  const evaluate: Evaluate = (current, _flowing, scope) => {
    const child = current === undefined ? undefined : read(current, current, scope);
    return child === undefined || selection === undefined ? child : selection(child, scope);
  };
  if (isInheritedKey(source)) return { evaluate };
  return { source, evaluate, ...(selection ? { selection } : {}) };
}

function compileMerged(entries: readonly Entry[], context: CompileContext): Evaluate {
  const parts = entries.map((entry) => ({
    kind: entry.kind,
    key: entry.kind === "keyed" ? entry.key.name : "",
    evaluate: context.unit.expression(entry.value, context),
    site: new Site(entry.kind === "keyed" ? keyPlace(context.current, entry.key.name) : context.current, entry),
  }));
  return (current, flowing, scope) => {
    let result: unknown;
    // True while `result` is an object made here, which may be written to.
    let owned = false;
    for (const { kind, key, evaluate, site } of parts) {
      const value = evaluate(current, flowing, scope);
      if (value === undefined) {
        if (kind === "spread") site.report(scope, "Only an object can be spread, but the value is missing.");
        continue;
      }
      if (kind === "spread" && value !== null && !isObject(value)) {
        site.report(scope, `Only an object can be spread, but the value is of kind ${kindOf(value)}.`);
        continue;
      }
      if (result === undefined && (kind === "keyed" || isObject(value))) {
        result = {};
        owned = true;
      }
      if (owned && kind === "keyed") mergeKey(result as JsonObject, key, value, scope, site);
      else if (owned && isObject(value)) mergeInto(result as JsonObject, value, scope, site);
      else {
        result = mergeValues(result, kind === "keyed" ? singleton(key, value) : value, scope, site);
        owned = false;
      }
    }
    return result;
  };
}

function singleton(key: string, value: unknown): JsonObject {
  const object: JsonObject = {};
  setOwn(object, key, value);
  return object;
}
