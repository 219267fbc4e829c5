import type { Variables } from "./mapping.ts";
import type { ProblemLog, ProblemSite } from "./problem-log.ts";

/** Nested arrays and objects in the data that are walked by recursion; deeper data is missing, never a stack overflow. */
export const maxDataDepth = 256;

/** What one evaluation carries along. */
export interface Scope {
  readonly variables: Variables;
  readonly problems: ProblemLog;
  /** Values bound by `->as`, by the slot that the compiler gave each binding. Nothing outlives its binding, so slots are written over. */
  readonly locals: unknown[];
  /** Arrays within arrays that are being walked. */
  depth: number;
}

/** `current` is `$`, `flowing` is `@`; `undefined` is missing. */
export type Evaluate = (current: unknown, flowing: unknown, scope: Scope) => unknown;

/** One step of a path, given a value that is not missing. */
export type ApplyStep = (value: unknown, current: unknown, scope: Scope) => unknown;

/** Where in the data a value is, as text that is put together only when a problem needs it. */
export interface Place {
  readonly parent?: Place;
  readonly text: string;
}

export const rootPlace: Place = { text: "" };

/** Steps of a place that are told; of a longer path the last ones, so that many long paths stay affordable. */
const maxPlaceSteps = 64;

function placeText(place: Place): string {
  const parts: string[] = [];
  let at: Place | undefined = place;
  for (; at && parts.length < maxPlaceSteps; at = at.parent) parts.push(at.text);
  return (at ? "…" : "") + parts.toReversed().join("");
}

/** The place of `key` in `parent`. */
export function keyPlace(parent: Place, key: string): Place {
  return { parent, text: parent.text === "" && !parent.parent ? key : `.${key}` };
}

/** A spot in the source that can report problems. Its path is made once, when the first one occurs. */
export class Site implements ProblemSite {
  readonly start: number;
  readonly end: number;
  readonly #place: Place;
  #path: string | undefined;

  constructor(place: Place, span: { readonly start: number; readonly end: number }) {
    this.#place = place;
    this.start = span.start;
    this.end = span.end;
  }

  get path(): string {
    return (this.#path ??= placeText(this.#place));
  }

  /** Records a problem; returns missing, which is what most callers then yield. */
  report(scope: Scope, message: string): undefined {
    scope.problems.record(this, message);
    return undefined;
  }
}
