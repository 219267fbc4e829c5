/** Promises that are settled one at a time, so that two runs with equal promises see them settle in one order. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  /** A promise of what `settle` returns, or of what it throws. */
  later<T>(settle: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(settle());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Settles them until `run` is, and then the rest. */
  async drive<T>(run: Promise<T>): Promise<T> {
    const state = { isOver: false };
    const over = (): void => void (state.isOver = true);
    run.then(over, over);
    do {
      // oxlint-disable-next-line no-await-in-loop -- One at a time is the point.
      await new Promise(setImmediate);
      // The latest first: not in the order in which they were asked for.
      this.#waiting.pop()?.();
    } while (!state.isOver || this.#waiting.length > 0);
    return run;
  }
}
