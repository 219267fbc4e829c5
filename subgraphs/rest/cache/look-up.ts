import type { TransportRequest } from "../transport.ts";
import type { KeptAnswer, KeptEntry } from "./answer-store.ts";
import { variantKey, type CacheKey } from "./request-key.ts";
import { resourceOf } from "./resource.ts";
import type { SourceCache } from "./source-cache.ts";

/** One place where an answer may be kept, and what is there. */
export interface Slot {
  readonly key: CacheKey;
  /** What answers are known to vary by, of what the key leaves out. */
  readonly variesBy: readonly string[];
  readonly answer: KeptAnswer | undefined;
}

export interface Lookup {
  readonly resource: string;
  /** `undefined` where nothing can be kept. */
  readonly version: string | undefined;
  readonly private: Slot;
  /** Absent where the source shares nothing. */
  readonly public: Slot | undefined;
}

/** What is kept for a request. Asks the store once, and once more where answers vary by what a key leaves out. */
export async function lookUp({ store, makeKeys }: SourceCache, request: TransportRequest): Promise<Lookup> {
  const resource = resourceOf(request.url);
  const keys = makeKeys(request);
  const all = keys.public ? [keys.private, keys.public] : [keys.private];
  const found = await store.find(
    resource,
    all.map(({ text }) => text),
  );
  const slots = all.map((key, at) => toSlot(key, found.entries[at]));
  const varied = slots.filter(({ variesBy }) => variesBy.length > 0);
  if (varied.length > 0) {
    const variants = await store.find(
      resource,
      varied.map(({ key, variesBy }) => variantKey(key, variesBy).text),
    );
    for (const [at, slot] of varied.entries()) {
      const entry = variants.entries[at];
      if (entry?.kind === "answer") slots[slots.indexOf(slot)] = { ...slot, answer: entry };
    }
  }
  const [ofPrivate, ofPublic] = slots;
  // The earlier version: what was written to since then ends what is asked from now on.
  return { resource, version: found.version, private: ofPrivate ?? toSlot(keys.private, undefined), public: ofPublic };
}

function toSlot(key: CacheKey, entry: KeptEntry | undefined): Slot {
  return {
    key,
    variesBy: entry?.kind === "vary" ? entry.names : [],
    answer: entry?.kind === "answer" ? entry : undefined,
  };
}

/** Of the client's own and the public one. */
export function newest({ private: ofPrivate, public: ofPublic }: Lookup): KeptAnswer | undefined {
  const [one, other] = [ofPrivate.answer, ofPublic?.answer];
  if (!one || !other) return one ?? other;
  return other.bornAt > one.bornAt ? other : one;
}
