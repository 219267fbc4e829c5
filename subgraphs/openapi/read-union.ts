/** Alternatives that something tells apart become a union. */
import { findDiscriminator } from "./discriminator.ts";
import { textAt } from "./json.ts";
import type { NameOrigin, ObjectType, TypeRef, UnionType } from "./model.ts";
import type { Node, ObjectNode } from "./resolver.ts";
import type { TypeReading } from "./type-reading.ts";
import { wordsOf } from "./words.ts";

/** `undefined` where nothing tells them apart, or some alternative is no object. */
export function readUnion(
  node: ObjectNode,
  nodes: readonly Node[],
  origin: NameOrigin,
  reading: TypeReading,
): TypeRef | undefined {
  const found = findDiscriminator(node, nodes, reading.context.resolver);
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
  const byType = new Map<ObjectType, string[]>();
  for (const { node: member, values } of found.members) {
    const ref = reading.typeOf(member, "output", { kind: "inside", owner: union, words: wordsOf(values[0] ?? "") });
    if (ref.kind !== "object") return undefined;
    const present = byType.get(ref.type);
    if (present) present.push(...values);
    else byType.set(ref.type, [...values]);
  }
  const [first] = byType.keys();
  if (byType.size === 1 && first) return { kind: "object", type: first, nullable: false };
  union.members = [...byType].map(([type, values]) => ({ type, values }));
  return { kind: "union", type: union, nullable: false };
}
