import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createRestOperation } from "../../subgraphs/rest/create-rest-operation.ts";
import { openTransport, type OpenTransport } from "../../subgraphs/rest/open-transport.ts";
import { openRedisStore } from "../../subgraphs/store/redis-store.ts";
import { createTestProject, declared } from "../cli/project.ts";
import { hasRedis, startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { startRestuary } from "../support/restuary-process.ts";
import { until } from "../support/until.ts";

type Ask = (path: string, who?: string, method?: string) => Promise<string>;

/** What is given of what is kept, when it is: the answer of a service does not wait for that. */
async function whenKept(ask: () => Promise<string>): Promise<string> {
  let answer = "";
  await until(async () => {
    answer = await ask();
    return answer.startsWith("hit");
  });
  return answer;
}

/** A way to Redis that brings what it answers late. */
async function startSlowWay(port: number): Promise<{ url: string; delayMs: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(port, "127.0.0.1");
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    client.pipe(redis);
    // In their order, whatever becomes of the delay meanwhile.
    let before: Promise<unknown> = Promise.resolve();
    redis.on("data", (answer) => {
      const due = sleep(way.delayMs);
      before = before.then(() => due).then(() => client.write(answer));
    });
    redis.on("close", () => client.destroy());
    client.on("close", () => redis.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const way = {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayMs: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return way;
}

(hasRedis ? describe : describe.skip)("answers that replicas keep in Redis", () => {
  let redis: RedisServer;
  let service: RestServer;
  let state: string;
  const transports: OpenTransport[] = [];
  beforeEach(async () => {
    state = "a";
    redis = await startRedisServer();
    service = await startRestServer(({ method, url, headers }) => {
      if (method === "PUT") state = "b";
      if (url === "/bytes")
        return { body: Buffer.from([0, 255, 10, 254]), headers: { "cache-control": "max-age=600" } };
      const vary = url === "/varies" ? { vary: "authorization" } : {};
      return {
        body: `${state} ${headers.authorization ?? "nobody"}`,
        headers: { "content-type": "text/plain", "cache-control": "public, max-age=600", ...vary },
      };
    });
  });
  afterEach(async () => {
    redis.resume();
    await Promise.all(transports.splice(0).map((transport) => transport.close()));
    await redis.kill();
    await service.close();
  });

  /** What a process of its own would be. */
  async function openReplica(timeoutMs = 20_000, url = redis.url): Promise<Ask> {
    const store = await openRedisStore({ url, timeoutMs, pauseMs: 50 });
    await until(async () => (await store.get(["any"])) !== undefined);
    const sources = { "things.api": { retry: false, breaker: false, cache: { scope: "public" } } } as const;
    const transport = openTransport({ sources, cache: { store } });
    transports.push(transport);
    return async (path, who, method = "GET") => {
      const { body, cache } = await createRestOperation({ transport }).fetch({
        subgraph: "things",
        coordinate: "things:Query.thing[0]",
        sourceKey: "things.api",
        method,
        url: service.url + path,
        headers: who === undefined ? {} : { authorization: who },
      });
      return `${cache?.result} ${Buffer.from(body).toString("latin1")}`;
    };
  }

  it("are given by all of them, and forgotten by all after a write to one", async () => {
    const [one, other] = [await openReplica(), await openReplica()];
    expect(await one("/a")).toBe("miss a nobody");
    expect(await whenKept(() => one("/a"))).toBe("hit a nobody");
    expect(await other("/a")).toBe("hit a nobody");
    await other("/a", undefined, "PUT");
    expect(await one("/a")).toBe("miss b nobody");
    expect(await whenKept(() => one("/a"))).toBe("hit b nobody");
    expect(await other("/a")).toBe("hit b nobody");
  });

  it("are for whom they say that they are, whatever bytes they have, under keys that tell nothing", async () => {
    const [one, other] = [await openReplica(), await openReplica()];
    await one("/varies", "secret-of-ada");
    await whenKept(() => one("/varies", "secret-of-ada"));
    expect(await other("/varies", "secret-of-bob")).toBe("miss a secret-of-bob");
    expect(await other("/varies", "secret-of-ada")).toBe("hit a secret-of-ada");
    await one("/bytes");
    await whenKept(() => one("/bytes"));
    expect(await other("/bytes")).toBe("hit \u0000\u00ff\n\u00fe");
    const keys = redis.ask("KEYS", "*").split("\n");
    expect(keys.length).toBeGreaterThan(4);
    for (const key of keys) expect(key).toMatch(/^restuary::rest1u?:[\w-]{43}$/);
    for (const key of keys) expect(Number(redis.ask("PTTL", key))).toBeGreaterThan(0);
  });

  it("are done without while Redis is away or hangs, and kept again when it is back", async () => {
    const one = await openReplica(50);
    expect(await whenKept(() => one("/a"))).toBe("hit a nobody");
    redis.hang();
    for (let times = 0; times < 5; times += 1) expect(await one("/a")).toBe("miss a nobody");
    // Owed to Redis as long as it hangs: what it has of that must not be given.
    await one("/a", undefined, "PUT");
    redis.resume();
    expect(await whenKept(() => one("/a"))).toBe("hit b nobody");
    await redis.kill();
    for (let times = 0; times < 5; times += 1) expect(await one("/a")).toBe("miss b nobody");
    await redis.start();
    expect(await whenKept(() => one("/a"))).toBe("hit b nobody");
  });

  it("are done without while Redis is slower than it is waited for, and kept again when it is not", async () => {
    const way = await startSlowWay(redis.port);
    try {
      const one = await openReplica(50, way.url);
      expect(await whenKept(() => one("/a"))).toBe("hit a nobody");
      way.delayMs = 500;
      for (let times = 0; times < 5; times += 1) expect(await one("/a")).toBe("miss a nobody");
      // Owed to Redis, which does it in its own time.
      await one("/a", undefined, "PUT");
      expect(await one("/a")).toBe("miss b nobody");
      way.delayMs = 0;
      expect(await whenKept(() => one("/a"))).toBe("hit b nobody");
    } finally {
      await Promise.all(transports.splice(0).map((transport) => transport.close()));
      await way.close();
    }
  });

  it("are shared by gateways that are configured so, which tell when Redis is lost and when it is back", async () => {
    const project = createTestProject({
      "subgraphs/things.graphql": declared(
        service.url,
        `type Query { a: String @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
      ),
      "restuary.config.yaml": `
        cache: { store: redis, url: "{$env.TEST_REDIS}", namespace: shop, timeout: 20s }
        sources: { things.api: { cache: true } }
      `,
    });
    const serve = (): ReturnType<typeof startRestuary> =>
      startRestuary(["serve", "-C", project.dir, "--format", "json"], {
        TEST_REDIS: redis.url,
        NODE_ENV: "production",
      });
    const [one, other] = await Promise.all([serve(), serve()]);
    try {
      const answered = { data: { a: "a nobody" } };
      expect(await one.ask("{ a }")).toEqual(answered);
      await until(() => redis.ask("KEYS", "shop::rest1:*") !== "");
      expect(await other.ask("{ a }")).toEqual(answered);
      expect(service.requests).toHaveLength(1);
      await redis.kill();
      expect(await one.ask("{ a }")).toEqual(answered);
      expect(await one.ask("{ a }")).toEqual(answered);
      expect(service.requests).toHaveLength(3);
      expect(one.output()).toMatch(/Redis cannot be asked \(.+\)\. Answers go on without it\./);
      await redis.start();
      await until(async () => {
        await one.ask("{ a }");
        return redis.ask("KEYS", "shop::rest1:*") !== "";
      });
      expect(one.output()).toContain("Redis can be asked again.");
      expect(one.output()).not.toContain(redis.url);
    } finally {
      expect(await Promise.all([one.stop(), other.stop()])).toEqual([0, 0]);
      project.remove();
    }
  });
});
