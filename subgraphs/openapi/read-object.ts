/** Schemas of objects become object types, with a field for each property that belongs to the direction. */
import { fieldNames } from "./field-names.ts";
import { flagAt, isObject, listAt, objectAt, textAt, type JsonObject } from "./json.ts";
import type { Direction, NameOrigin, ObjectField, ObjectType, TypeRef } from "./model.ts";
import { pointerTo } from "./pointer.ts";
import { propertyPlaces } from "./property-places.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";
import { inlineKeyOf } from "./type-origin.ts";
import type { TypeReading } from "./type-reading.ts";
import { wordsOf } from "./words.ts";

export class ObjectReader {
  readonly objects: ObjectType[] = [];
  readonly #reading: TypeReading;
  readonly #inline = new Map<string, ObjectType>();

  constructor(reading: TypeReading) {
    this.#reading = reading;
  }

  /**
   * @param created  Called before its fields are read, which may lead back to it.
   * @returns `undefined` where no property belongs to the direction.
   */
  read(
    node: ObjectNode,
    direction: Direction,
    origin: NameOrigin,
    created: (type: ObjectType) => void = () => undefined,
  ): ObjectType | undefined {
    const inlineKey = inlineKeyOf(node.value, direction, origin);
    const known = inlineKey === undefined ? undefined : this.#inline.get(inlineKey);
    if (known) {
      known.isShared = true;
      return known;
    }
    const object = newObject(node, direction, origin);
    if (inlineKey !== undefined) this.#inline.set(inlineKey, object);
    created(object);
    object.fields = this.#readFields(node, object);
    if (object.fields.length === 0) return undefined;
    this.objects.push(object);
    return object;
  }

  /** What a map has for each of its keys: `key` and `value`. Entries of one name and one kind of value are one type. */
  readEntry(values: Node, direction: Direction, origin: NameOrigin): ObjectType {
    const inlineKey = inlineKeyOf({ additionalProperties: values.value }, direction, origin);
    const known = inlineKey === undefined ? undefined : this.#inline.get(inlineKey);
    if (known) return known;
    const entry = newObject({ value: {}, pointer: values.pointer }, direction, origin);
    entry.isShared = origin.kind === "inside";
    if (inlineKey !== undefined) this.#inline.set(inlineKey, entry);
    const value = this.#reading.typeOf(values, direction, { kind: "inside", owner: entry, words: ["value"] });
    const rest = { required: true, description: undefined, deprecated: false, isFile: false };
    const key: TypeRef = { kind: "scalar", name: "String", nullable: false };
    entry.fields = [
      { wire: "key", name: "key", type: key, ...rest },
      { wire: "value", name: "value", type: value, ...rest },
    ];
    this.objects.push(entry);
    return entry;
  }

  #readFields({ value, pointer }: ObjectNode, owner: ObjectType): ObjectField[] {
    const properties = objectAt(value, "properties") ?? {};
    const required = new Set(listAt(value, "required"));
    // Kept by merging `allOf`: where each property comes from.
    const places = propertyPlaces.get(value);
    const names = fieldNames(Object.keys(properties), owner.direction);
    return Object.entries(properties).flatMap(([wire, schema]): ObjectField[] => {
      const node = { value: schema, pointer: places?.get(wire) ?? pointerTo(pointer, "properties", wire) };
      const name = names.get(wire);
      if (name !== undefined) return this.#readField(node, { wire, name, required: required.has(wire) }, owner);
      this.#reading.context.report.add("fault", node.pointer, "This name has no letter or digit; it is left out.");
      return [];
    });
  }

  /** None where the property is of the other direction. */
  #readField(
    node: Node,
    { wire, name, required }: Pick<ObjectField, "wire" | "name" | "required">,
    owner: ObjectType,
  ): ObjectField[] {
    const { resolver } = this.#reading.context;
    const written = isObject(node.value) ? node.value : {};
    const target = "$ref" in written ? resolver.object(node)?.value : undefined;
    const has = (flag: string): boolean => flagAt(written, flag) || (target !== undefined && flagAt(target, flag));
    if (has(owner.direction === "input" ? "readOnly" : "writeOnly")) return [];
    const type = this.#reading.typeOf(node, owner.direction, { kind: "inside", owner, words: wordsOf(wire) });
    return [
      {
        wire,
        name,
        type: asId(wire, type, owner.direction),
        required: required && !(owner.direction === "input" && "default" in written),
        description:
          textAt(written, "description") ?? (isLeaf(type) && target ? textAt(target, "description") : undefined),
        deprecated: has("deprecated"),
        isFile: isFile(node, resolver),
      },
    ];
  }
}

export function newObject({ value, pointer }: ObjectNode, direction: Direction, origin: NameOrigin): ObjectType {
  const title = textAt(value, "title");
  return {
    kind: "object",
    direction,
    name: "",
    isShared: false,
    pointer,
    origin,
    description: textAt(value, "description") ?? title,
    title,
    fields: [],
    keys: [],
    proposals: [],
  };
}

/** It has no type whose description would say what it is. */
function isLeaf(type: TypeRef): boolean {
  return type.kind === "list" ? isLeaf(type.item) : type.kind === "scalar";
}

/** What an object is known by is an `ID`: text and number are both written as text. In a request the JSON type counts. */
function asId(wire: string, type: TypeRef, direction: Direction): TypeRef {
  if (wire !== "id" || direction === "input" || type.kind !== "scalar") return type;
  return type.name === "String" || type.name === "Int" || type.name === "BigInt" ? { ...type, name: "ID" } : type;
}

/** Bytes, or a list of such. */
function isFile(node: Node, resolver: Resolver): boolean {
  const schema = resolver.object(node)?.value;
  if (!schema) return false;
  if (isBinary(schema)) return true;
  const items = schema["items"];
  return isObject(items) && isBinary(resolver.object({ value: items, pointer: node.pointer })?.value ?? items);
}

function isBinary(schema: JsonObject): boolean {
  return (
    schema["type"] === "file" ||
    schema["format"] === "binary" ||
    // OpenAPI 3.1 says it by the media type alone.
    (typeof schema["contentMediaType"] === "string" &&
      schema["contentEncoding"] === undefined &&
      schema["type"] !== "object")
  );
}
