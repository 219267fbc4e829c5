/** Up for so long, a worker has not died of how it was started. */
const STABLE_MS = 10_000;
const MAX_DELAY_MS = 10_000;
/** What never served is soon known not to; what has served may do so again when a service or the memory is back. */
const HOPELESS_DEATHS = { beforeFirst: 3, later: 10 };

/** When to start another worker in the place of one that died: at once, but ever later where each dies at once. */
export class RestartPolicy {
  readonly #now: () => number;
  #upSince: number | undefined;
  #hasServed = false;
  /** In a row, of workers that had not become stable. */
  #earlyDeaths = 0;

  /** @param now  Milliseconds on a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The worker serves. */
  isUp(): void {
    this.#hasServed = true;
    this.#upSince = this.#now();
  }

  afterDeath(): { readonly delayMs: number; readonly isHopeless: boolean } {
    const wasStable = this.#upSince !== undefined && this.#now() - this.#upSince >= STABLE_MS;
    this.#upSince = undefined;
    this.#earlyDeaths = wasStable ? 0 : this.#earlyDeaths + 1;
    // 0, 100, 200, 400, ...
    const delayMs = this.#earlyDeaths < 2 ? 0 : Math.min(MAX_DELAY_MS, 100 * 2 ** (this.#earlyDeaths - 2));
    const { beforeFirst, later } = HOPELESS_DEATHS;
    return { delayMs, isHopeless: this.#earlyDeaths >= (this.#hasServed ? later : beforeFirst) };
  }
}
