import { afterEach, describe, expect, it } from "@jest/globals";
import { openHitCounter, type HitCounter } from "../../gateway/rate-limit/hit-counter.ts";
import { openRedisConnection } from "../../subgraphs/store/redis-connection.ts";
import { hasRedis, startRedisServer } from "../support/redis-server.ts";
import { until } from "../support/until.ts";

const counters: HitCounter[] = [];
afterEach(async () => {
  await Promise.all(counters.splice(0).map((counter) => counter.close()));
});

/** As a replica has it. Ten hits in an hour. */
async function replica(url: string): Promise<HitCounter> {
  const redis = await openRedisConnection({ url, purpose: "rate-limit" });
  // More than a busy machine needs, and less than a hanging Redis takes.
  const counter = await openHitCounter({ requests: 10, perMs: 3_600_000, redis, timeoutMs: 5_000 });
  counters.push(counter);
  return counter;
}

async function left(counter: HitCounter, key: string): Promise<number> {
  return (await counter.hit(key, 1)).left;
}

(hasRedis ? describe : describe.skip)("hits that replicas count in Redis", () => {
  it("are counted together while it is there, and by each for itself while it is away", async () => {
    const redis = await startRedisServer();
    try {
      const [one, other] = [await replica(redis.url), await replica(redis.url)];
      let round = 0;
      /** Both are connected when one sees what the other has counted. */
      const areConnected = async (): Promise<boolean> => {
        round += 1;
        return (await left(one, `round ${round}`)) === 9 && (await left(other, `round ${round}`)) === 8;
      };
      await until(areConnected);
      expect([await left(one, "a"), await left(other, "a"), await left(one, "a")]).toEqual([9, 8, 7]);
      expect(await other.hit("a", 8)).toMatchObject({ isOver: true, left: 0 });

      await redis.kill();
      expect([await left(one, "b"), await left(other, "b"), await left(one, "b")]).toEqual([9, 9, 8]);

      await redis.start();
      await until(areConnected);
    } finally {
      await redis.kill();
    }
  }, 120_000);
});
