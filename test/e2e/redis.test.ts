import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { StoreChange } from "../../subgraphs/store/guarded-store.ts";
import { openRedisStore } from "../../subgraphs/store/redis-store.ts";
import type { TextStore } from "../../subgraphs/store/text-store.ts";
import { hasRedis, startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { until } from "../support/until.ts";

(hasRedis ? describe : describe.skip)("a store in Redis", () => {
  let redis: RedisServer;
  let store: TextStore;
  let changes: StoreChange["kind"][];
  beforeEach(async () => {
    redis = await startRedisServer();
    changes = [];
    store = await openRedisStore({ url: redis.url, pauseMs: 50, onChange: ({ kind }) => changes.push(kind) });
    await until(async () => (await store.get(["any"])) !== undefined);
    changes.length = 0;
  });
  afterEach(async () => {
    redis.resume();
    await store.close();
    await redis.kill();
  });

  it("keeps a text as it is, under its namespace, for its time", async () => {
    await store.set("a", '{"text":"ä\\u0000"}', 60_000);
    expect(await store.get(["a", "b"])).toEqual(['{"text":"ä\\u0000"}', undefined]);
    expect(redis.ask("KEYS", "*")).toBe("restuary::a");
    expect(redis.ask("--raw", "GET", "restuary::a")).toBe('{"text":"ä\\u0000"}');
    expect(Number(redis.ask("PTTL", "restuary::a"))).toBeGreaterThan(0);
    await store.delete("a");
    expect(await store.get(["a"])).toEqual([undefined]);
  });

  it("adds a text where there is none, for its time", async () => {
    expect(await Promise.all([store.add("a", "1", 60_000), store.add("a", "2", 60_000)])).toEqual([true, false]);
    expect(redis.ask("GET", "restuary::a")).toBe("1");
    expect(Number(redis.ask("PTTL", "restuary::a"))).toBeGreaterThan(0);
    expect(await store.get(["a"])).toEqual(["1"]);
  });

  it("answers without Redis while it is killed, and recovers when it is started again", async () => {
    await store.set("a", "1", 60_000);
    await redis.kill();
    await until(async () => (await store.get(["a"])) === undefined);
    await store.set("b", "2", 60_000);
    await redis.start();
    await until(async () => (await store.get(["a"])) !== undefined);
    expect(await store.get(["a"])).toEqual([undefined]);
    await store.set("a", "3", 60_000);
    expect(await store.get(["a"])).toEqual(["3"]);
    expect(changes).toEqual(["lost", "back"]);
  });

  it("answers without Redis while it hangs, and gives nothing out that was deleted meanwhile", async () => {
    await store.set("a", "1", 60_000);
    redis.hang();
    expect(await store.get(["a"])).toBeUndefined();
    await store.delete("a");
    redis.resume();
    await until(async () => (await store.get(["a"])) !== undefined);
    expect(await store.get(["a"])).toEqual([undefined]);
  });

  it("starts without Redis", async () => {
    await redis.kill();
    const early = await openRedisStore({ url: redis.url, pauseMs: 50 });
    expect(await early.get(["a"])).toBeUndefined();
    await redis.start();
    await until(async () => (await early.get(["a"])) !== undefined);
    await early.close();
  });
});
