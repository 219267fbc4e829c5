import { createHash, randomBytes } from "node:crypto";
import type { TextStore } from "../../store/text-store.ts";
import type { AnswerStore, Found, KeptEntry, NewEntry } from "./answer-store.ts";
import { entryFromText, entryToText } from "./entry-text.ts";

/** Longer than any entry is kept: where a version ends first, its entries are not found any more. */
const VERSION_TTL_MS = 2 * 86_400_000;

/** Of a resource of which nothing is kept, and which nobody has written to of late. */
const NO_VERSION = "";

/**
 * Answers in a store that processes and replicas share. Keys are hashed: they hold what clients authenticate with.
 *
 * A version is a word of its own in the store. The first answer that is kept makes it; nobody can make one where there
 * is one. A write makes another: so who asked before the write, and saw none, cannot make one after it.
 */
export class SharedAnswers implements AnswerStore {
  readonly #store: TextStore;

  constructor(store: TextStore) {
    this.#store = store;
  }

  async find(resource: string, keys: readonly string[]): Promise<Found> {
    const texts = await this.#store.get([versionKey(resource), ...keys.map(entryKey)]);
    if (!texts) return { version: undefined, entries: keys.map(() => undefined) };
    const [version = NO_VERSION, ...entries] = texts;
    return { version, entries: entries.map((text) => entryOfVersion(text, version)) };
  }

  keep(resource: string, version: string, entries: readonly NewEntry[]): void {
    void this.#keep(resource, version, entries);
  }

  async #keep(resource: string, seen: string, entries: readonly NewEntry[]): Promise<void> {
    const version = seen === NO_VERSION ? newVersion() : seen;
    if (seen === NO_VERSION && !(await this.#store.add(versionKey(resource), version, VERSION_TTL_MS))) return;
    await Promise.all(
      entries.map(({ key, entry, keepMs }) =>
        this.#store.set(entryKey(key), `${version}\n${entryToText(entry)}`, Math.ceil(keepMs)),
      ),
    );
  }

  async forget(resource: string): Promise<void> {
    const key = versionKey(resource);
    // Where the store is away it is owed, and made before anything else is asked.
    await this.#store.delete(key);
    await this.#store.set(key, newVersion(), VERSION_TTL_MS);
  }
}

function newVersion(): string {
  return randomBytes(12).toString("base64url");
}

function entryOfVersion(text: string | undefined, version: string): KeptEntry | undefined {
  if (text === undefined || version === NO_VERSION || !text.startsWith(`${version}\n`)) return undefined;
  return entryFromText(text.slice(version.length + 1));
}

/** The number is that of the format. */
function entryKey(key: string): string {
  return `rest1:${hashOf(key)}`;
}

function versionKey(resource: string): string {
  return `rest1u:${hashOf(resource)}`;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
