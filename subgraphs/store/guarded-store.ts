import type { TextStore } from "./text-store.ts";

/** A store whose methods may reject, and may never settle. */
export interface FallibleStore {
  get(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  set(key: string, text: string, ttlMs: number): Promise<void>;
  add(key: string, text: string, ttlMs: number): Promise<boolean>;
  delete(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface GuardOptions {
  /** How long one answer is waited for, in milliseconds. Default 50. */
  readonly timeoutMs?: number;
  /** How long nothing is asked after a failure, in milliseconds. Default 1 000. */
  readonly pauseMs?: number;
  /** Told once when the store fails and once when it is back, not for each request. */
  readonly onChange?: (change: StoreChange) => void;
  /** Milliseconds on a clock that only goes forward. Default `performance.now`. */
  readonly now?: () => number;
}

export type StoreChange = { readonly kind: "lost"; readonly error: unknown } | { readonly kind: "back" };

/** Deletions that are owed to a store that is away. Past these the oldest is left to the text's own end. */
const MAX_OWED = 10_000;
/** A store that comes and goes is told of so often. */
const MIN_BETWEEN_LOSSES_MS = 60_000;

/**
 * Makes of a store that may be away, slow or restarted one that costs its users a bounded time at most.
 *
 * Invariants: no method rejects, or takes longer than `timeoutMs`; while the store is away one request each `pauseMs`
 * tries it, and all others go on without; a key whose deletion is owed is not given out, and the deletions that are owed
 * are made before anything else is asked.
 */
export class GuardedStore implements TextStore {
  readonly #store: FallibleStore;
  readonly #options: GuardOptions;
  /** By key the number of the last deletion that was asked for. */
  readonly #owed = new Map<string, number>();
  #deletions = 0;
  #isAway = false;
  #nextTry = 0;
  #lastLoss = Number.NEGATIVE_INFINITY;
  #wasTold = false;

  constructor(store: FallibleStore, options: GuardOptions = {}) {
    this.#store = store;
    this.#options = options;
  }

  async get(keys: readonly string[]): Promise<readonly (string | undefined)[] | undefined> {
    const texts = await this.#try(() => this.#store.get(keys));
    // Also what was owed while this was on its way.
    return texts?.map((text, index) => (this.#owed.has(keys[index] ?? "") ? undefined : text));
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    if (!this.#owed.has(key)) await this.#try(() => this.#store.set(key, text, ttlMs));
  }

  async add(key: string, text: string, ttlMs: number): Promise<boolean> {
    if (this.#owed.has(key)) return false;
    return (await this.#try(() => this.#store.add(key, text, ttlMs))) ?? false;
  }

  async delete(key: string): Promise<void> {
    this.#owe(key);
    await this.#try(() => this.#pay());
  }

  async close(): Promise<void> {
    await within(this.#store.close(), 1_000).catch(() => {});
  }

  #owe(key: string): void {
    this.#owed.set(key, (this.#deletions += 1));
    for (const oldest of this.#owed.keys()) {
      if (this.#owed.size <= MAX_OWED) break;
      this.#owed.delete(oldest);
    }
  }

  async #pay(): Promise<void> {
    if (this.#owed.size === 0) return;
    const owed = [...this.#owed];
    await this.#store.delete(owed.map(([key]) => key));
    // One that was asked for meanwhile may have come after a text that another process has set since.
    for (const [key, number] of owed) if (this.#owed.get(key) === number) this.#owed.delete(key);
  }

  async #try<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
    const now = this.#options.now ?? performance.now.bind(performance);
    if (this.#isAway) {
      if (now() < this.#nextTry) return undefined;
      // The others go on without until it is known what comes of this one.
      this.#nextTry = now() + (this.#options.pauseMs ?? 1_000);
    }
    const wasAway = this.#isAway;
    try {
      const made = wasAway ? this.#pay().then(ask) : ask();
      const result = await within(made, this.#options.timeoutMs ?? 50);
      if (wasAway) this.#comeBack();
      return result;
    } catch (error) {
      this.#lose(error, now());
      return undefined;
    }
  }

  #lose(error: unknown, at: number): void {
    this.#nextTry = at + (this.#options.pauseMs ?? 1_000);
    if (this.#isAway) return;
    this.#isAway = true;
    this.#wasTold = at - this.#lastLoss >= MIN_BETWEEN_LOSSES_MS;
    if (!this.#wasTold) return;
    this.#lastLoss = at;
    this.#options.onChange?.({ kind: "lost", error });
  }

  #comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    if (this.#wasTold) this.#options.onChange?.({ kind: "back" });
  }
}

/** Rejects when it takes longer. */
function within<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Where this process was busy for that long, the answer may be there and not yet read: reading comes first.
      setImmediate(() => reject(new Error(`no answer within ${timeoutMs} ms`)));
    }, timeoutMs);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
