/**
 * How many retries a service may get beside its traffic, so that they cannot become the load that keeps it down: a share
 * of what was sent in the last ten seconds, and a few each second in any case.
 */
export class RetryBudget {
  readonly #share: number;
  readonly #minPerSecond: number;
  // By second, modulo their number. Invariant: each counts its own second alone.
  readonly #seconds: { second: number; requests: number; retries: number }[];

  constructor(share: number, minPerSecond: number) {
    this.#share = share;
    this.#minPerSecond = minPerSecond;
    this.#seconds = Array.from({ length: 10 }, () => ({ second: -1, requests: 0, retries: 0 }));
  }

  /** @param now  In milliseconds, on a clock that only goes forward. */
  countRequest(now: number): void {
    this.#at(now).requests += 1;
  }

  /** Whether one more retry is within the budget; it is counted then. */
  take(now: number): boolean {
    const current = this.#at(now);
    const oldest = current.second - this.#seconds.length;
    let requests = 0;
    let retries = 0;
    for (const each of this.#seconds) {
      if (each.second <= oldest) continue;
      requests += each.requests;
      retries += each.retries;
    }
    if (current.retries >= this.#minPerSecond && retries + 1 > this.#share * requests) return false;
    current.retries += 1;
    return true;
  }

  #at(now: number): { second: number; requests: number; retries: number } {
    const second = Math.floor(now / 1_000);
    const slot = this.#seconds[second % this.#seconds.length] as { second: number; requests: number; retries: number };
    if (slot.second !== second) {
      slot.second = second;
      slot.requests = 0;
      slot.retries = 0;
    }
    return slot;
  }
}
