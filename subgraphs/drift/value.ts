/** What a mapping's values are before there is data: which places of the answer, which arguments, which constants. */
import type { StringValueNode, TypeNode } from "graphql";
import type { Span } from "../mapping/ast.ts";
import type { Found, Kind, View } from "./schema-view.ts";

/** The same thing in both documents. With one document both are it. */
export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

/** A string of the SDL with a mapping in it. `offset` is where the mapping starts in the string. */
export interface MappingText {
  readonly node: StringValueNode;
  readonly offset: number;
}

/** `dims` lists around what `view` says: `items.id` of a list of items is a list of ids. */
export interface Shape {
  readonly dims: number;
  readonly view: View;
}

/** One key that a mapping reads from an answer, at one place. */
export interface Read {
  readonly text: MappingText;
  readonly span: Span;
  readonly key: string;
  /** From the body: `$.items[].email`. */
  readonly path: string;
  readonly owner: Data;
  readonly found: Pair<Found>;
  /** Written with `?`. */
  readonly isOptional: boolean;
  /** Coordinates of what is made from it. */
  readonly feeds: Set<string>;
  /** Others that may take its place: the operands of a `??`. */
  alternatives: readonly Read[];
  /** Not the last of its `??`: there is something else where it is null. */
  hasFallback: boolean;
}

/** A place in the answer. */
export interface Data {
  readonly kind: "data";
  /** The keys that led here from the object that the innermost selection is applied to. */
  readonly chain: readonly Read[];
  /** The last key that was read. Absent for the body itself. */
  readonly source?: Read;
  readonly path: string;
  readonly shape: Pair<Shape>;
  /** Null is replaced by something else. */
  readonly isGuarded: boolean;
  /** Texts that a `->match` has taken out. */
  readonly except: readonly unknown[];
  /** What decides whether it is there: the condition of a `->filter`. */
  readonly influences: readonly Read[];
}

/** An argument, or a field of `$this` or `$batch`. */
export interface Given {
  readonly kind: "given";
  /** `$args.filter.name` */
  readonly path: string;
  readonly type: TypeNode;
  readonly dims: number;
  /** It may not be there. */
  readonly isOptional: boolean;
  /** Constants that are sent in place of others: what a `->match` has taken out. */
  readonly except: readonly unknown[];
  /** A constant that is sent where it is not given. */
  readonly standard?: unknown;
  readonly at: Span;
}

/** `->match` over a place of the answer. */
export interface MatchUse {
  readonly data: Data;
  readonly literals: readonly unknown[];
  /** `[@, …]`: what all other values become. */
  readonly others: "nothing" | "null" | "value";
  readonly text: MappingText;
  readonly span: Span;
  /** What is fed, with whether it may be null. */
  readonly feeds: Map<string, boolean>;
}

export type Value =
  | Data
  | Given
  | ObjectValue
  | ListValue
  | OneOf
  /** The result of a method: of a kind that is known or not. `separator` of a `->joinNotNull`. */
  | Made
  | Literal
  | { readonly kind: "null" }
  | { readonly kind: "unknown" };

/** A constant. `text`: the mapping that it is written in, where it is one. */
export interface Literal {
  readonly kind: "literal";
  readonly value: unknown;
  readonly at: Span;
  readonly text?: MappingText;
}

/** `base`: the place of the answer that is mapped item by item. `source`: the argument that is. */
export interface ListValue {
  readonly kind: "list";
  readonly item: Value;
  readonly base?: Data;
  readonly source?: string;
}

/** One of several. `input`: what a `->match` chooses by. */
export interface OneOf {
  readonly kind: "oneOf";
  readonly members: readonly Value[];
  readonly match?: MatchUse;
  readonly input?: Value;
  /** What of the input has no pair, and is left to the next operand of a `??`. */
  readonly rest?: Value;
}

export interface Made {
  readonly kind: "made";
  readonly type?: Kind;
  readonly from: readonly Value[];
  readonly separator?: string;
  /** `$status` */
  readonly isStatus?: true;
}

export interface ObjectValue {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** What its keys are read from: where that is null, so is the object. */
  readonly base?: Data;
  /** It may have more keys: something unknown was merged in. */
  readonly isOpen: boolean;
  /** Objects of the answer that were merged in whole, with where that is written. */
  readonly merged?: readonly { readonly data: Data; readonly text: MappingText; readonly span: Span }[];
}

export interface FieldValue {
  readonly value: Value;
  readonly key: Span;
}

export const unknown: Value = { kind: "unknown" };
export const nothing: Value = { kind: "null" };

/** Every place of the answer that something was made from. */
export function readsOf(value: Value): readonly Read[] {
  switch (value.kind) {
    case "data":
      return [...value.chain, ...value.influences];
    case "object":
      return [
        ...(value.base ? readsOf(value.base) : []),
        ...[...value.fields.values()].flatMap((one) => readsOf(one.value)),
      ];
    case "list":
      return [...(value.base ? readsOf(value.base) : []), ...readsOf(value.item)];
    case "oneOf":
      return [...(value.match ? readsOf(value.match.data) : []), ...value.members.flatMap(readsOf)];
    case "made":
      return value.from.flatMap(readsOf);
    case "given":
    case "literal":
    case "null":
    case "unknown":
      return [];
    default:
      return value satisfies never;
  }
}

export function oneOf(members: readonly Value[]): Value {
  const [only] = members;
  return only && members.length === 1 ? only : { kind: "oneOf", members };
}

export function bothOf<T, R>(pair: Pair<T>, change: (one: T, side: "before" | "after") => R): Pair<R> {
  const before = change(pair.before, "before");
  return { before, after: pair.after === pair.before ? before : change(pair.after, "after") };
}
