import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { AutomaticQueries } from "../../gateway/documents/automatic-queries.ts";
import { openRedisStore } from "../../subgraphs/store/redis-store.ts";
import type { TextStore } from "../../subgraphs/store/text-store.ts";
import { hasRedis, startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { until } from "../support/until.ts";

const text = "query Greet { hello }";
const hash = createHash("sha256").update(text).digest("hex");

(hasRedis ? describe : describe.skip)("automatic persisted queries in Redis", () => {
  let redis: RedisServer;
  const stores: TextStore[] = [];
  beforeEach(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    redis.resume();
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await redis.kill();
  });

  async function open(): Promise<AutomaticQueries> {
    const store = await openRedisStore({ url: redis.url, pauseMs: 50 });
    stores.push(store);
    await until(async () => (await store.get(["any"])) !== undefined);
    return new AutomaticQueries({ store, ttlMs: 60_000 });
  }

  it("are known to another process, for their time", async () => {
    const [one, other] = [await open(), await open()];
    one.keep(hash, text);
    await until(async () => (await other.find(hash)) === text);
    expect(redis.ask("GET", `restuary::apq:${hash}`)).toBe(text);
    expect(Number(redis.ask("PTTL", `restuary::apq:${hash}`))).toBeGreaterThan(0);
    expect(other.known(hash)).toBe(text);
  });

  it("are unknown while Redis is away, and known again by themselves when it is back", async () => {
    const [one, other] = [await open(), await open()];
    await redis.kill();
    one.keep(hash, text);
    expect(one.known(hash)).toBe(text);
    expect(await other.find(hash)).toBeUndefined();
    await redis.start();
    const third = await open();
    third.keep(hash, text);
    await until(async () => (await other.find(hash)) === text);
  });
});
