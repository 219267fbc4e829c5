import type { SupergraphTypes } from "./supergraph-types.ts";

type JsonObject = Record<string, unknown>;

/**
 * Merges what a subgraph answered about an object into that object, lists item by item. A value that is there is never
 * replaced by null. Parts of `source` may become parts of `target` and of other targets: see response-keys.ts for why
 * sharing them is harmless.
 */
export function mergeResult(target: JsonObject, source: JsonObject, types: SupergraphTypes): void {
  for (const key of Object.keys(source)) {
    // A field of that name would be a prototype; it cannot be a GraphQL field, as names with two underscores are reserved.
    if (key === "__proto__") continue;
    const value = source[key];
    const known = target[key];
    if (known === undefined || known === null) {
      target[key] = value;
    } else if (key === "__typename") {
      // A subgraph with an `@interfaceObject` knows the interface's name alone.
      if (typeof value === "string" && !types.isAbstract(value)) target[key] = value;
    } else if (Array.isArray(known)) {
      if (Array.isArray(value)) mergeLists(known, value, types);
    } else if (typeof known === "object" && isObject(value)) {
      mergeResult(known as JsonObject, value, types);
    } else if (value !== null && value !== undefined) {
      target[key] = value;
    }
  }
}

function mergeLists(target: unknown[], source: readonly unknown[], types: SupergraphTypes): void {
  for (const [index, value] of source.entries()) {
    const known = target[index];
    if (known === undefined || known === null) target[index] = value;
    else if (Array.isArray(known) && Array.isArray(value)) mergeLists(known, value, types);
    else if (isObject(known) && isObject(value)) mergeResult(known, value, types);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
