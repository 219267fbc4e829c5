import type { CacheOutcome } from "./rest/operation.ts";

/** What the hints of a schema say of one operation. */
export interface OperationHints {
  /** Of the least fresh part, in seconds; `undefined` where none says it. */
  readonly maxAge: number | undefined;
  readonly isPrivate: boolean;
  /** Whether they say it of every part. */
  readonly isComplete: boolean;
}

/** How long who gets an answer may keep it, and for whom. */
export interface AnswerCaching {
  /** In seconds, more than 0. */
  readonly maxAge: number;
  readonly scope: "PUBLIC" | "PRIVATE";
}

/**
 * Finds out how long the answer to an operation may be kept, while it is made: as long as the least fresh thing that it
 * is made of. Whatever is not known to be fresh is not, and what read anything of the client is for that client alone.
 */
export class AnswerPolicy {
  #freshUntil = Number.POSITIVE_INFINITY;
  #maxAge = Number.POSITIVE_INFINITY;
  #isPrivate = false;
  #needsHints = false;
  #hasAllHints = true;
  #isRefused = false;

  /** Said once for each operation of a request. */
  useHints({ maxAge, isPrivate, isComplete }: OperationHints): void {
    if (maxAge !== undefined) this.#maxAge = Math.min(this.#maxAge, maxAge);
    this.#isPrivate ||= isPrivate;
    this.#hasAllHints &&= isComplete;
  }

  /** What the answer of a service, or of a remote subgraph, says. `undefined`: nothing. */
  useAnswer(cache: Pick<CacheOutcome, "clientFreshUntil" | "audience"> | undefined): void {
    if (cache?.clientFreshUntil === undefined) this.#needsHints = true;
    else this.#freshUntil = Math.min(this.#freshUntil, cache.clientFreshUntil);
    this.#isPrivate ||= cache?.audience === "private";
  }

  /** Of code, and of services that say nothing: only hints know how fresh what comes of it is. */
  needHints(): void {
    this.#needsHints = true;
  }

  /** Something of the client was read. */
  readClient(): void {
    this.#isPrivate = true;
  }

  /** It is not to be kept, whatever else is said. */
  refuse(): void {
    this.#isRefused = true;
  }

  /**
   * @param now  Milliseconds since 1970.
   * @returns `undefined` for what is not to be kept.
   */
  at(now: number): AnswerCaching | undefined {
    if (this.#isRefused || (this.#needsHints && !this.#hasAllHints)) return undefined;
    const maxAge = Math.min(this.#maxAge, Math.floor((this.#freshUntil - now) / 1_000));
    // Where nothing said anything, nothing is known.
    if (maxAge <= 0 || maxAge === Number.POSITIVE_INFINITY) return undefined;
    return { maxAge, scope: this.#isPrivate ? "PRIVATE" : "PUBLIC" };
  }
}
