/**
 * Collects what one evaluation could not do. A key that is missing in each of 10,000 items is one problem with a count,
 * not 10,000 objects: what a body lacks must not cost more than the body.
 */
import type { Problem } from "./mapping.ts";

/** Different problems that one evaluation keeps; a source that can have more than these is not written by hand. */
const maxProblems = 1000;

/** A spot in the source at which problems arise. The same spot is the same object. */
export interface ProblemSite {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly site: ProblemSite;
  /** In `#entries`. */
  readonly index: number;
  readonly problem: { -readonly [Key in keyof Problem]: Problem[Key] };
}

/**
 * Invariants: `#entries` are the last elements of `#found`, and each is in `#bySite`, both in order of `index`. Those
 * from `#open` on may still be dropped, so that nothing counts on one from before.
 */
export class ProblemLog {
  readonly #found: Problem[];
  readonly #entries: Entry[] = [];
  #bySite: Map<ProblemSite, Entry[]> | undefined;
  #open = 0;

  constructor(found: Problem[]) {
    this.#found = found;
  }

  get size(): number {
    return this.#entries.length;
  }

  record(site: ProblemSite, message: string, count = 1): void {
    const known = this.#bySite?.get(site) ?? [];
    const same = known.find(({ index, problem }) => index >= this.#open && problem.message === message);
    if (same) {
      same.problem.count += count;
      return;
    }
    const index = this.#entries.length;
    if (index >= maxProblems) return;
    const { path, start, end } = site;
    const entry: Entry = { site, index, problem: { message, path, start, end, count } };
    known.push(entry);
    this.#bySite ??= new Map();
    this.#bySite.set(site, known);
    this.#entries.push(entry);
    this.#found.push(entry.problem);
  }

  /** What is recorded from here on is kept apart until `settle`, which is given what this returns. */
  begin(): number {
    const outer = this.#open;
    this.#open = this.#entries.length;
    return outer;
  }

  /** Drops what was recorded since `begin` while `size` was below `from`, and keeps the rest. */
  settle(outer: number, from: number): void {
    const start = this.#open;
    this.#open = outer;
    if (this.#entries.length === start) return;
    const kept = this.#entries.slice(Math.max(from, start));
    this.#found.length -= this.#entries.length - start;
    while (this.#entries.length > start) {
      const entry = this.#entries.pop();
      if (entry) this.#bySite?.get(entry.site)?.pop();
    }
    for (const { site, problem } of kept) this.record(site, problem.message, problem.count);
  }
}
