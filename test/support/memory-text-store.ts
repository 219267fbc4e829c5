import type { TextStore } from "../../subgraphs/store/text-store.ts";

/** A store as processes share it, which can be looked into and go away. */
export function memoryTextStore(): TextStore & { readonly texts: Map<string, string>; isAway: boolean } {
  const texts = new Map<string, string>();
  return {
    texts,
    isAway: false,
    async get(keys) {
      return this.isAway ? undefined : keys.map((key) => texts.get(key));
    },
    async set(key, text) {
      if (!this.isAway) texts.set(key, text);
    },
    async add(key, text) {
      if (this.isAway) return false;
      const isNew = !texts.has(key);
      if (isNew) texts.set(key, text);
      return isNew;
    },
    async delete(key) {
      if (!this.isAway) texts.delete(key);
    },
    close: async () => {},
  };
}
