import type { JsonObject } from "./json.ts";

/** Pointers of properties that `allOf` brought together, by the merged schema, which stands nowhere itself. */
export const propertyPlaces: WeakMap<JsonObject, ReadonlyMap<string, string>> = new WeakMap();
