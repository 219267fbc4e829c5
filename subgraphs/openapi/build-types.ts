/** Schemas become types. Each schema is read once for each direction, when something first uses it. */
import { flagAt, isObject, listAt, objectAt, own, textAt, type JsonObject } from "./json.ts";
import { fieldNames } from "./field-names.ts";
import type {
  Direction,
  EnumType,
  NameOrigin,
  ObjectField,
  ObjectType,
  ScalarName,
  TypeRef,
  UnionType,
} from "./model.ts";
import { pointerTo } from "./pointer.ts";
import type { ReadContext } from "./read-operations.ts";
import type { Node } from "./resolver.ts";
import { enumValues } from "./enum-values.ts";
import { integerType } from "./integer-type.ts";
import { findDiscriminator } from "./discriminator.ts";
import { mergeAllOf } from "./merge-all-of.ts";
import { propertyPlaces } from "./property-places.ts";
import { pascalCase, singularLast, wordsOf } from "./words.ts";

// Documents hardly nest inline schemas ten deep. Far beyond it, one is made to harm, or by an alias that holds itself.
const deepestNesting = 60;

export class TypeBuilder {
  readonly objects: ObjectType[] = [];
  readonly enums: EnumType[] = [];
  readonly unions: UnionType[] = [];
  readonly #context: ReadContext;
  readonly #known = new Map<string, TypeRef>();
  readonly #inline = new Map<string, ObjectType>();
  readonly #enumsByText = new Map<string, EnumType>();
  #depth = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** @param origin  What a type is called that has no name of its own. */
  typeOf(node: Node, direction: Direction, origin: NameOrigin): TypeRef {
    if (this.#depth > deepestNesting) return this.#json(node, "It is nested too deep");
    this.#depth += 1;
    try {
      return this.#read(node, direction, origin);
    } finally {
      this.#depth -= 1;
    }
  }

  #read(node: Node, direction: Direction, origin: NameOrigin): TypeRef {
    const { value, pointer } = node;
    // Without a schema, or with `true`, a value may be anything.
    if (!isObject(value)) return json(true);
    const reference = textAt(value, "$ref");
    if (reference === undefined) return this.#readSchema({ value, pointer }, direction, origin);
    const target = this.#context.resolver.resolve(node);
    if (!target) return json(true);
    const ref = this.#referred(target, direction, origin);
    const siblings = this.#context.version === "3.1" ? value : {};
    if (Object.keys(siblings).some((key) => structural.has(key) && key !== "$ref")) {
      const { $ref: _reference, ...rest } = siblings as Record<string, unknown>;
      const merged = { ...rest, allOf: [{ $ref: reference }, ...listAt(value, "allOf")] };
      return this.#readSchema({ value: merged, pointer }, direction, origin);
    }
    return flagAt(value, "nullable") ? { ...ref, nullable: true } : ref;
  }

  /** A schema that a reference leads to: one type, however many references there are. */
  #referred(target: Node, direction: Direction, origin: NameOrigin): TypeRef {
    const key = `${direction} ${target.pointer}`;
    const known = this.#known.get(key);
    if (known) return known;
    // A schema that is only a reference to itself, by way of lists or `allOf`.
    this.#known.set(key, json(true));
    const component = componentName(target.pointer);
    const ref = this.typeOf(
      target,
      direction,
      component === undefined ? origin : { kind: "component", text: component },
    );
    this.#known.set(key, ref);
    return ref;
  }

  #readSchema(node: { value: JsonObject; pointer: string }, direction: Direction, origin: NameOrigin): TypeRef {
    const { value, pointer } = node;
    const nullable = isNullable(value);
    if (Array.isArray(value["allOf"])) return this.#readAllOf(node, direction, origin, nullable);

    const alternatives = this.#alternatives(node);
    if (alternatives) {
      const ref = this.#readAlternatives(node, alternatives.nodes, direction, origin);
      return nullable || alternatives.nullable ? { ...ref, nullable: true } : ref;
    }

    if (own(value, "const") !== undefined || Array.isArray(value["enum"])) {
      const ref = this.#readEnum(node, origin, nullable);
      if (ref) return ref;
    }
    const type = schemaType(value);
    switch (type) {
      case "string":
        return scalar("String", nullable);
      case "integer":
        return scalar(integerType(value), nullable);
      case "number":
        // A format of integers on a number is the more precise of the two.
        return scalar(/^u?int/.test(textAt(value, "format") ?? "") ? integerType(value) : "Float", nullable);
      case "boolean":
        return scalar("Boolean", nullable);
      case "file":
        return scalar("String", nullable);
      case "array": {
        const items = own(value, "items");
        if (Array.isArray(items)) return this.#json(node, "A list whose places have types of their own");
        const item = this.typeOf({ value: items, pointer: pointerTo(pointer, "items") }, direction, itemOrigin(origin));
        return { kind: "list", item, nullable };
      }
      case "object":
        return this.#readObject(node, direction, origin, nullable);
      case "mixed":
        return this.#json(node, "A value of several types");
      default:
        return json(true);
    }
  }

  #json(node: Node, what: string): TypeRef {
    this.#context.report.add("simplified", node.pointer, `${what}; it is \`JSON\`.`);
    return json(true);
  }

  #readAllOf(
    node: { value: JsonObject; pointer: string },
    direction: Direction,
    origin: NameOrigin,
    nullable: boolean,
  ): TypeRef {
    const { value, pointer } = node;
    const members = listAt(value, "allOf").flatMap((member, index) =>
      isObject(member) && Object.keys(member).some((key) => structural.has(key))
        ? [{ value: member, pointer: pointerTo(pointer, "allOf", index) }]
        : [],
    );
    const hasOwn = Object.keys(value).some((key) => structural.has(key) && key !== "allOf" && key !== "type");
    const [only] = members;
    // `allOf: [{ $ref }]` is how OpenAPI 3.0 puts a description beside a reference.
    if (only && members.length === 1 && !hasOwn) {
      const ref = this.typeOf(only, direction, origin);
      return nullable ? { ...ref, nullable: true } : ref;
    }
    const merged = mergeAllOf(node, this.#context.resolver);
    if (!merged) return this.#json(node, "The parts of this `allOf` do not fit together");
    const ref = this.#readSchema(merged, direction, origin);
    return nullable ? { ...ref, nullable: true } : ref;
  }

  /** Of `oneOf` or `anyOf`, without null. `undefined` where they say nothing about the type. */
  #alternatives({
    value,
    pointer,
  }: {
    value: JsonObject;
    pointer: string;
  }): { nodes: Node[]; nullable: boolean } | undefined {
    for (const keyword of ["oneOf", "anyOf"]) {
      const list = own(value, keyword);
      if (!Array.isArray(list) || list.length === 0) continue;
      const all = list.map((each: unknown, index) => ({ value: each, pointer: pointerTo(pointer, keyword, index) }));
      // `anyOf: [{ required: [a] }, { required: [b] }]` beside properties is a rule of validation.
      const isRule = all.every(
        (each) => !isObject(each.value) || !Object.keys(each.value).some((key) => structural.has(key)),
      );
      if (isRule && (own(value, "properties") !== undefined || own(value, "type") !== undefined)) continue;
      const nodes = all.filter((each) => !isNullSchema(each.value));
      return { nodes, nullable: nodes.length < all.length };
    }
    return undefined;
  }

  #readAlternatives(
    node: { value: JsonObject; pointer: string },
    nodes: readonly Node[],
    direction: Direction,
    origin: NameOrigin,
  ): TypeRef {
    const [only] = nodes;
    if (only && nodes.length === 1 && own(node.value, "properties") === undefined) {
      return this.typeOf(only, direction, origin);
    }
    const simple = this.#commonScalar(nodes, direction);
    if (simple) return simple;
    if (direction === "output" && own(node.value, "properties") === undefined) {
      const union = this.#readUnion(node, nodes, origin);
      if (union) return union;
    }
    const what =
      direction === "input"
        ? "One of several types in a request"
        : "One of several types, and nothing says soundly which";
    return this.#json(node, what);
  }

  /** Texts of any kind are a text, numbers of any kind a number. */
  #commonScalar(nodes: readonly Node[], direction: Direction): TypeRef | undefined {
    const names = new Set<string>();
    let nullable = false;
    for (const node of nodes) {
      const target = this.#context.resolver.resolve(node);
      if (!target || !isObject(target.value)) return undefined;
      const schema = target.value;
      if (["oneOf", "anyOf", "allOf"].some((key) => own(schema, key) !== undefined)) {
        const inner = this.#alternatives({ value: schema, pointer: target.pointer });
        const ref = inner && this.#depth < deepestNesting && this.#commonScalarDeeper(inner.nodes, direction);
        if (!ref || ref.kind !== "scalar") return undefined;
        names.add(ref.name);
        continue;
      }
      nullable ||= isNullable(schema);
      const values = [...listAt(schema, "enum"), ...("const" in schema ? [schema["const"]] : [])];
      const kind = schemaType(schema) ?? kindOfValues(values);
      if (kind === "string") names.add("String");
      else if (kind === "boolean") names.add("Boolean");
      else if (kind === "integer") names.add(integerType(schema));
      else if (kind === "number") names.add("Float");
      else return undefined;
    }
    const all = [...names];
    if (all.length === 1) return scalar(all[0] as ScalarName, nullable);
    if (all.length === 0 || names.has("String") || names.has("Boolean")) return undefined;
    return scalar(names.has("Float") ? "Float" : "BigInt", nullable);
  }

  #commonScalarDeeper(nodes: readonly Node[], direction: Direction): TypeRef | undefined {
    this.#depth += 1;
    try {
      return this.#commonScalar(nodes, direction);
    } finally {
      this.#depth -= 1;
    }
  }

  #readUnion(
    node: { value: JsonObject; pointer: string },
    nodes: readonly Node[],
    origin: NameOrigin,
  ): TypeRef | undefined {
    const found = findDiscriminator(node, nodes, this.#context.resolver);
    if (!found) return undefined;
    const union: UnionType = {
      kind: "union",
      name: "",
      isShared: false,
      pointer: node.pointer,
      origin,
      description: textAt(node.value, "description"),
      property: found.property,
      members: [],
    };
    const members = found.members.map(({ node: member, values }) => ({
      values,
      ref: this.typeOf(member, "output", { kind: "inside", owner: union, words: pascalWords(values[0] ?? "") }),
    }));
    const byType = new Map<ObjectType, string[]>();
    for (const { values, ref } of members) {
      if (ref.kind !== "object") return undefined;
      const present = byType.get(ref.type);
      if (present) present.push(...values);
      else byType.set(ref.type, [...values]);
    }
    const [first] = byType.keys();
    if (byType.size === 1 && first) return { kind: "object", type: first, nullable: false };
    union.members = [...byType].map(([type, values]) => ({ type, values }));
    this.unions.push(union);
    return { kind: "union", type: union, nullable: false };
  }

  #readEnum(node: { value: JsonObject; pointer: string }, origin: NameOrigin, nullable: boolean): TypeRef | undefined {
    const { value, pointer } = node;
    const all = Array.isArray(value["enum"]) ? (value["enum"] as unknown[]) : [value["const"]];
    const values = all.filter((each) => each !== null);
    const isNull = nullable || values.length < all.length;
    const kind = kindOfValues(values);
    if (kind === "boolean") return scalar("Boolean", isNull);
    if (kind === "integer") return scalar(values.every((each) => isInt32(each)) ? "Int" : "BigInt", isNull);
    if (kind === "number") return scalar("Float", isNull);
    // YAML reads `no` and `1` in a list of texts as something else.
    const type = schemaType(value);
    if (kind !== "string" && type !== "string") return undefined;
    const texts = [...new Set(values.map(String))];
    // One value is a constant, and a text that is always the same needs no type.
    if (texts.length < 2 || values.some((each) => typeof each === "object")) return scalar("String", isNull);
    const named = enumValues(texts);
    if (!named) {
      this.#context.report.add("simplified", pointer, "These values cannot become names of an enum; it is `String`.");
      return scalar("String", isNull);
    }
    const words = origin.kind === "component" ? origin.text : origin.words.join(" ");
    const key = `${words} ${texts.join("\n")}`;
    const known = this.#enumsByText.get(key);
    if (known) {
      known.isShared = true;
      return { kind: "enum", type: known, nullable: isNull };
    }
    const created: EnumType = {
      kind: "enum",
      name: "",
      isShared: false,
      pointer,
      origin,
      description: origin.kind === "component" ? textAt(value, "description") : undefined,
      values: named,
      isMapped: named.some(({ wire, name }) => wire !== name),
    };
    this.#enumsByText.set(key, created);
    this.enums.push(created);
    return { kind: "enum", type: created, nullable: isNull };
  }

  #readObject(
    node: { value: JsonObject; pointer: string },
    direction: Direction,
    origin: NameOrigin,
    nullable: boolean,
  ): TypeRef {
    const { value, pointer } = node;
    const properties = objectAt(value, "properties");
    // A map, or an object of which nothing is known.
    if (!properties || Object.keys(properties).length === 0) return json(nullable);
    const inlineKey = origin.kind === "inside" ? inlineKeyOf(value, direction, origin) : undefined;
    const known = inlineKey === undefined ? undefined : this.#inline.get(inlineKey);
    if (known) {
      known.isShared = true;
      return { kind: "object", type: known, nullable };
    }

    const object: ObjectType = {
      kind: "object",
      direction,
      name: "",
      isShared: false,
      pointer,
      origin,
      description: textAt(value, "description") ?? textAt(value, "title"),
      title: textAt(value, "title"),
      fields: [],
      keys: [],
      proposals: [],
    };
    if (inlineKey !== undefined) this.#inline.set(inlineKey, object);
    if (origin.kind === "component")
      this.#known.set(`${direction} ${pointer}`, { kind: "object", type: object, nullable });
    object.fields = this.#readFields(node, object);
    // Its properties are all of the other direction.
    if (object.fields.length === 0) return json(nullable);
    this.objects.push(object);
    return { kind: "object", type: object, nullable };
  }

  #isFile(node: Node): boolean {
    const schema = this.#context.resolver.object(node)?.value;
    if (!schema) return false;
    if (isBinary(schema)) return true;
    const items = schema["items"];
    return (
      isObject(items) &&
      isBinary(this.#context.resolver.object({ value: items, pointer: node.pointer })?.value ?? items)
    );
  }

  #readFields({ value, pointer }: { value: JsonObject; pointer: string }, owner: ObjectType): ObjectField[] {
    const properties = objectAt(value, "properties") ?? {};
    const required = new Set(listAt(value, "required"));
    // Kept by merging `allOf`: where each property comes from.
    const places = propertyPlaces.get(value);
    const fields: ObjectField[] = [];
    const names = fieldNames(Object.keys(properties), owner.direction);
    for (const [wire, schema] of Object.entries(properties)) {
      const name = names.get(wire);
      if (name === undefined) {
        this.#context.report.add(
          "fault",
          pointerTo(pointer, "properties", wire),
          "This name has no letter or digit; it is left out.",
        );
        continue;
      }
      const node = { value: schema, pointer: places?.get(wire) ?? pointerTo(pointer, "properties", wire) };
      const target = isObject(schema) && "$ref" in schema ? this.#context.resolver.object(node)?.value : undefined;
      const has = (flag: string): boolean =>
        (isObject(schema) && flagAt(schema, flag)) || (target !== undefined && flagAt(target, flag));
      if (has(owner.direction === "input" ? "readOnly" : "writeOnly")) continue;
      const type = this.typeOf(node, owner.direction, { kind: "inside", owner, words: pascalWords(wire) });
      fields.push({
        wire,
        name,
        type: asId(wire, type, owner.direction),
        required: required.has(wire) && !(owner.direction === "input" && isObject(schema) && "default" in schema),
        description: isObject(schema) ? textAt(schema, "description") : undefined,
        deprecated: has("deprecated"),
        isFile: this.#isFile(node),
      });
    }
    return fields;
  }
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

/** What an object is known by is an `ID`: text and number are both written as text. In a request the JSON type counts. */
function asId(wire: string, type: TypeRef, direction: Direction): TypeRef {
  if (wire !== "id" || direction === "input" || type.kind !== "scalar") return type;
  return type.name === "String" || type.name === "Int" || type.name === "BigInt" ? { ...type, name: "ID" } : type;
}

function scalar(name: ScalarName, nullable: boolean): TypeRef {
  return { kind: "scalar", name, nullable };
}

/** Anything, null included. */
function json(nullable: boolean): TypeRef {
  return scalar("JSON", nullable);
}

/** Keywords that say something about the type of a value. */
const structural = new Set([
  "$ref",
  "type",
  "properties",
  "items",
  "allOf",
  "oneOf",
  "anyOf",
  "enum",
  "const",
  "additionalProperties",
  "prefixItems",
]);

function isNullSchema(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if (schema["type"] === "null" || schema["const"] === null) return true;
  const values = schema["enum"];
  return Array.isArray(values) && values.length > 0 && values.every((value) => value === null);
}

function isNullable(schema: JsonObject): boolean {
  const type = schema["type"];
  return (
    flagAt(schema, "nullable") ||
    flagAt(schema, "x-nullable") ||
    (Array.isArray(type) && type.includes("null")) ||
    type === "null" ||
    (Array.isArray(schema["enum"]) && schema["enum"].includes(null))
  );
}

/** The one JSON type of a schema, written or plain from its keywords. */
export function schemaType(schema: JsonObject): string | undefined {
  const written = schema["type"];
  if (typeof written === "string" && written !== "null" && written !== "any") return written;
  if (Array.isArray(written)) {
    const types = written.filter((type) => type !== "null");
    if (types.length === 1) return String(types[0]);
    if (types.length === 2 && types.includes("integer") && types.includes("number")) return "number";
    if (types.length > 1) return "mixed";
  }
  if (isObject(schema["properties"]) || schema["additionalProperties"] !== undefined) return "object";
  if (schema["items"] !== undefined) return "array";
  if (
    typeof schema["format"] === "string" &&
    /^(?:date|date-time|uuid|uri|email|byte|binary|password)$/.test(schema["format"])
  )
    return "string";
  return undefined;
}

function kindOfValues(values: readonly unknown[]): "string" | "boolean" | "integer" | "number" | "mixed" | undefined {
  const kinds = new Set(
    values.map((value) => (typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value)),
  );
  if (kinds.size === 0) return undefined;
  const [kind] = kinds;
  if (kinds.size === 1 && (kind === "string" || kind === "boolean" || kind === "integer" || kind === "number"))
    return kind;
  return kinds.size === 2 && kinds.has("integer") && kinds.has("number") ? "number" : "mixed";
}

function isInt32(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) < 2 ** 31;
}

function componentName(pointer: string): string | undefined {
  const match = /#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(pointer);
  if (match) return match[1];
  // A whole document is one schema: `./pet.yaml`.
  return /([^/]+?)(?:\.\w+)?#$/.exec(pointer)?.[1];
}

function pascalWords(text: string): string[] {
  return wordsOf(text);
}

function itemOrigin(origin: NameOrigin): NameOrigin {
  switch (origin.kind) {
    case "component":
      return {
        kind: "component",
        text: `${pascalCase(singularLast(wordsOf(origin.text)))}${isPlural(origin.text) ? "" : "Item"}`,
      };
    case "inside":
      return { ...origin, words: singularLast(origin.words) };
    case "operation":
      return { ...origin, isItem: true };
    default:
      return origin satisfies never;
  }
}

function isPlural(text: string): boolean {
  const words = wordsOf(text);
  return words.join(" ") !== singularLast(words).join(" ");
}

const documentation = new Set(["description", "example", "examples", "title", "default", "externalDocs"]);

/**
 * Inline objects of one shape and one property's name are one type: people write them once. `undefined` where the schema
 * cannot be written down: it nests too deep, or an alias of YAML holds itself.
 */
function inlineKeyOf(
  schema: JsonObject,
  direction: Direction,
  origin: Extract<NameOrigin, { kind: "inside" }>,
): string | undefined {
  try {
    const shape = JSON.stringify(schema, (key, value: unknown) =>
      (documentation.has(key) && typeof value !== "object") || key.startsWith("x-") ? undefined : value,
    );
    return `${direction} ${singularLast(origin.words).join(" ")} ${shape}`;
  } catch {
    return undefined;
  }
}
