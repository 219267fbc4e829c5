/** Texts by key, each for a time, which several processes may share. It is a cache: whatever is in it may be gone. */
export interface TextStore {
  /** In the order of `keys`, `undefined` for each that is not there. `undefined` as a whole where nothing can be asked. */
  get(keys: readonly string[]): Promise<readonly (string | undefined)[] | undefined>;
  /** Resolves when it is kept, or cannot be. */
  set(key: string, text: string, ttlMs: number): Promise<void>;
  /** Sets it where there is none. Resolves with whether it did; nobody else can have at the same time. */
  add(key: string, text: string, ttlMs: number): Promise<boolean>;
  /** Resolves when it is gone. Where that cannot be had now, nobody in this process gets it again until it is. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
