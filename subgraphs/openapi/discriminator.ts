/** Which of several objects an object is: by the written discriminator, or by a property that is a constant in each. */
import { flagAt, isObject, listAt, objectAt, own, textAt, type JsonObject } from "./json.ts";
import { mergeAllOf } from "./merge-all-of.ts";
import type { Discriminant } from "./model.ts";
import type { Node, ObjectNode, Resolver } from "./resolver.ts";

export interface ToldApart {
  readonly discriminant: Extract<Discriminant, { kind: "property" }>;
  readonly members: readonly { readonly node: Node; readonly values: readonly string[] }[];
}

/** @returns `undefined` where a value could be of two members, or some member is no object. */
export function findDiscriminator(node: ObjectNode, nodes: readonly Node[], resolver: Resolver): ToldApart | undefined {
  const targets = nodes.map((member) => ({ member, target: objectSchema(member, resolver) }));
  if (targets.some(({ target }) => target === undefined)) return undefined;
  const written = objectAt(node.value, "discriminator");
  const property = written && textAt(written, "propertyName");
  const found =
    property === undefined ? undefined : byName(property, objectAt(written ?? {}, "mapping") ?? {}, targets, resolver);
  return found ?? byConstant(targets, resolver);
}

interface Target {
  readonly member: Node;
  readonly target: ObjectNode | undefined;
}

function byName(
  property: string,
  mapping: JsonObject,
  targets: readonly Target[],
  resolver: Resolver,
): ToldApart | undefined {
  const members = targets.map(({ member, target }) => {
    const constants = target && constantsOf(target.value, property, resolver);
    const reference = isObject(member.value) ? textAt(member.value, "$ref") : undefined;
    const name = reference?.slice(reference.lastIndexOf("/") + 1);
    const mapped = Object.entries(mapping).flatMap(([value, to]) =>
      to === reference || (name !== undefined && to === name) ? [value] : [],
    );
    // OpenAPI 3.1, section 4.8.25: without a mapping, the schema's name is the value.
    const values = mapped.length > 0 ? mapped : (constants ?? (name === undefined ? [] : [name]));
    return { node: member, values };
  });
  return isSound(members) ? { discriminant: discriminantOf(property, targets), members } : undefined;
}

function byConstant(targets: readonly Target[], resolver: Resolver): ToldApart | undefined {
  const [first] = targets;
  for (const property of Object.keys(objectAt(first?.target?.value ?? {}, "properties") ?? {})) {
    const members = targets.map(({ member, target }) => ({
      node: member,
      values:
        target && listAt(target.value, "required").includes(property)
          ? (constantsOf(target.value, property, resolver) ?? [])
          : [],
    }));
    if (isSound(members)) return { discriminant: { kind: "property", property, optional: false }, members };
  }
  return undefined;
}

function discriminantOf(property: string, targets: readonly Target[]): ToldApart["discriminant"] {
  const required = targets.every(({ target }) => listAt(target?.value ?? {}, "required").includes(property));
  return { kind: "property", property, optional: !required };
}

function isSound(members: readonly { readonly values: readonly string[] }[]): boolean {
  const all = members.flatMap(({ values }) => values);
  return members.every(({ values }) => values.length > 0) && new Set(all).size === all.length;
}

/** The few texts that a property can be. */
export function constantsOf(schema: JsonObject, property: string, resolver: Resolver): readonly string[] | undefined {
  const value = own(objectAt(schema, "properties") ?? {}, property);
  const target = value === undefined ? undefined : resolver.object({ value, pointer: "#" })?.value;
  if (!target) return undefined;
  const constant = own(target, "const");
  const values = constant === undefined ? listAt(target, "enum") : [constant];
  const texts = values.filter((each) => typeof each === "string");
  return texts.length > 0 && texts.length === values.length && !flagAt(target, "nullable") ? texts : undefined;
}

/** With what its `allOf` brings. `undefined` where it has no properties. */
export function objectSchema(node: Node, resolver: Resolver): ObjectNode | undefined {
  const target = resolver.object(node);
  if (!target) return undefined;
  const merged = Array.isArray(target.value["allOf"]) ? mergeAllOf(target, resolver) : target;
  return merged && objectAt(merged.value, "properties") ? merged : undefined;
}
