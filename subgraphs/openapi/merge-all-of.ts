/** `allOf` as one schema: its parts' properties and what they require, the later part winning. */
import { isObject, listAt, objectAt, own, type JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";
import { propertyPlaces } from "./property-places.ts";
import type { ObjectNode, Resolver } from "./resolver.ts";

const deepest = 30;

/** @returns `undefined` where a part is no schema of an object, or leads back to where it is used. */
export function mergeAllOf(node: ObjectNode, resolver: Resolver): ObjectNode | undefined {
  const properties: Record<string, unknown> = {};
  const places = new Map<string, string>();
  const required = new Set<unknown>();
  let rest: JsonObject = {};
  let isSound = true;

  const add = (part: ObjectNode, depth: number): void => {
    if (depth > deepest) {
      isSound = false;
      return;
    }
    for (const [index, member] of listAt(part.value, "allOf").entries()) {
      const target = resolver.object({ value: member, pointer: pointerTo(part.pointer, "allOf", index) });
      if (target) add(target, depth + 1);
    }
    for (const [wire, schema] of Object.entries(objectAt(part.value, "properties") ?? {})) {
      // A part that only narrows (`{ minLength: 1 }`) does not take the type away.
      if (own(properties, wire) !== undefined && isObject(schema) && !hasType(schema)) continue;
      Object.defineProperty(properties, wire, { value: schema, enumerable: true, configurable: true, writable: true });
      places.set(wire, pointerTo(part.pointer, "properties", wire));
    }
    for (const name of listAt(part.value, "required")) required.add(name);
    rest = { ...rest, ...otherKeywords(part.value, depth > 0) };
  };
  add(node, 0);
  if (!isSound) return undefined;

  const hasProperties = places.size > 0;
  const alternatives = ["oneOf", "anyOf"].some((key) =>
    listAt(rest, key).some((each) => isObject(each) && hasType(each)),
  );
  if (hasProperties && alternatives) return undefined;
  const merged: JsonObject = hasProperties
    ? { ...rest, type: "object", properties, required: [...required] }
    : { ...rest, required: [...required] };
  propertyPlaces.set(merged, places);
  const description = own(node.value, "description");
  const own_ = description === undefined ? merged : { ...merged, description };
  if (own_ !== merged) propertyPlaces.set(own_, places);
  return { value: own_, pointer: node.pointer };
}

/** What a base says of the schemas that extend it is not said of each of them. */
function otherKeywords(part: JsonObject, isInherited: boolean): JsonObject {
  const { allOf: _allOf, properties: _properties, required: _required, nullable: _nullable, ...others } = part;
  if (!isInherited || part["discriminator"] === undefined) return others;
  const { discriminator: _discriminator, oneOf: _oneOf, anyOf: _anyOf, ...inherited } = others;
  return inherited;
}

function hasType(schema: JsonObject): boolean {
  return ["$ref", "type", "properties", "items", "allOf", "oneOf", "anyOf", "enum", "const"].some(
    (key) => own(schema, key) !== undefined,
  );
}
