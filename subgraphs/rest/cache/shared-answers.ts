import { createHash, randomBytes } from "node:crypto";
import type { TextStore } from "../../store/text-store.ts";
import type { AnswerStore, Found, KeptEntry } from "./answer-store.ts";
import { entryFromText, entryToText } from "./entry-text.ts";

/** Longer than any entry is kept: where a version ends first, its entries are not found any more. */
const VERSION_TTL_MS = 2 * 86_400_000;

/** Answers in a store that processes and replicas share. Keys are hashed: they hold what clients authenticate with. */
export class SharedAnswers implements AnswerStore {
  readonly #store: TextStore;

  constructor(store: TextStore) {
    this.#store = store;
  }

  async find(resource: string, keys: readonly string[]): Promise<Found> {
    const resourceKey = versionKey(resource);
    const nothing = keys.map(() => undefined);
    const texts = await this.#store.get([resourceKey, ...keys.map(entryKey)]);
    if (!texts) return { version: undefined, entries: nothing };
    const [version, ...entries] = texts;
    if (version !== undefined) return { version, entries: entries.map((text) => entryOfVersion(text, version)) };
    const made = randomBytes(12).toString("base64url");
    // Waited for: it must be there before the service is asked, or it could come after the write that should have ended it.
    await this.#store.set(resourceKey, made, VERSION_TTL_MS);
    return { version: made, entries: nothing };
  }

  keep(key: string, version: string, entry: KeptEntry, keepMs: number): void {
    void this.#store.set(entryKey(key), `${version}\n${entryToText(entry)}`, Math.ceil(keepMs));
  }

  forget(resource: string): Promise<void> {
    return this.#store.delete(versionKey(resource));
  }
}

function entryOfVersion(text: string | undefined, version: string): KeptEntry | undefined {
  if (text === undefined || !text.startsWith(`${version}\n`)) return undefined;
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
