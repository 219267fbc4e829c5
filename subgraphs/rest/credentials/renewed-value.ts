/** What is fetched, good for a while, and can be fetched again: a token. */
export interface Fetched<T> {
  readonly value: T;
  /** From when it was asked for: the service's clock started no later than that. In milliseconds. */
  readonly lifetimeMs: number;
}

/** Of its lifetime, before it ends: in that time whoever asks still gets the old one, and a new one is fetched. */
const RENEWED_AHEAD = 0.25;
const MAX_AHEAD_MS = 120_000;
/** It must still be good when it arrives. */
const MARGIN = 0.1;
const MAX_MARGIN_MS = 5_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** What has ended as it comes is not asked for with each call: clocks differ. */
const MIN_LIFETIME_MS = 1_000;
/** One that is refused again at once is refused for another reason than its age, and a third would be as well. */
const PAUSE_AFTER_DROP_MS = 10_000;

/**
 * A value that is fetched once for all who ask at a time, and again ahead of its end.
 *
 * Invariants: at most one fetch is under way. While the value is good nobody waits, be the next fetch slow or in vain.
 * After a failure nothing is fetched for a second: who asks gets the failure, unless the value is still good.
 */
export class RenewedValue<T> {
  readonly #fetch: () => Promise<Fetched<T>>;
  readonly #now: () => number;
  #held: { readonly value: T; readonly renewAt: number; readonly endsAt: number } | undefined;
  #pending: Promise<T> | undefined;
  #failure: unknown;
  #pausedUntil = -Infinity;
  #dropAgainAt = -Infinity;

  /** @param now  Milliseconds on a clock that only goes forward. */
  constructor(fetch: () => Promise<Fetched<T>>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The last one, good or not. */
  get held(): T | undefined {
    return this.#held?.value;
  }

  get(): T | Promise<T> {
    const now = this.#now();
    const held = this.#held;
    if (held && now < held.endsAt) {
      // Its failure is heard by nobody: whoever asks once the value has ended tries again, or is told.
      if (now >= held.renewAt && now >= this.#pausedUntil) this.#renew().catch(ignore);
      return held.value;
    }
    if (!this.#pending && now < this.#pausedUntil) return Promise.reject(this.#failure);
    return this.#renew();
  }

  /**
   * Forgets a value that was refused before its time.
   *
   * @returns Whether `get` will give another one.
   */
  drop(value: T): boolean {
    if (this.#held?.value !== value) return this.#held !== undefined || this.#pending !== undefined;
    const now = this.#now();
    if (now < this.#dropAgainAt) return false;
    this.#dropAgainAt = now + PAUSE_AFTER_DROP_MS;
    this.#held = undefined;
    return true;
  }

  #renew(): Promise<T> {
    return (this.#pending ??= this.#fetchOne());
  }

  async #fetchOne(): Promise<T> {
    const askedAt = this.#now();
    try {
      const { value, lifetimeMs: given } = await this.#fetch();
      const lifetimeMs = Math.max(given, MIN_LIFETIME_MS);
      this.#held = {
        value,
        renewAt: askedAt + lifetimeMs - Math.min(lifetimeMs * RENEWED_AHEAD, MAX_AHEAD_MS),
        endsAt: askedAt + lifetimeMs - Math.min(lifetimeMs * MARGIN, MAX_MARGIN_MS),
      };
      return value;
    } catch (error) {
      this.#failure = error;
      this.#pausedUntil = this.#now() + PAUSE_AFTER_FAILURE_MS;
      throw error;
    } finally {
      this.#pending = undefined;
    }
  }
}

function ignore(): void {}
