/** Who waits for a slot. */
export interface Waiting {
  /** A slot is theirs now. Never throws. */
  start(): void;
}

/**
 * So many calls at a time, so many that wait, in their order, and no more. cockatiel's bulkhead gives a slot that is free
 * away a tick later, by when a new call may have it and the one that waited is refused; and who leaves keeps their place.
 */
export class Bulkhead {
  readonly #slots: number;
  readonly #places: number;
  #running = 0;
  #isHandingOn = false;
  readonly #waiting = new Set<Waiting>();

  constructor(slots: number, places: number) {
    this.#slots = slots;
    this.#places = places;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** `running`: a slot is theirs, until `leave`. `waiting`: `start` will be called, unless they `forget` it. */
  enter(who: Waiting): "running" | "waiting" | "full" {
    if (this.#running < this.#slots) {
      this.#running += 1;
      return "running";
    }
    if (this.#waiting.size >= this.#places) return "full";
    this.#waiting.add(who);
    return "waiting";
  }

  forget(who: Waiting): void {
    this.#waiting.delete(who);
  }

  leave(): void {
    this.#running -= 1;
    // Whoever is started may leave at once: to start the next one from in there would take a stack as deep as the queue.
    if (this.#isHandingOn) return;
    this.#isHandingOn = true;
    for (const next of this.#waiting) {
      if (this.#running >= this.#slots) break;
      this.#waiting.delete(next);
      this.#running += 1;
      next.start();
    }
    this.#isHandingOn = false;
  }
}
