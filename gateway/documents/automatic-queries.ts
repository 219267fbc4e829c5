/**
 * Automatic persisted queries: a client sends the SHA-256 of a text that it takes to be known, and the text with it where it
 * was not. https://www.apollographql.com/docs/apollo-server/performance/apq
 *
 * Invariant: what is kept under a hash is the text of that hash. So no copy can be old, and each process keeps one of what
 * it has asked the store that all share for.
 */
import { LRUCache } from "lru-cache";
import type { TextStore } from "../../subgraphs/store/text-store.ts";
import { sha256 } from "./document-list.ts";

/** Characters of the texts that one process keeps. */
const MAX_TEXT = 10_000_000;
const TTL_MS = 24 * 60 * 60 * 1_000;

type SharedTexts = Pick<TextStore, "get" | "set">;

export interface AutomaticQueriesOptions {
  /** What processes and replicas share. Not closed here. Absent: each process knows its own clients' texts alone. */
  readonly store?: SharedTexts | undefined;
  /** How long the store keeps a text. Default a day. */
  readonly ttlMs?: number;
}

export class AutomaticQueries {
  readonly #store: SharedTexts | undefined;
  readonly #ttlMs: number;
  readonly #texts = new LRUCache<string, string>({
    maxSize: MAX_TEXT,
    sizeCalculation: (text) => text.length + 100,
  });

  constructor({ store, ttlMs = TTL_MS }: AutomaticQueriesOptions = {}) {
    this.#store = store;
    this.#ttlMs = ttlMs;
  }

  /** What this process knows. */
  known(hash: string): string | undefined {
    return this.#texts.get(hash);
  }

  /** What the store knows; without it, and where it is away, nothing: the client sends the text then. */
  async find(hash: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
    const [text] = (await this.#store?.get([keyOf(hash)])) ?? [];
    // Who may write into the store must not be who decides what a hash means.
    if (text === undefined || sha256(text) !== hash) return undefined;
    this.#texts.set(hash, text);
    return text;
  }

  /** Of a text that was found to be valid, whose hash this is. */
  keep(hash: string, text: string): void {
    if (this.#texts.get(hash) !== undefined) return;
    this.#texts.set(hash, text);
    void this.#store?.set(keyOf(hash), text, this.#ttlMs);
  }
}

function keyOf(hash: string): string {
  return `apq:${hash}`;
}
