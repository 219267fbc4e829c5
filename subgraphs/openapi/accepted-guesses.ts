/** Which guesses are written. What was accepted once stays so when the document is imported again, whatever else is guessed then. */
export class AcceptedGuesses {
  readonly #all: boolean;
  readonly #before: ReadonlySet<string>;
  readonly #written = new Set<string>();

  /** @param before  Of an earlier import. */
  constructor({ all, before = [] }: { readonly all: boolean; readonly before?: readonly string[] | undefined }) {
    this.#all = all;
    this.#before = new Set(before);
  }

  /** @param guess  What it is known by from one import to the next. */
  takes(guess: string): boolean {
    if (!this.#all && !this.#before.has(guess)) return false;
    this.#written.add(guess);
    return true;
  }

  get written(): readonly string[] {
    return [...this.#written];
  }
}
