import { LRUCache } from "lru-cache";
import type { AnswerStore, Found, KeptEntry, NewEntry } from "./answer-store.ts";

interface Versioned {
  /** How many writes there had been when it was asked for. */
  readonly version: number;
  readonly entry: KeptEntry;
}

/** Most bytes that are kept where nothing is said: 64 MB. */
const DEFAULT_MAX_BYTES = 67_108_864;
/** Resources whose last write is remembered. */
const MAX_WRITTEN = 10_000;

/**
 * Answers in this process's memory, bounded by bytes; what was asked for longest ago goes first.
 *
 * Invariant: an entry is found only where its resource was last written to before it was asked for. Of a resource whose
 * last write is not remembered any more, that was at the latest the last one that was forgotten.
 */
export class MemoryAnswers implements AnswerStore {
  readonly #kept: LRUCache<string, Versioned>;
  /** Number of the last write to a resource, in the order of the writes. */
  readonly #written = new Map<string, number>();
  readonly #onWrite: ((resource: string) => void) | undefined;
  #writes = 0;
  #forgottenUpTo = 0;

  /** @param onWrite  Told of what is forgotten here, for the memory of other processes. */
  constructor(maxBytes: number = DEFAULT_MAX_BYTES, onWrite?: (resource: string) => void) {
    this.#onWrite = onWrite;
    this.#kept = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ entry }, key) => sizeOf(key, entry) });
  }

  async find(resource: string, keys: readonly string[]): Promise<Found> {
    const oldest = this.#written.get(resource) ?? this.#forgottenUpTo;
    const entries = keys.map((key) => {
      const kept = this.#kept.get(key);
      return kept && kept.version >= oldest ? kept.entry : undefined;
    });
    return { version: String(this.#writes), entries };
  }

  /** What is past its time makes room when room is needed; until then it may still hold, if the service says so. */
  keep(_resource: string, version: string, entries: readonly NewEntry[]): void {
    for (const { key, entry } of entries) {
      this.#kept.set(key, { version: Number(version), entry: entry.kind === "answer" ? detached(entry) : entry });
    }
  }

  async forget(resource: string): Promise<void> {
    this.hearOfWrite(resource);
    this.#onWrite?.(resource);
  }

  /** As `forget`, where others know already. */
  hearOfWrite(resource: string): void {
    this.#writes += 1;
    this.#written.delete(resource);
    this.#written.set(resource, this.#writes);
    if (this.#written.size <= MAX_WRITTEN) return;
    for (const [oldest, write] of this.#written) {
      this.#written.delete(oldest);
      this.#forgottenUpTo = write;
      break;
    }
  }
}

/** What came by one read of a socket is a slice of a buffer of 64 KB, which would all be kept. */
function detached<Entry extends { readonly body: Uint8Array }>(entry: Entry): Entry {
  const { body } = entry;
  return body.byteLength === body.buffer.byteLength ? entry : { ...entry, body: new Uint8Array(body) };
}

function sizeOf(key: string, entry: KeptEntry): number {
  // Objects and the map's own: measured, between 300 and 600 bytes for each.
  let bytes = 500 + key.length;
  if (entry.kind === "vary") return bytes;
  bytes += entry.body.byteLength;
  for (const [name, values] of Object.entries(entry.headers)) {
    bytes += 50 + name.length;
    for (const value of values) bytes += value.length;
  }
  return bytes;
}
