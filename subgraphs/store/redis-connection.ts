/** A connection to Redis of its own, for what a store of texts has no word for. */
import { DEFAULT_NAMESPACE, openRedisClient } from "./open-redis-client.ts";

/** The client of `@keyv/redis`, as libraries take it that know several. */
export interface RedisConnection {
  readonly client: unknown;
  /** Starts every key. */
  readonly prefix: string;
  close(): Promise<void>;
}

/**
 * It goes on trying to connect until it is closed.
 *
 * @param options.namespace  Default `restuary`.
 * @throws as `openRedisClient`
 */
export async function openRedisConnection(options: {
  readonly url: string;
  readonly namespace?: string | undefined;
  /** What its keys are for. */
  readonly purpose: string;
}): Promise<RedisConnection> {
  const { url, namespace = DEFAULT_NAMESPACE, purpose } = options;
  const { client, close } = await openRedisClient(url);
  return { client, prefix: `${namespace}:${purpose}`, close };
}
