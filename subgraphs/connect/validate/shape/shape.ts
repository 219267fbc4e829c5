/**
 * What is known of a value before there is data. A mapping `$.users { id, kind: $("user") }` has the shape
 * `each { id: unknown, kind: string }`: an object, or a list of them, as the response decides.
 */
import type { TypeNode } from "graphql";
import type { Span } from "../../../mapping/ast.ts";

export type Shape =
  /** Anything: `$config`, what a method may yield. `data` marks what plain keys read from the response. */
  | { readonly kind: "unknown"; readonly data?: true }
  | { readonly kind: "null" }
  /** Nothing at all: a key that is left out. */
  | { readonly kind: "missing" }
  | { readonly kind: "boolean" }
  | { readonly kind: "number" }
  /** `value` of a literal. */
  | { readonly kind: "string"; readonly value?: string }
  | ObjectShape
  | RecordShape
  | { readonly kind: "array"; readonly item: Shape }
  /** The item, or a list of items: what `{ … }` makes of data that may be an array. */
  | { readonly kind: "each"; readonly item: Shape }
  | { readonly kind: "oneOf"; readonly members: readonly Shape[] }
  /** A value of a GraphQL type. Opened only when it is read: types refer to themselves. */
  | { readonly kind: "typed"; readonly type: TypeNode }
  /** A use that cannot work: a method on the wrong kind of value. */
  | { readonly kind: "error"; readonly message: string; readonly at: Span };

export interface ObjectShape {
  readonly kind: "object";
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** What further keys hold; absent where there are none. Something unknown that is merged in may add any. */
  readonly rest?: Shape;
}

/** A variable whose keys are all known, so that reading another one is a mistake: `$args`, `$request`. */
export interface RecordShape {
  readonly kind: "record";
  /** `$args` */
  readonly variable: string;
  /** What its keys are called and belong to: arguments of `Query.user`. */
  readonly keys: "argument" | "field";
  readonly owner: string;
  readonly fields: ReadonlyMap<string, Shape>;
}

export interface FieldShape {
  readonly shape: Shape;
  /** The key in the mapping's source that yields the field. */
  readonly key: Span;
}

export const unknown: Shape = { kind: "unknown" };
export const responseData: Shape = { kind: "unknown", data: true };
export const missing: Shape = { kind: "missing" };
export const nullShape: Shape = { kind: "null" };
export const boolean: Shape = { kind: "boolean" };
export const number: Shape = { kind: "number" };
export const string: Shape = { kind: "string" };

export function arrayOf(item: Shape): Shape {
  return { kind: "array", item };
}

export function eachOf(item: Shape): Shape {
  return item.kind === "each" ? item : { kind: "each", item };
}

/** Merging alternatives with alternatives multiplies them. A mapping with more than this is taken as it is. */
const MOST_ALTERNATIVES = 100;

/** One of several shapes, flattened; nothing is one of none. */
export function oneOf(shapes: readonly Shape[]): Shape {
  const members = shapes.flatMap((shape) => (shape.kind === "oneOf" ? shape.members : [shape]));
  const [first] = members;
  if (!first) return missing;
  if (members.length === 1) return first;
  return members.length > MOST_ALTERNATIVES ? unknown : { kind: "oneOf", members };
}

/** The alternatives that a shape stands for. */
export function membersOf(shape: Shape): readonly Shape[] {
  return shape.kind === "oneOf" ? shape.members : [shape];
}

/** What the merge of two results of one selection yields: objects field by field, otherwise the later one. */
export function mergeShapes(earlier: Shape, later: Shape): Shape {
  if (later.kind === "missing") return earlier;
  if (earlier.kind === "missing") return later;
  if (earlier.kind === "error" || later.kind === "error") return earlier.kind === "error" ? earlier : later;
  // Null absorbs: whatever it is merged with, the whole becomes null.
  if (earlier.kind === "null" || later.kind === "null") return nullShape;
  if (earlier.kind === "oneOf") return oneOf(earlier.members.map((member) => mergeShapes(member, later)));
  if (later.kind === "oneOf") return oneOf(later.members.map((member) => mergeShapes(earlier, member)));
  if (earlier.kind === "each") return mergeShapes(earlier.item, later);
  if (later.kind === "each") return mergeShapes(earlier, later.item);
  if (earlier.kind === "object" && later.kind === "object") {
    const fields = new Map(earlier.fields);
    for (const [name, field] of later.fields) {
      const before = fields.get(name);
      fields.set(name, before ? { key: before.key, shape: mergeShapes(before.shape, field.shape) } : field);
    }
    const rest = earlier.rest ?? later.rest;
    return { kind: "object", fields, ...(rest && { rest }) };
  }
  if (earlier.kind === "object") return later.kind === "unknown" ? { ...earlier, rest: unknown } : earlier;
  if (later.kind === "object") return earlier.kind === "unknown" ? { ...later, rest: unknown } : later;
  return later;
}
