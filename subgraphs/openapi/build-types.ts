/** Schemas become types. Each schema is read once for each direction, when something first uses it. */
import { alternativesOf, commonScalar } from "./alternatives.ts";
import { integerType } from "./integer-type.ts";
import { HierarchyFinder } from "./hierarchy.ts";
import { flagAt, isObject, listAt, objectAt, own, textAt } from "./json.ts";
import { mergeAllOf } from "./merge-all-of.ts";
import { mergeOptions } from "./merge-options.ts";
import type { Direction, InterfaceType, NameOrigin, ObjectType, TypeRef, UnionType } from "./model.ts";
import { pointerTo } from "./pointer.ts";
import { EnumReader } from "./read-enum.ts";
import { ObjectReader } from "./read-object.ts";
import type { ReadContext } from "./read-operations.ts";
import { alternativeOptions, hierarchyOptions, readChoice, type ChoiceOption } from "./read-choice.ts";
import { readInterface, readUnion } from "./read-union.ts";
import type { Node, ObjectNode } from "./resolver.ts";
import { isNullable, isStructural, schemaType } from "./schema-keywords.ts";
import { componentName, entryOrigin, itemOrigin } from "./type-origin.ts";
import type { TypeReading } from "./type-reading.ts";
import { json, orNull, scalar } from "./type-refs.ts";

// Documents hardly nest inline schemas ten deep. Far beyond it, one is made to harm, or by an alias that holds itself.
const deepestNesting = 60;

export class TypeBuilder implements TypeReading {
  readonly context: ReadContext;
  readonly #objects: ObjectReader;
  readonly #enums: EnumReader;
  readonly #hierarchies: HierarchyFinder;
  /** By direction and pointer: one type, however many references there are. */
  readonly #known = new Map<string, TypeRef>();
  #depth = 0;

  readonly #maps: "json" | "entries";

  /** @param options.maps  What an object of unknown keys is in an answer: `JSON`, or a list of keys and values. */
  constructor(context: ReadContext, { maps }: { readonly maps: "json" | "entries" }) {
    this.context = context;
    this.#maps = maps;
    this.#objects = new ObjectReader(this);
    this.#enums = new EnumReader(context.report);
    this.#hierarchies = new HierarchyFinder(context);
  }

  get objects(): readonly ObjectType[] {
    return this.#objects.objects;
  }

  typeOf(node: Node, direction: Direction, origin: NameOrigin): TypeRef {
    if (this.#depth > deepestNesting) return this.simplified(node, "It is nested too deep");
    this.#depth += 1;
    try {
      return this.#read(node, direction, origin);
    } finally {
      this.#depth -= 1;
    }
  }

  simplified({ pointer }: Node, what: string): TypeRef {
    this.context.report.add("simplified", pointer, `${what}; it is \`JSON\`.`);
    return json(true);
  }

  #read(node: Node, direction: Direction, origin: NameOrigin): TypeRef {
    const { value, pointer } = node;
    // Without a schema, or with `true`, a value may be anything.
    if (!isObject(value)) return json(true);
    const reference = textAt(value, "$ref");
    if (reference === undefined) return this.#readSchema({ value, pointer }, direction, origin);
    const target = this.context.resolver.resolve(node);
    if (!target) return json(true);
    const ref = this.#referred(target, direction, origin);
    if (this.context.version === "3.1" && isStructural(value, ["$ref"])) {
      const { $ref: _reference, ...siblings } = value;
      const merged = { ...siblings, allOf: [{ $ref: reference }, ...listAt(value, "allOf")] };
      return this.#readSchema({ value: merged, pointer }, direction, origin);
    }
    return orNull(ref, flagAt(value, "nullable"));
  }

  /** A schema that a reference leads to. */
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

  #readSchema(node: ObjectNode, direction: Direction, origin: NameOrigin): TypeRef {
    const { value } = node;
    const nullable = isNullable(value);
    const extended = origin.kind === "component" ? this.#readBase(node, direction, origin) : undefined;
    if (extended) return orNull(extended, nullable);
    if (Array.isArray(value["allOf"])) return orNull(this.#readAllOf(node, direction, origin), nullable);
    const alternatives = alternativesOf(node);
    if (alternatives) {
      const ref = this.#readAlternatives(node, alternatives.nodes, direction, origin);
      return orNull(ref, nullable || alternatives.nullable);
    }
    const isListed = own(value, "const") !== undefined || Array.isArray(value["enum"]);
    const listed = isListed ? this.#enums.read(node, origin, nullable) : undefined;
    return listed ?? this.#readByType(node, direction, origin, nullable);
  }

  /** What extends it, where it is told apart by this schema's discriminator. */
  #readBase(node: ObjectNode, direction: Direction, origin: NameOrigin): TypeRef | undefined {
    const hierarchy = this.#hierarchies.find(node);
    if (!hierarchy) return undefined;
    if (direction === "input") return this.#readChoice(node, origin, hierarchyOptions(hierarchy));
    const created = (type: InterfaceType): void =>
      this.#begin(node, origin, { kind: "interface", type, nullable: false });
    return readInterface(hierarchy, { origin, created }, this.#objects, (member) =>
      this.#referred(member, "output", origin),
    );
  }

  /** In a request: an input of which one field is given. */
  #readChoice(node: ObjectNode, origin: NameOrigin, options: readonly ChoiceOption[]): TypeRef | undefined {
    const created = (type: ObjectType): void =>
      this.#begin(node, origin, { kind: "object", type, nullable: false }, "input");
    const type = readChoice(node, options, { origin, created }, this);
    return type && { kind: "object", type, nullable: false };
  }

  /** From now on, references to a component lead to this type, whose parts are still to be read. */
  #begin({ pointer }: Node, origin: NameOrigin, ref: TypeRef, direction: Direction = "output"): void {
    if (origin.kind === "component") this.#known.set(`${direction} ${pointer}`, ref);
  }

  #readByType(node: ObjectNode, direction: Direction, origin: NameOrigin, nullable: boolean): TypeRef {
    const { value, pointer } = node;
    switch (schemaType(value)) {
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
        if (Array.isArray(items)) return this.simplified(node, "A list whose places have types of their own");
        const item = this.typeOf({ value: items, pointer: pointerTo(pointer, "items") }, direction, itemOrigin(origin));
        return { kind: "list", item, nullable };
      }
      case "object":
        return this.#readObject(node, direction, origin, nullable);
      case "mixed":
        return this.simplified(node, "A value of several types");
      default:
        return json(true);
    }
  }

  #readAllOf(node: ObjectNode, direction: Direction, origin: NameOrigin): TypeRef {
    const { value, pointer } = node;
    const members = listAt(value, "allOf").flatMap((member, index) =>
      isObject(member) && isStructural(member) ? [{ value: member, pointer: pointerTo(pointer, "allOf", index) }] : [],
    );
    const [only] = members;
    // `allOf: [{ $ref }]` is how OpenAPI 3.0 puts a description beside a reference.
    const isAlias = !(origin.kind === "component" && only && this.#hierarchies.extends(only));
    if (only && isAlias && members.length === 1 && !isStructural(value, ["allOf", "type"])) {
      return this.typeOf(only, direction, origin);
    }
    const merged = mergeAllOf(node, this.context.resolver);
    if (!merged) return this.simplified(node, "The parts of this `allOf` do not fit together");
    return this.#readSchema(merged, direction, origin);
  }

  #readAlternatives(node: ObjectNode, nodes: readonly Node[], direction: Direction, origin: NameOrigin): TypeRef {
    const hasOwn = own(node.value, "properties") !== undefined;
    const [only] = nodes;
    if (only && nodes.length === 1 && !hasOwn) return this.typeOf(only, direction, origin);
    const simple = commonScalar(nodes, this.context.resolver);
    if (simple) return simple;
    if (direction === "output" && !hasOwn) {
      const created = (type: UnionType): void => this.#begin(node, origin, { kind: "union", type, nullable: false });
      const union = readUnion(node, nodes, { origin, created }, this);
      if (union) return union;
    }
    if (direction === "input" && !hasOwn) {
      const merged = mergeOptions(node, nodes, this.context);
      if (merged) return this.#readObject(merged, direction, origin, false);
      const options = alternativeOptions(node, nodes, this.context.resolver);
      const choice = options && this.#readChoice(node, origin, options);
      if (choice) return choice;
    }
    const what =
      direction === "input"
        ? "One of several types in a request, and nothing says soundly which"
        : "One of several types, and nothing says soundly which";
    return this.simplified(node, what);
  }

  #readObject(node: ObjectNode, direction: Direction, origin: NameOrigin, nullable: boolean): TypeRef {
    const properties = objectAt(node.value, "properties");
    if (!properties || Object.keys(properties).length === 0) return this.#readMap(node, direction, origin, nullable);
    const type = this.#objects.read(node, direction, origin, (created) =>
      this.#begin(node, origin, { kind: "object", type: created, nullable }, direction),
    );
    // Its properties are all of the other direction.
    return type ? { kind: "object", type, nullable } : json(nullable);
  }

  /** Nothing in the mapping language makes an object of keys that come with the request, so in one it is `JSON`. */
  #readMap(node: ObjectNode, direction: Direction, origin: NameOrigin, nullable: boolean): TypeRef {
    const values = direction === "output" && this.#maps === "entries" ? mapValues(node) : undefined;
    if (!values) return json(nullable);
    const entry = this.#objects.readEntry(values, direction, entryOrigin(origin));
    return { kind: "list", item: { kind: "object", type: entry, nullable: false }, isMap: true, nullable };
  }
}

/** The schema of a map's values. `undefined` where nothing is said of them. */
function mapValues({ value, pointer }: ObjectNode): Node | undefined {
  const values = own(value, "additionalProperties");
  if (isObject(values)) return { value: values, pointer: pointerTo(pointer, "additionalProperties") };
  const [[pattern, byPattern] = [], ...others] = Object.entries(objectAt(value, "patternProperties") ?? {});
  if (pattern === undefined || others.length > 0) return undefined;
  return { value: byPattern, pointer: pointerTo(pointer, "patternProperties", pattern) };
}
