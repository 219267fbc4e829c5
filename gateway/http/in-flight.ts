/** The requests that are being answered. */
export class InFlight {
  readonly #running = new Set<Promise<unknown>>();

  /** Counts the work until it is settled. */
  track(work: Promise<unknown>): void {
    this.#running.add(work);
    const forget = (): void => void this.#running.delete(work);
    work.then(forget, forget);
  }

  get size(): number {
    return this.#running.size;
  }

  /** Resolves when everything that runs now has ended; what starts later is not waited for. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
