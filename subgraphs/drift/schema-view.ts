/**
 * What a document says of the value at a place, as far as a mapping can tell: `$ref`, `allOf`, `oneOf`, `nullable` and the
 * three ways of three versions to say one thing are gone. Read where it is asked for, one schema at a time.
 */
import { flagAt, isObject, listAt, objectAt, own, textAt, type JsonObject } from "../openapi/json.ts";
import { mergeAllOf } from "../openapi/merge-all-of.ts";
import { pointerTo } from "../openapi/pointer.ts";
import { propertyPlaces } from "../openapi/property-places.ts";
import type { Node, ObjectNode, Resolver } from "../openapi/resolver.ts";

export type Kind = "string" | "integer" | "number" | "boolean" | "object" | "array";

/** One of the kinds that a value can be of. */
export interface Option {
  readonly kind: Kind;
  readonly schema: JsonObject;
  readonly pointer: string;
  /** How a discriminator tells that a value is this one. */
  readonly tag?: Tag;
}

/** `isImplied`: without a mapping it is the schema's name, unless a constant in the schema says otherwise. */
export interface Tag {
  readonly property: string;
  readonly values: readonly string[];
  readonly isImplied: boolean;
}

export interface View {
  readonly pointer: string;
  /** It may be anything: no schema, or one that says nothing. */
  readonly isAny: boolean;
  readonly options: readonly Option[];
  readonly nullable: boolean;
}

/** Whether a request or an answer is looked at: `readOnly` is of the one, `writeOnly` of the other. */
export type Direction = "request" | "response";

/**
 * What there is under a key. `declared`: the schema has it; `additional`: any key is allowed; `unknown`: nothing is known
 * of the object; `absent`: it is not there; `notObject`: there is nothing that could have keys.
 */
export interface Found {
  readonly presence: "declared" | "additional" | "unknown" | "absent" | "notObject";
  readonly view: View;
  readonly optional: boolean;
  /** Whether the object says of any of its properties that it is required: else, that this one is not says little. */
  readonly saysRequired: boolean;
}

export function isMissing({ presence }: Found): boolean {
  return presence === "absent" || presence === "notObject";
}

export const anything: View = { pointer: "#", isAny: true, options: [], nullable: false };

/** Reads schemas of one document. Invariant: a schema is read once; while it is read, it may be anything to itself. */
export class SchemaReader {
  readonly #resolver: Resolver;
  readonly #known = new Map<string, { readonly value: unknown; readonly view: View }>();

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  read(node: Node): View {
    const known = this.#known.get(node.pointer);
    if (known && known.value === node.value) return known.view;
    this.#known.set(node.pointer, { value: node.value, view: anything });
    const view = this.#read(node);
    this.#known.set(node.pointer, { value: node.value, view });
    return view;
  }

  #read(node: Node): View {
    const target = isObject(node.value) ? this.#resolver.object(node) : undefined;
    if (!target) return { ...anything, pointer: node.pointer };
    const siblings = isObject(node.value) && target.value !== node.value && flagAt(node.value, "nullable");
    const view = this.#readSchema(target);
    return siblings ? { ...view, nullable: true } : view;
  }

  #readSchema(node: ObjectNode): View {
    const { value, pointer } = node;
    if (Array.isArray(value["allOf"])) {
      const [only] = listAt(value, "allOf");
      const hasMore = Object.keys(value).some((key) => structural.has(key));
      if (listAt(value, "allOf").length === 1 && !hasMore) {
        const view = this.read({ value: only, pointer: pointerTo(pointer, "allOf", 0) });
        return saysNullable(value) ? { ...view, nullable: true } : view;
      }
      const merged = mergeAllOf(node, this.#resolver);
      if (!merged) return { ...anything, pointer };
      const view = this.#readPlain(merged);
      return saysNullable(value) ? { ...view, nullable: true } : view;
    }
    return this.#readPlain(node);
  }

  #readPlain(node: ObjectNode): View {
    const { value, pointer } = node;
    for (const keyword of ["oneOf", "anyOf"]) {
      const members = listAt(value, keyword);
      const isRule = members.every(
        (member) => !isObject(member) || !Object.keys(member).some((key) => structural.has(key) || key === "$ref"),
      );
      if (members.length === 0 || isRule) continue;
      const views = members.map((member, index) => this.#readMember(node, member, pointerTo(pointer, keyword, index)));
      const all = uniteViews(views, pointer);
      // Properties beside alternatives are those of each of them.
      const shared = objectAt(value, "properties") ? shareProperties(all, value) : all;
      return saysNullable(value) ? { ...shared, nullable: true } : shared;
    }
    return plainView(value, pointer);
  }

  #readMember(owner: ObjectNode, member: unknown, pointer: string): View {
    if (isObject(member) && textAt(member, "type") === "null")
      return { pointer, isAny: false, options: [], nullable: true };
    const view = this.read({ value: member, pointer });
    const discriminator = objectAt(owner.value, "discriminator");
    const property = (discriminator && textAt(discriminator, "propertyName")) ?? undefined;
    const reference = isObject(member) ? textAt(member, "$ref") : undefined;
    if (property === undefined || reference === undefined) return view;
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    const mapping = Object.entries(objectAt(discriminator ?? {}, "mapping") ?? {});
    const mapped = mapping.flatMap(([text, to]) => (to === reference || to === name ? [text] : []));
    const isImplied = mapped.length === 0;
    const tag: Tag = { property, values: isImplied ? [name] : mapped, isImplied };
    return { ...view, options: view.options.map((option) => ({ ...option, tag })) };
  }

  /** What is found under a key of an object. */
  follow(view: View, key: string, direction: Direction): Found {
    if (view.isAny) return { presence: "unknown", view: anything, optional: true, saysRequired: false };
    const found = view.options.map((option) => this.#followOption(option, key, direction));
    const there = found.filter(({ presence }) => presence !== "absent" && presence !== "notObject");
    const saysRequired = found.some((each) => each.saysRequired);
    if (there.length === 0) {
      const isObjectHere = view.options.some(({ kind }) => kind === "object");
      // An object that is never there (`null`) says nothing.
      const presence = view.options.length === 0 ? "unknown" : isObjectHere ? "absent" : "notObject";
      return { presence, view: anything, optional: true, saysRequired };
    }
    const presence = (["declared", "additional", "unknown"] as const).find((one) =>
      there.some((each) => each.presence === one),
    );
    return {
      presence: presence ?? "unknown",
      view: uniteViews(
        there.map((each) => each.view),
        there[0]?.view.pointer ?? view.pointer,
      ),
      optional: there.length < found.length || there.some(({ optional }) => optional),
      saysRequired,
    };
  }

  #followOption({ kind, schema, pointer }: Option, key: string, direction: Direction): Found {
    const saysRequired = listAt(schema, "required").length > 0;
    const nothing: Found = { presence: "absent", view: anything, optional: true, saysRequired };
    if (kind !== "object") return { ...nothing, presence: "notObject" };
    const properties = objectAt(schema, "properties") ?? {};
    const declared = own(properties, key);
    if (declared !== undefined) {
      const place = propertyPlaces.get(schema)?.get(key) ?? pointerTo(pointer, "properties", key);
      const node = { value: declared, pointer: place };
      if (direction === "response" && this.#isWriteOnly(node)) return nothing;
      const optional = !listAt(schema, "required").includes(key);
      return { presence: "declared", view: this.read(node), optional, saysRequired };
    }
    const rest = own(schema, "additionalProperties");
    if (isObject(rest) && Object.keys(rest).length > 0) {
      const place = pointerTo(pointer, "additionalProperties");
      return { presence: "additional", view: this.read({ value: rest, pointer: place }), optional: true, saysRequired };
    }
    const isOpen = rest === true || isObject(rest) || own(schema, "patternProperties") !== undefined;
    // Without `oneOf`, a discriminator tells apart schemas that have this one among their parts: they may have any more keys.
    const isBase = objectAt(schema, "discriminator") !== undefined && rest === undefined;
    const isFree = isBase || (rest === undefined && Object.keys(properties).length === 0);
    return isOpen || isFree ? { ...nothing, presence: isOpen ? "additional" : "unknown" } : nothing;
  }

  #isWriteOnly(node: Node): boolean {
    const target = this.#resolver.object(node);
    return target !== undefined && flagAt(target.value, "writeOnly");
  }

  /** Of an array; what an option that is none has for items is left out. */
  items(view: View): View {
    if (view.isAny) return anything;
    const views = view.options.flatMap(({ kind, schema, pointer }) =>
      kind === "array" ? [this.read({ value: own(schema, "items"), pointer: pointerTo(pointer, "items") })] : [],
    );
    return uniteViews(views, views[0]?.pointer ?? view.pointer);
  }

  /** Names of the properties that the schema has. */
  propertyNames(view: View): readonly string[] {
    return [...new Set(view.options.flatMap(({ schema }) => Object.keys(objectAt(schema, "properties") ?? {})))];
  }

  /** Properties that a request has to send. */
  required(view: View): readonly { readonly name: string; readonly pointer: string }[] {
    // Of several alternatives one may do without it.
    const [option, second] = view.options;
    if (view.isAny || !option || second || option.kind !== "object") return [];
    const properties = objectAt(option.schema, "properties") ?? {};
    return listAt(option.schema, "required").flatMap((name) => {
      // What is required and nowhere described, nobody can send.
      if (typeof name !== "string" || own(properties, name) === undefined) return [];
      const place = propertyPlaces.get(option.schema)?.get(name) ?? pointerTo(option.pointer, "properties", name);
      const target = this.#resolver.object({ value: own(properties, name), pointer: place });
      // A default does in its place; what is only read nobody sends.
      const isLeftOut = target && (flagAt(target.value, "readOnly") || own(target.value, "default") !== undefined);
      return isLeftOut ? [] : [{ name, pointer: place }];
    });
  }
}

const structural = new Set(["type", "properties", "additionalProperties", "items", "oneOf", "anyOf", "enum", "const"]);

function saysNullable(schema: JsonObject): boolean {
  const type = schema["type"];
  return (
    flagAt(schema, "nullable") ||
    flagAt(schema, "x-nullable") ||
    type === "null" ||
    (Array.isArray(type) && type.includes("null")) ||
    listAt(schema, "enum").includes(null)
  );
}

function plainView(schema: JsonObject, pointer: string): View {
  const kinds = kindsOf(schema);
  return {
    pointer,
    isAny: kinds === undefined,
    options: (kinds ?? []).map((kind) => ({ kind, schema, pointer })),
    nullable: saysNullable(schema),
  };
}

const kindNames: ReadonlySet<unknown> = new Set<Kind>(["string", "integer", "number", "boolean", "object", "array"]);

function kindsOf(schema: JsonObject): readonly Kind[] | undefined {
  const written = schema["type"];
  const types: readonly unknown[] = Array.isArray(written) ? (written as unknown[]) : [written];
  const named = types.filter((type): type is Kind => kindNames.has(type));
  if (named.length > 0) return named;
  if (written === "file") return ["string"];
  if (written === "null" || (Array.isArray(written) && written.every((type) => type === "null"))) return [];
  if (objectAt(schema, "properties") || isObject(schema["additionalProperties"])) return ["object"];
  if (own(schema, "items") !== undefined) return ["array"];
  const values = enumOf(schema);
  if (!values || values.length === 0) return undefined;
  const kinds = new Set(values.map(kindOfValue));
  return kinds.has(undefined) ? undefined : ([...kinds] as Kind[]);
}

function kindOfValue(value: unknown): Kind | undefined {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : undefined;
}

/** The values that are allowed, without null. `undefined` where any is. */
export function enumOf(schema: JsonObject): readonly unknown[] | undefined {
  const constant = own(schema, "const");
  if (constant !== undefined && constant !== null) return [constant];
  return Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]).filter((value) => value !== null) : undefined;
}

export function uniteViews(views: readonly View[], pointer: string): View {
  const [only] = views;
  if (only && views.length === 1) return only;
  return {
    pointer,
    isAny: views.length === 0 || views.some(({ isAny }) => isAny),
    options: views.flatMap(({ options }) => options),
    nullable: views.some(({ nullable }) => nullable),
  };
}

function shareProperties(view: View, owner: JsonObject): View {
  const properties = objectAt(owner, "properties") ?? {};
  const required = listAt(owner, "required");
  const options = view.options.map((option): Option => {
    if (option.kind !== "object") return option;
    const schema: JsonObject = {
      ...option.schema,
      properties: { ...properties, ...objectAt(option.schema, "properties") },
      required: [...required, ...listAt(option.schema, "required")],
    };
    const places = propertyPlaces.get(option.schema);
    if (places) propertyPlaces.set(schema, places);
    return { ...option, schema };
  });
  return { ...view, options };
}

/** `a list of strings`, `an object`, for messages. */
export function describeView(view: View): string {
  if (view.isAny) return "anything";
  const words = [...new Set(view.options.map(({ kind }) => (/^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`)))];
  if (view.nullable) words.push("null");
  return words.join(" or ");
}
