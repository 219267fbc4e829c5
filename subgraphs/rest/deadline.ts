import { RestError } from "./rest-error.ts";

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

  /**
   * For the timer that ends the calls: what remains, in steps of a two hundredth of the whole. Node has a list of timers
   * for each duration, and makes one for each that it does not have yet.
   */
  get callTimerMs(): number {
    return Math.ceil(Math.ceil(this.remainingMs / this.#stepMs) * this.#stepMs);
  }

  /** For a timer of those who wait for calls: later than any that ends one. */
  get waiterTimerMs(): number {
    return Math.ceil(this.remainingMs + this.#stepMs) + GRACE_MS;
  }

  get #stepMs(): number {
    return Math.max(1, this.limitMs / 200);
  }
}

/** For those who see their calls fail as the time ends to say what they make of it. */
const GRACE_MS = 20;

/**
 * The work's result, or a failure soon after the time is over, for work that may wait for anything. It goes on, and nobody
 * hears of what comes of it.
 *
 * @throws RestError `REST_TIMEOUT`
 */
export function withinDeadline<T>(work: Promise<T>, deadline: Deadline | undefined, what: string): Promise<T> {
  if (!deadline) return work;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      const message = `The operation's time of ${deadline.limitMs} ms was over before ${what} had ended.`;
      reject(new RestError("REST_TIMEOUT", message));
    };
    const timer = setTimeout(end, deadline.waiterTimerMs);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
