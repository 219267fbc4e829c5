import { GuardedStore, type GuardOptions } from "./guarded-store.ts";
import { DEFAULT_NAMESPACE, openRedisClient } from "./open-redis-client.ts";
import type { TextStore } from "./text-store.ts";

export interface RedisStoreOptions extends GuardOptions {
  /** `redis://` or `rediss://`, with user and password where it has any. */
  readonly url: string;
  /** Starts every key, so that several users of one Redis do not meet. Default `restuary`. */
  readonly namespace?: string;
}

/** How long a start waits for a connection before it goes on without one. */
const MAX_START_MS = 500;

/**
 * A store in Redis. Whenever there is no connection, the store answers that nothing can be asked.
 *
 * @throws as `openRedisClient`
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<TextStore> {
  const { url, namespace = DEFAULT_NAMESPACE } = options;
  const { client, connected, close } = await openRedisClient(url);
  // Loaded already, by the client.
  const { default: KeyvRedis, Keyv } = await import("@keyv/redis");
  const adapter = new KeyvRedis<string>(client, { throwOnErrors: true });
  const keyv = new Keyv<string>({
    store: adapter,
    namespace,
    // The adapter writes it before each key; Keyv would write it once more.
    useKeyPrefix: false,
    throwOnErrors: true,
    // Redis ends a key's time itself, and a text is a text already: wrapped in JSON it would be a third longer.
    serialize: ({ value }) => String(value),
    deserialize: (text) => ({ value: text }) as never,
  });
  keyv.on("error", ignore);
  // Where Redis is there, the first request finds it.
  await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, MAX_START_MS).unref())]);

  return new GuardedStore(
    {
      get: (keys) => keyv.getMany([...keys]),
      async set(key, text, ttlMs) {
        await keyv.set(key, text, ttlMs);
      },
      // Keyv has no word for it.
      async add(key, text, ttlMs) {
        const prefixed = adapter.createKeyPrefix(key, namespace);
        return (await client.set(prefixed, text, { PX: Math.ceil(ttlMs), NX: true })) !== null;
      },
      async delete(keys) {
        await keyv.deleteMany([...keys]);
      },
      close,
    },
    options,
  );
}

function ignore(): void {}
