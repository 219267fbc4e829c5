/** Counts hits by key: in memory, or in Redis where several processes and replicas are to count together. */
import type { RateLimiterRes } from "rate-limiter-flexible";
import type { RedisConnection } from "../../subgraphs/store/redis-connection.ts";

export interface Hits {
  /** More than may be. */
  readonly isOver: boolean;
  readonly left: number;
  /** Until all are forgotten. */
  readonly resetMs: number;
}

export interface HitCounter {
  readonly requests: number;
  readonly perMs: number;
  /** Never rejects. */
  hit(key: string, hits: number): Promise<Hits>;
  close(): Promise<void>;
}

export interface HitCounterOptions {
  /** Hits that a key has. */
  readonly requests: number;
  /** In whole seconds, in milliseconds. */
  readonly perMs: number;
  /** Where it is away or slow, each process counts for itself. */
  readonly redis?: RedisConnection | undefined;
  /** How long Redis is waited for. Default 50. */
  readonly timeoutMs?: number | undefined;
}

/** How long Redis is not asked after a failure. */
const PAUSE_MS = 1_000;

/** Loads the library, which nothing else needs. */
export async function openHitCounter(options: HitCounterOptions): Promise<HitCounter> {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes: Result } = await import("rate-limiter-flexible");
  const { requests, perMs, redis, timeoutMs = 50 } = options;
  const points = { points: requests, duration: perMs / 1_000 };
  const memory = new RateLimiterMemory({ ...points, keyPrefix: "" });
  const shared =
    redis &&
    new RateLimiterRedis({ ...points, storeClient: redis.client, useRedisPackage: true, keyPrefix: redis.prefix });

  const toHits = ({ consumedPoints, remainingPoints, msBeforeNext }: RateLimiterRes): Hits => ({
    isOver: consumedPoints > requests,
    left: Math.max(0, remainingPoints),
    resetMs: msBeforeNext,
  });
  const count = async (
    limiter: typeof memory | NonNullable<typeof shared>,
    key: string,
    hits: number,
  ): Promise<Hits> => {
    try {
      return toHits(await limiter.consume(key, hits));
    } catch (thrown) {
      // It rejects with the same where there are too many.
      if (thrown instanceof Result) return toHits(thrown);
      throw thrown;
    }
  };

  let askAgainAt = 0;
  return {
    requests,
    perMs,
    async hit(key, hits) {
      if (shared && performance.now() >= askAgainAt) {
        try {
          return await inTime(count(shared, key, hits), timeoutMs);
        } catch {
          askAgainAt = performance.now() + PAUSE_MS;
        }
      }
      return count(memory, key, hits);
    },
    close: async () => redis?.close(),
  };
}

function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Redis did not answer in time.")), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
