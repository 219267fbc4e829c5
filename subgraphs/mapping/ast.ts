import type { SpecVersion } from "./spec-version.ts";

/** Offsets count UTF-16 units in the mapping's source; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A parsed mapping. `list` is a selection (`id name`), which an array body maps over its elements. `value` is a lone
 * path or expression, whose value is the result as it is.
 */
export interface MappingAst extends Span {
  readonly specVersion: SpecVersion;
  readonly body:
    | { readonly kind: "list"; readonly list: SelectionList }
    | { readonly kind: "value"; readonly value: Expression };
}

/** `{ id name: title }`, or the same without braces at the top. */
export interface SelectionList extends Span {
  readonly entries: readonly Entry[];
}

export type Entry = KeyedEntry | PathEntry | SpreadEntry;

/** `name`, `name { … }` (both `shorthand`), `alias: value`. Contributes one key. */
export interface KeyedEntry extends Span {
  readonly kind: "keyed";
  readonly key: Key;
  readonly shorthand: boolean;
  readonly value: Expression;
}

/** A path without an alias: its fields are merged, or, where it stands alone, its value is the result. */
export interface PathEntry extends Span {
  readonly kind: "path";
  readonly value: PathExpression;
}

/** `... value` (v0.4). */
export interface SpreadEntry extends Span {
  readonly kind: "spread";
  readonly value: Expression;
}

export interface Key extends Span {
  readonly name: string;
}

export type Expression = LiteralExpression | ObjectExpression | ArrayExpression | PathExpression | ChainExpression;

export interface LiteralExpression extends Span {
  readonly kind: "literal";
  /** `bigint` for an integer that a double cannot hold. */
  readonly value: string | number | bigint | boolean | null;
  /** A number as written, without spaces and leading zeros. */
  readonly text: string;
}

/** `group` marks `alias: { … }` in a selection list: over a primitive it yields that primitive where nothing was selected. */
export interface ObjectExpression extends Span {
  readonly kind: "object";
  readonly group: boolean;
  readonly list: SelectionList;
}

export interface ArrayExpression extends Span {
  readonly kind: "array";
  readonly items: readonly Expression[];
}

/** `A ?? B ?? C` or `A ?! B`: one operator per chain. */
export interface ChainExpression extends Span {
  readonly kind: "chain";
  readonly operator: "??" | "?!";
  readonly operands: readonly Expression[];
}

export interface PathExpression extends Span {
  readonly kind: "path";
  readonly head: PathHead;
  readonly steps: readonly Step[];
  readonly selection?: SelectionList;
}

/** `optional`: followed by `?`. */
export type PathHead = Span & { readonly optional: boolean } & (
    | { readonly kind: "key"; readonly name: string }
    /** `$` */
    | { readonly kind: "current" }
    /** `@` */
    | { readonly kind: "flowing" }
    /** `$args`, or a local that `->as($x)` bound; `name` includes the `$`. */
    | { readonly kind: "variable"; readonly name: string }
    /** `$( … )`, or a literal that steps follow (`literal: true`). */
    | { readonly kind: "expression"; readonly value: Expression; readonly literal: boolean }
  );

export type Step = KeyStep | MethodStep;

export interface KeyStep extends Span {
  readonly kind: "key";
  readonly name: string;
  readonly optional: boolean;
}

export interface MethodStep extends Span {
  readonly kind: "method";
  readonly name: string;
  /** Absent where no parentheses were written. */
  readonly args?: readonly Expression[];
  readonly optional: boolean;
}
