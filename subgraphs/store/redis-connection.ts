/** A connection to Redis of its own, for what a store of texts has no word for. */

/** The client of `@keyv/redis`, as libraries take it that know several. */
export interface RedisConnection {
  readonly client: unknown;
  /** Starts every key. */
  readonly prefix: string;
  close(): Promise<void>;
}

/**
 * Loads the client, which nothing else needs. It goes on trying to connect until it is closed.
 *
 * @param options.namespace  Default `restuary`.
 * @throws Error for a URL that is none; it does not tell the URL, which holds a password.
 */
export async function openRedisConnection(options: {
  readonly url: string;
  readonly namespace?: string | undefined;
  /** What its keys are for. */
  readonly purpose: string;
}): Promise<RedisConnection> {
  const { createClient } = await import("@keyv/redis");
  const { url, namespace = "restuary", purpose } = options;
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error("The URL of Redis is not a `redis://` or `rediss://` URL.");
  }
  const client = createClient({
    url,
    // Requests fail at once while there is no connection; to queue them would have them all answered too late.
    disableOfflineQueue: true,
    commandsQueueMaxLength: 10_000,
    socket: { connectTimeout: 2_000, reconnectStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 5), 2_000) },
  });
  // What is wrong is told by what then fails; without a listener the process would end.
  client.on("error", () => {});
  client.connect().catch(() => {});
  return {
    client,
    prefix: `${namespace}:${purpose}`,
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}
