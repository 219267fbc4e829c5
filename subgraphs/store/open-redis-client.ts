import type { RedisConnectionClientType } from "@keyv/redis";

export interface RedisClient {
  readonly client: RedisConnectionClientType;
  /** Resolves with the first connection, or when the client is closed before there was one. */
  readonly connected: Promise<void>;
  readonly close: () => Promise<void>;
}

export const DEFAULT_NAMESPACE = "restuary";

/** Of what waits for an answer of one connection; a Redis that hangs must not fill this process's memory. */
const MAX_QUEUE = 10_000;

/**
 * Loads the client, which nothing else needs. It goes on trying to connect until it is closed; meanwhile whatever is
 * asked fails at once.
 *
 * @throws Error for a URL that is none; it does not tell the URL, which holds a password.
 */
export async function openRedisClient(url: string): Promise<RedisClient> {
  const { createClient } = await import("@keyv/redis");
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error("The URL of Redis is not a `redis://` or `rediss://` URL.");
  }
  const client = createClient({
    url,
    // To queue requests while there is no connection would have them all answered too late.
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUE,
    socket: { connectTimeout: 2_000, reconnectStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 5), 2_000) },
  });
  // What is wrong is told by what then fails; without a listener the process would end.
  client.on("error", ignore);
  return {
    client,
    connected: client.connect().then(ignore, ignore),
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

function ignore(): void {}
