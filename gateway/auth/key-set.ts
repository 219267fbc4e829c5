/**
 * The public keys of an issuer, by RFC 7517. jose's own remote set throws once its keys are old and cannot be loaded again,
 * so that a JWKS which is away for ten minutes would lock everybody out; this one keeps what it has.
 *
 * Invariants: one load at a time, for all who wait for it. Keys are replaced by a load that succeeds and by nothing else.
 * After a load nobody can make another one start before its pause is over, whatever tokens he sends.
 */
import {
  createLocalJWKSet,
  errors,
  type CryptoKey,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from "jose";

export interface KeySetOptions {
  /** Rejects where they cannot be had. What it gives need not be a key set: that is checked. */
  readonly load: () => Promise<unknown>;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
  /** Told why keys cannot be loaded: once until they can again. */
  readonly onError: (error: unknown) => void;
}

/** Older keys are loaded again, and used until that is done. */
const MAX_AGE_MS = 600_000;
/** Much older ones are waited for: nobody has asked for long, and a key may have been withdrawn since. */
const TOO_OLD_MS = 2 * MAX_AGE_MS;
/** Between loads for keys that are not in the set. */
const UNKNOWN_KEY_PAUSE_MS = 30_000;
const FAILURE_PAUSE_MS = 1_000;

/** The issuer's keys cannot be had, so that nothing is known of its tokens. */
export class KeysUnavailableError extends Error {
  constructor(options?: ErrorOptions) {
    super("The keys that tokens are verified with cannot be loaded.", options);
  }
}

export class KeySet {
  readonly #options: KeySetOptions;
  #keys: LocalJWKSet | undefined;
  #text = "";
  #version = 0;
  #loadedAt = -Infinity;
  #endedAt = -Infinity;
  #failure: unknown;
  #loading: Promise<void> | undefined;

  constructor(options: KeySetOptions) {
    this.#options = options;
  }

  get hasKeys(): boolean {
    return this.#keys !== undefined;
  }

  /** Another one when there are other keys: what was verified with those before may not be valid any more. */
  get version(): number {
    return this.#version;
  }

  /** Loads them where there are none yet or they are old. Waits for nothing. */
  refresh(): void {
    if (this.#ageMs() > MAX_AGE_MS && this.#mayLoad(FAILURE_PAUSE_MS)) void this.#load();
  }

  /**
   * The keys that a token may have been signed with: several only where neither the token nor the set names them.
   *
   * @throws KeysUnavailableError; an error of jose where the set has no such key.
   */
  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<readonly CryptoKey[]> {
    if (this.#ageMs() > TOO_OLD_MS && (this.#loading || this.#mayLoad(FAILURE_PAUSE_MS))) await this.#load();
    else this.refresh();
    try {
      return await this.#search(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // A new one, after the issuer has begun to sign with it.
      if (!this.#loading && !this.#mayLoad(UNKNOWN_KEY_PAUSE_MS)) throw this.#orUnavailable(error);
      await this.#load();
      return this.#search(header, token).catch((again: unknown) => {
        throw this.#orUnavailable(again);
      });
    }
  }

  async #search(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<readonly CryptoKey[]> {
    if (!this.#keys) throw new KeysUnavailableError({ cause: this.#failure });
    try {
      return [await this.#keys(header, token)];
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      const keys: CryptoKey[] = [];
      for await (const key of error) keys.push(key);
      return keys;
    }
  }

  /** A key that is not in the set may be in the one that cannot be loaded. */
  #orUnavailable(error: unknown): unknown {
    return this.#failure === undefined ? error : new KeysUnavailableError({ cause: this.#failure });
  }

  #ageMs(): number {
    return this.#options.now() - this.#loadedAt;
  }

  #mayLoad(pauseMs: number): boolean {
    if (this.#loading) return false;
    return this.#options.now() - this.#endedAt >= (this.#failure === undefined ? pauseMs : FAILURE_PAUSE_MS);
  }

  /** Never rejects. */
  #load(): Promise<void> {
    return (this.#loading ??= this.#loadOnce());
  }

  async #loadOnce(): Promise<void> {
    const { load, now, onError } = this.#options;
    try {
      const loaded = await load();
      // jose checks it, and refuses what is none.
      const keys = createLocalJWKSet(loaded as JSONWebKeySet);
      const text = JSON.stringify(loaded);
      if (text !== this.#text) this.#version += 1;
      this.#keys = keys;
      this.#text = text;
      this.#loadedAt = now();
      this.#failure = undefined;
    } catch (error) {
      if (this.#failure === undefined) onError(error);
      this.#failure = error ?? new Error("No reason was given.");
    } finally {
      this.#endedAt = now();
      this.#loading = undefined;
    }
  }
}
