import type { Expression, SelectionList } from "./ast.ts";
import type { Evaluate, Place, Scope } from "./scope.ts";

/** Applies a sub-selection to a value that is not missing. */
export type ApplySelection = (value: unknown, scope: Scope) => unknown;

export interface Local {
  readonly slot: number;
  readonly place: Place;
}

/** What the names mean at one spot of the source: everything a closure needs that is known before any data. */
export interface CompileContext {
  /** Place of `$`. */
  readonly current: Place;
  /** Place of `@`. */
  readonly flowing: Place;
  readonly locals: ReadonlyMap<string, Local>;
  readonly unit: CompileUnit;
}

/** One mapping that is being compiled. The rules call each other through it, since they nest in a circle. */
export interface CompileUnit {
  /** Slots for `->as` bindings given out so far. */
  slots: number;
  expression(expression: Expression, context: CompileContext): Evaluate;
  selection(list: SelectionList, context: CompileContext): ApplySelection;
}
