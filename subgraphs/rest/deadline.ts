/**
 * When the time of one GraphQL operation is over. All its upstream calls end by it, however many there are and however
 * often they are tried. Whoever carries it aborts in time: a timer for each call would cost more than the rest of it.
 */
export class Deadline {
  /** On the clock of `performance.now`. */
  readonly at: number;
  /** The whole time, in milliseconds. */
  readonly limitMs: number;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
    this.at = performance.now() + limitMs;
  }

  /** In milliseconds; 0 once it is over. */
  get remainingMs(): number {
    return Math.max(0, this.at - performance.now());
  }
}
