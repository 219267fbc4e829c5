/** Holds what a selection yields against the GraphQL type that it is for: which place of the answer feeds which field. */
import { Kind, type TypeNode } from "graphql";
import { namedType } from "../connect/ast.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import type { MappingAst } from "../mapping/ast.ts";
import { evaluate } from "./evaluate.ts";
import { followKey, narrow, objectOf, type Schemas } from "./follow.ts";
import type { Scope } from "./scope.ts";
import {
  readsOf,
  type Data,
  type Literal,
  type MappingText,
  type MatchUse,
  type ObjectValue,
  type Read,
  type Value,
} from "./value.ts";

/** A place of the answer that reaches a field as it is. */
export interface Feed {
  /** `User.email` */
  readonly coordinate: string;
  readonly type: TypeNode;
  readonly data: Data;
  /** `object`: its keys are selected; `list`: it is mapped item by item; `value`: it is the field's value. */
  readonly as: "object" | "list" | "value";
}

/** A field that the mapping itself gives a value. */
export interface ConstantFeed {
  readonly coordinate: string;
  readonly type: TypeNode;
  readonly literal: Literal;
}

/** A `@mapping`, by the name of its type. */
export interface TypeMappingText {
  readonly ast: MappingAst;
  readonly text: MappingText;
}

export interface FeedCollector {
  readonly types: TypeIndex;
  readonly typeMappings: ReadonlyMap<string, TypeMappingText>;
  /** Types that were followed at a place, for types that lead to themselves. */
  readonly followed: Set<string>;
  readonly feeds: Feed[];
  /** Every key that was read. */
  readonly reads: Read[];
  readonly matches: Set<MatchUse>;
  readonly constants: ConstantFeed[];
  readonly schemas: Schemas;
  scope(text: MappingText, current: Value): Scope;
}

export interface Target {
  readonly type: TypeNode;
  readonly coordinate: string;
}

export function collectFeeds(value: Value, target: Target, collector: FeedCollector): void {
  const { coordinate, type } = target;
  switch (value.kind) {
    case "data":
      for (const read of readsOf(value)) read.feeds.add(coordinate);
      return feedData(value, target, collector);
    case "object":
      if (value.base) {
        for (const read of readsOf(value.base)) read.feeds.add(coordinate);
        collector.feeds.push({ coordinate, type, data: value.base, as: "object" });
      }
      return feedObject(value, target, collector);
    case "list":
      if (value.base) {
        for (const read of readsOf(value.base)) read.feeds.add(coordinate);
        collector.feeds.push({ coordinate, type, data: value.base, as: "list" });
      }
      return collectFeeds(value.item, { coordinate, type: itemType(type) }, collector);
    case "oneOf":
      if (value.match) {
        value.match.feeds.set(coordinate, type.kind === Kind.NON_NULL_TYPE);
        collector.matches.add(value.match);
        for (const read of readsOf(value.match.data)) read.feeds.add(coordinate);
      }
      for (const member of value.members) collectFeeds(member, target, collector);
      return undefined;
    case "made":
      return touch(value, coordinate, collector);
    case "literal":
      collector.constants.push({ coordinate, type, literal: value });
      return undefined;
    case "given":
    case "null":
    case "unknown":
      return undefined;
    default:
      return value satisfies never;
  }
}

function itemType(type: TypeNode): TypeNode {
  const bare = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return bare.kind === Kind.LIST_TYPE ? bare.type : bare;
}

/** Everything that it is made from is needed, but none of it is the value. */
function touch(value: Value, coordinate: string, collector: FeedCollector): void {
  for (const read of readsOf(value)) read.feeds.add(coordinate);
  for (const match of matchesOf(value)) {
    match.feeds.set(coordinate, match.feeds.get(coordinate) ?? false);
    collector.matches.add(match);
  }
}

function matchesOf(value: Value): readonly MatchUse[] {
  switch (value.kind) {
    case "oneOf":
      return [...(value.match ? [value.match] : []), ...value.members.flatMap(matchesOf)];
    case "made":
      return value.from.flatMap(matchesOf);
    case "list":
      return matchesOf(value.item);
    case "object":
      return [...value.fields.values()].flatMap((field) => matchesOf(field.value));
    default:
      return [];
  }
}

function feedData(data: Data, target: Target, collector: FeedCollector): void {
  const { coordinate, type } = target;
  const name = namedType(type).name.value;
  const kind = collector.types.get(name)?.kind;
  const isComposite = kind === "object" || kind === "interface" || kind === "union";
  collector.feeds.push({ coordinate, type, data, as: isComposite ? "object" : "value" });
  if (isComposite) followType(objectOf(data, collector.schemas), name, coordinate, collector);
}

/** In a YAML document an alias may hold itself, so that there is always another place to go to. */
const longestPath = 1000;

/** A value without a selection is mapped by the `@mapping` of its type, wherever that leads. */
function followType(current: Data, typeName: string, coordinate: string, collector: FeedCollector): void {
  const mapping = collector.typeMappings.get(typeName);
  const type = collector.types.get(typeName);
  if (!mapping || !type) return;
  const key = `${typeName} ${placeOf(current, "before")} ${placeOf(current, "after")}`;
  if (collector.followed.has(key) || current.path.length > longestPath) return;
  collector.followed.add(key);
  const scope = collector.scope(mapping.text, current);
  const value = evaluate(mapping.ast, scope);
  if (type.kind === "object") {
    feedMembers(withoutBase(value), { coordinate: typeName, type: named(typeName) }, collector);
    return;
  }
  touch(value, coordinate, collector);
  if (value.kind !== "oneOf" || !value.match) return;
  const { match, members } = value;
  const [read] = match.data.chain;
  for (const name of type.possibleTypes) {
    const literals = match.literals.filter((_, index) => {
      const member = members[index];
      return member?.kind === "literal" && member.value === name;
    });
    if (read && literals.length > 0) {
      followType(narrow(current, read.key, literals, scope.schemas), name, coordinate, collector);
    }
  }
}

function withoutBase(value: Value): Value {
  if (value.kind === "oneOf") return { ...value, members: value.members.map(withoutBase) };
  if (value.kind !== "object") return value;
  const { base: _base, ...rest } = value;
  return rest;
}

function feedMembers(value: Value, target: Target, collector: FeedCollector): void {
  if (value.kind === "oneOf") for (const member of value.members) feedMembers(member, target, collector);
  else if (value.kind === "object") feedObject(value, target, collector);
}

function placeOf({ shape }: Data, side: "before" | "after"): string {
  const { view } = shape[side];
  return view.isAny ? "any" : view.options.map(({ pointer, kind }) => `${pointer}:${kind}`).join(",");
}

function named(name: string): TypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}

function feedObject(value: ObjectValue, { coordinate, type }: Target, collector: FeedCollector): void {
  const { types } = collector;
  const declared = types.get(namedType(type).name.value);
  const isComposite = declared?.kind === "object" || declared?.kind === "interface" || declared?.kind === "union";
  if (!declared || !isComposite) return touch(value, coordinate, collector);
  const typename = value.fields.get("__typename")?.value;
  const name = typename?.kind === "literal" ? String(typename.value) : undefined;
  const owners =
    declared.kind === "object" ? [declared.name] : declared.possibleTypes.filter((one) => !name || one === name);
  for (const owner of owners) {
    for (const [key, field] of value.fields) {
      const definition = types.get(owner)?.fields.get(key);
      if (definition) {
        collectFeeds(field.value, { coordinate: `${owner}.${key}`, type: definition.type }, collector);
      }
    }
    for (const whole of value.merged ?? []) feedMerged(whole, value, owner, collector);
  }
}

/** Of an object that was merged in whole, those keys are used that the type has, and that it had before. */
function feedMerged(
  { data, text, span }: NonNullable<ObjectValue["merged"]>[number],
  { fields }: ObjectValue,
  owner: string,
  collector: FeedCollector,
): void {
  for (const [name, { type }] of collector.types.get(owner)?.fields ?? []) {
    if (fields.has(name)) continue;
    const value = followKey(data, { name, span, isOptional: false, text }, collector.schemas);
    if (value.source?.found.before.presence !== "declared") continue;
    collector.reads.push(value.source);
    collectFeeds(value, { coordinate: `${owner}.${name}`, type }, collector);
  }
}
