import { GuardedStore, type GuardOptions } from "./guarded-store.ts";
import type { TextStore } from "./text-store.ts";

export interface RedisStoreOptions extends GuardOptions {
  /** `redis://` or `rediss://`, with user and password where it has any. */
  readonly url: string;
  /** Starts every key, so that several users of one Redis do not meet. Default `restuary`. */
  readonly namespace?: string;
}

/** Of what waits for an answer of one connection; a Redis that hangs must not fill this process's memory. */
const MAX_QUEUE = 10_000;

/** How long a start waits for a connection before it goes on without one. */
const MAX_START_MS = 500;

/**
 * A store in Redis. Loads the client, which nothing else needs. Whenever there is no connection, the store answers that
 * nothing can be asked.
 *
 * @throws Error for a URL that is none; it does not tell the URL, which holds a password.
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<TextStore> {
  const { default: KeyvRedis, createClient, Keyv } = await import("@keyv/redis");
  if (!/^rediss?:\/\//.test(options.url) || !URL.canParse(options.url)) {
    throw new Error("The URL of Redis is not a `redis://` or `rediss://` URL.");
  }
  const client = createClient({
    url: options.url,
    // Requests fail at once while there is no connection; to queue them would have them all answered too late.
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUE,
    socket: { connectTimeout: 2_000, reconnectStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 5), 2_000) },
  });
  // What is wrong is told by what then fails; without a listener the process would end.
  client.on("error", ignore);
  const { namespace = "restuary" } = options;
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
  // It goes on trying until it is closed. Where Redis is there, the first request finds it.
  const connected = client.connect().then(ignore, ignore);
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
      async close() {
        if (client.isReady) await client.close();
        else client.destroy();
      },
    },
    options,
  );
}

function ignore(): void {}
