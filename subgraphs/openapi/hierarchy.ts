/**
 * Schemas that extend another one by `allOf`, and are told apart by its discriminator.
 *
 *     Pet: { properties: { kind }, discriminator: { propertyName: kind } }      Cat: { allOf: [{ $ref: Pet }, { ... }] }
 */
import { constantsOf, objectSchema, type ToldApart } from "./discriminator.ts";
import { isObject, listAt, objectAt, textAt, type JsonObject } from "./json.ts";
import { pointerTo } from "./pointer.ts";
import type { ReadContext } from "./read-operations.ts";
import type { ImportReport } from "./report.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";

export interface Hierarchy extends ToldApart {
  /** What they extend, by itself. */
  readonly base: ObjectNode;
  /** Components. */
  readonly members: readonly { readonly node: ObjectNode; readonly values: readonly string[] }[];
}

// Some documents derive everything from one `Entity`.
const mostMembers = 100;

/** Looks for hierarchies, knowing which schemas of a document extend which. */
export class HierarchyFinder {
  readonly #resolver: Resolver;
  readonly #report: ImportReport;
  /** By the pointer of what is extended. */
  readonly #extensions: ReadonlyMap<string, readonly ObjectNode[]>;

  constructor({ root, resolver, report }: ReadContext) {
    this.#resolver = resolver;
    this.#report = report;
    this.#extensions = findExtensions(root);
  }

  /** @returns `undefined` where a schema is no base, has nothing that extends it, or its members cannot be told apart. */
  find({ value, pointer }: ObjectNode): Hierarchy | undefined {
    const property = discriminatorProperty(value);
    if (property === undefined) return undefined;
    const extensions = this.#allExtensions(pointer);
    if (extensions.length === 0) return undefined;
    if (extensions.length > mostMembers) {
      return this.#giveUp(pointer, `${extensions.length} schemas extend it, which is too many for an interface`);
    }
    // Its own `oneOf` lists what extends it.
    const { oneOf: _oneOf, anyOf: _anyOf, discriminator: _discriminator, ...own } = value;
    const base = objectSchema({ value: own, pointer }, this.#resolver);
    if (!base) return undefined;

    const mapped = this.#mappedValues(value, pointer);
    const ofBase = constantsOf(base.value, property, this.#resolver)?.join("\n");
    const members = extensions.flatMap((node) => {
      const extended = objectSchema(node, this.#resolver);
      if (!extended) return [];
      const constants = constantsOf(extended.value, property, this.#resolver);
      // All values that the base allows say nothing about a single member.
      const values = mapped.get(node.pointer) ?? (constants?.join("\n") === ofBase ? undefined : constants);
      const isStep = mapped.size > 0 && this.#extensions.has(node.pointer);
      if (values === undefined && isStep) return [];
      // OpenAPI 3.1, section 4.8.25: without a mapping, the schema's name is the value.
      return [{ node, values: values ?? [nameAt(node.pointer)] }];
    });
    const all = members.flatMap(({ values }) => values);
    if (members.length === 0 || new Set(all).size < all.length) {
      return this.#giveUp(pointer, "Nothing says soundly which of the schemas that extend it a value is of");
    }
    return {
      base,
      discriminant: { kind: "property", property, optional: !listAt(base.value, "required").includes(property) },
      members,
    };
  }

  #giveUp(pointer: string, why: string): undefined {
    this.#report.add("simplified", pointer, `${why}; only what this one has is read.`);
  }

  /** Whether a reference leads to a schema that has a discriminator for what extends it. */
  extends(reference: Node): boolean {
    const target = this.#resolver.object(reference);
    return target !== undefined && discriminatorProperty(target.value) !== undefined;
  }

  /** What extends it, and what extends that, in the document's order. */
  #allExtensions(pointer: string): readonly ObjectNode[] {
    const found = new Map<string, ObjectNode>();
    const add = (from: string): void => {
      for (const extension of this.#extensions.get(from) ?? []) {
        if (found.has(extension.pointer) || extension.pointer === pointer) continue;
        found.set(extension.pointer, extension);
        add(extension.pointer);
      }
    };
    add(pointer);
    return [...found.values()];
  }

  #mappedValues(value: JsonObject, pointer: string): ReadonlyMap<string, readonly string[]> {
    const byPointer = new Map<string, string[]>();
    for (const [text, to] of Object.entries(objectAt(objectAt(value, "discriminator") ?? {}, "mapping") ?? {})) {
      if (typeof to !== "string") continue;
      const reference = /[#/.]/.test(to) ? to : `#/components/schemas/${to}`;
      const place = pointerTo(pointer, "discriminator", "mapping", text);
      const target = this.#resolver.resolve({ value: { $ref: reference }, pointer: place });
      if (!target) continue;
      byPointer.set(target.pointer, [...(byPointer.get(target.pointer) ?? []), text]);
    }
    return byPointer;
  }
}

/** OpenAPI 2.0 says it by a text. */
function discriminatorProperty(value: JsonObject): string | undefined {
  return textAt(value, "discriminator") ?? textAt(objectAt(value, "discriminator") ?? {}, "propertyName");
}

function findExtensions(root: JsonObject): ReadonlyMap<string, readonly ObjectNode[]> {
  const places: [string, JsonObject | undefined][] = [
    ["#/components/schemas", objectAt(objectAt(root, "components") ?? {}, "schemas")],
    ["#/definitions", objectAt(root, "definitions")],
  ];
  const found = new Map<string, ObjectNode[]>();
  for (const [place, schemas] of places) {
    for (const [name, value] of Object.entries(schemas ?? {})) {
      if (!isObject(value)) continue;
      for (const member of listAt(value, "allOf")) {
        const reference = isObject(member) ? textAt(member, "$ref") : undefined;
        if (reference === undefined) continue;
        const node = { value, pointer: pointerTo(place, name) };
        found.set(reference, [...(found.get(reference) ?? []), node]);
      }
    }
  }
  return found;
}

function nameAt(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
}
