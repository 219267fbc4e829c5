/** Alternatives that something tells apart become a union, and schemas that extend one become an interface. */
import { findDiscriminator, type ToldApart } from "./discriminator.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { textAt } from "./json.ts";
import type { AbstractMember, InterfaceType, Named, NameOrigin, ObjectType, TypeRef, UnionType } from "./model.ts";
import type { ObjectReader } from "./read-object.ts";
import type { Node, ObjectNode } from "./resolver.ts";
import type { TypeReading } from "./type-reading.ts";
import { wordsOf } from "./words.ts";

/**
 * @param created  Called before its members are read, which may lead back to it.
 * @returns `undefined` where nothing tells them apart, or some alternative is no object.
 */
export function readUnion(
  node: ObjectNode,
  nodes: readonly Node[],
  { origin, created }: { readonly origin: NameOrigin; readonly created: (type: UnionType) => void },
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
    discriminant: found.discriminant,
    members: [],
  };
  created(union);
  const members = found.members.map(({ node: member, values }) => {
    const inside = { kind: "inside", owner: union, words: wordsOf(values[0] ?? "") } as const;
    return membersOf(reading.typeOf(member, "output", inside), values, found.discriminant);
  });
  if (members.some((each) => each === undefined)) return undefined;
  union.members = mergeMembers(members.flatMap((each) => each ?? []));
  const [first] = union.members;
  if (first && union.members.length === 1) return { kind: "object", type: first.type, nullable: false };
  return { kind: "union", type: union, nullable: false };
}

/** An alternative that others extend stands for all of them. */
function membersOf(
  ref: TypeRef,
  values: readonly string[],
  { property }: ToldApart["discriminant"],
): readonly AbstractMember[] | undefined {
  if (ref.kind === "object") return [{ type: ref.type, values }];
  if (ref.kind !== "interface") return undefined;
  const { discriminant, members } = ref.type;
  const inner = discriminant.kind === "property" && discriminant.property === property ? members : [];
  return [...inner, { type: ref.type.other, values }];
}

/** One for each type, and each value once: what comes first counts. */
function mergeMembers(members: readonly AbstractMember[]): AbstractMember[] {
  const taken = new Set<string>();
  const byType = new Map<ObjectType, string[]>();
  for (const { type, values } of members) {
    const free = values.filter((value) => !taken.has(value));
    for (const value of free) taken.add(value);
    if (free.length > 0) byType.set(type, [...(byType.get(type) ?? []), ...free]);
  }
  return [...byType].map(([type, values]) => ({ type, values }));
}

/**
 * @param created  Called before its fields and members are read, which may lead back to it.
 * @returns `undefined` where what they extend has nothing of its own.
 */
export function readInterface(
  { base, discriminant, members }: Hierarchy,
  { origin, created }: { readonly origin: NameOrigin; readonly created: (type: InterfaceType) => void },
  objects: ObjectReader,
  memberOf: (node: ObjectNode) => TypeRef,
): TypeRef | undefined {
  const named: Named = { name: "", isShared: false, pointer: base.pointer, origin };
  let type: InterfaceType | undefined;
  const other = objects.read(base, "output", { kind: "other", owner: named }, (created_) => {
    type = Object.assign(named, {
      kind: "interface" as const,
      description: created_.description,
      discriminant,
      members: [],
      other: created_,
    });
    created(type);
  });
  if (!type || !other) return undefined;
  type.members = mergeMembers(
    members.flatMap(({ node, values }) => {
      const ref = memberOf(node);
      if (ref.kind === "object") return [{ type: ref.type, values }];
      // It is extended in turn, and is then a member by itself.
      return ref.kind === "interface" && ref.type !== type ? [{ type: ref.type.other, values }] : [];
    }),
  );
  return { kind: "interface", type, nullable: false };
}
