import type { MappingAst } from "./ast.ts";
import type { SpecVersion } from "./spec-version.ts";

export type { SpecVersion };

/** Values by variable name. A variable that is absent, or undefined, is unbound: reading it yields missing and a problem. */
export interface Variables {
  readonly $args?: unknown;
  readonly $this?: unknown;
  readonly $batch?: unknown;
  readonly $config?: unknown;
  readonly $env?: unknown;
  readonly $context?: unknown;
  readonly $request?: unknown;
  readonly $response?: unknown;
  readonly $status?: unknown;
}

export type VariableName = keyof Variables;

/** What evaluation could not do. Offsets count UTF-16 units in the mapping's source. */
export interface Problem {
  readonly message: string;
  /** Keys and `->method` markers up to the place: `user.friends->first.name`. Of a very long one only the end, after `…`. */
  readonly path: string;
  /** How often: what is missing in each of 100 items is one problem. */
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** A syntax error or rule violation inside a mapping's source, by offset: the caller knows the file. */
export interface MappingDiagnostic {
  readonly code: "INVALID_SELECTION";
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly fix?: string;
}

/**
 * What an evaluation reads or yields, as a tree of keys. An empty map is a leaf.
 * `$this { a { b } c }` reads `{ a: { b: {} }, c: {} }`.
 */
export type KeyTree = ReadonlyMap<string, KeyTree>;

/**
 * The keys that a selection can yield, known without data. `unknown` is a value whose inside nothing is known of
 * (`$`, a method's result); `leaf` is a key read as it is, which may hold any JSON.
 */
export type Output =
  | { readonly kind: "object"; readonly keys: ReadonlyMap<string, Output> }
  | { readonly kind: "leaf" }
  | { readonly kind: "unknown" };

/** A compiled mapping. Immutable, shared by all operations; nothing is parsed when it runs. */
export interface Mapping {
  readonly source: string;
  readonly specVersion: SpecVersion;
  /** What was compiled: `source` parsed, or a part of it after `narrowMapping`. */
  readonly ast: MappingAst;
  /** Evaluates against `data`. `undefined` is missing. Never throws; what it could not do is pushed on `problems`. */
  evaluate(data: unknown, variables: Variables, problems: Problem[]): unknown;
  /** As `evaluate`, with missing turned into null. */
  apply(data: unknown, options?: { variables?: Variables }): { value: unknown; problems: readonly Problem[] };
  /** Every path that is read from each variable. */
  readonly reads: ReadonlyMap<VariableName, KeyTree>;
  readonly output: Output;
  /** How to narrow it, where there is more to it than `ast`. Called by `narrowMapping` alone. */
  readonly narrow?: (wanted: Wanted | null) => Mapping;
}

/** Output keys that are wanted, with what is wanted below each; `null` is everything below. */
export type Wanted = ReadonlyMap<string, Wanted | null>;

/** Text with `{expression}` parts: a URL, a header value. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (TemplateText | TemplateExpression)[];
  readonly reads: ReadonlyMap<VariableName, KeyTree>;
}
export interface TemplateText {
  readonly kind: "text";
  readonly text: string;
}
export interface TemplateExpression {
  readonly kind: "expression";
  readonly mapping: Mapping;
  /** Offset of the expression in the template's source. */
  readonly start: number;
}
