import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { buildSchema, execute } from "graphql";
import { Overload, type OverloadReport } from "../../gateway/http/overload.ts";
import { startGatewayServer, type GatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import type { ServerObserver } from "../../gateway/http/server-observer.ts";
import type { HitCounter } from "../../gateway/rate-limit/hit-counter.ts";
import { RateLimit } from "../../gateway/rate-limit/rate-limit.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { deferred } from "../support/deferred.ts";
import { until } from "../support/until.ts";

const schema = buildSchema("type Query { slow: Int quick: Int }");
let server: GatewayServer | undefined;
afterEach(() => server?.stop());

/** A gateway whose `slow` waits for what is returned. */
async function start(options: Partial<GatewayServerOptions>): Promise<{ waiting: () => number; release: () => void }> {
  const released = deferred<number>();
  let waiting = 0;
  const rootValue = {
    slow: () => {
      waiting += 1;
      return released.promise;
    },
    quick: 1,
  };
  const graph: GatewayServerOptions["graph"] = {
    schema,
    execute: async ({ document }) => execute({ schema, document, rootValue }),
    close: async () => {},
  };
  server = await startGatewayServer({
    graph,
    transport: createRestTransport(),
    port: 0,
    production: true,
    ...options,
  });
  return { waiting: () => waiting, release: () => released.resolve(7) };
}

function ask(query: string): Promise<Response> {
  return fetch(server?.url ?? "", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
}

/** Counts requests. */
function observe(): { observer: ServerObserver; seen: { begun: number; ended: number } } {
  const seen = { begun: 0, ended: 0 };
  const observer = {
    onRequest: () => {
      seen.begun += 1;
      return () => void (seen.ended += 1);
    },
    onOperation: () => {},
    onSharedOperation: () => {},
    onSharedRequest: () => {},
  };
  return { observer, seen };
}

describe("a gateway that answers as many operations as it may", () => {
  it("turns others away until one has ended, and answers its probes", async () => {
    const reports: OverloadReport[] = [];
    const { waiting, release } = await start({
      overload: { maxOperations: 2 },
      onOverload: (report) => reports.push(report),
    });
    const running = [ask("{ slow }"), ask("{ slow }")];
    await until(() => waiting() === 2);

    for (let at = 0; at < 3; at += 1) {
      const refused = await ask("{ quick }");
      expect(refused.status).toBe(503);
      expect(refused.headers.get("retry-after")).toMatch(/^[123]$/);
      expect(await refused.json()).toEqual({
        errors: [
          {
            message: "The gateway has more to do than it can. Ask again later.",
            extensions: { code: "OVERLOADED" },
          },
        ],
      });
    }
    for (const probe of ["/health/live", "/health/ready"])
      expect((await fetch(new URL(probe, server?.url))).status).toBe(200);

    release();
    for (const one of await Promise.all(running)) expect(await one.json()).toEqual({ data: { slow: 7 } });
    // The connection of one that has been answered may close a moment later.
    await until(async () => (await ask("{ quick }")).status === 200);
    expect(reports).toEqual([{ kind: "began", reason: "operations", refused: 1 }]);
  });

  it("does not wait for the body of what it turns away", async () => {
    const { waiting, release } = await start({ overload: { maxOperations: 1 } });
    const running = ask("{ slow }");
    await until(() => waiting() === 1);
    const headers = { "content-type": "application/json", "content-length": "1000" };
    const status = await new Promise((resolve, reject) => {
      const upload = httpRequest(server?.url ?? "", { method: "POST", headers }, (response) => {
        resolve(response.statusCode);
        upload.destroy();
      });
      upload.on("error", reject);
      upload.write("{");
    });
    expect(status).toBe(503);
    release();
    await running;
  });

  it("counts no client that is still sending", async () => {
    await start({ overload: { maxOperations: 1 } });
    const headers = { "content-type": "application/json", "content-length": "1000" };
    const upload = httpRequest(server?.url ?? "", { method: "POST", headers });
    upload.on("error", () => {});
    await new Promise((resolve) => upload.write("{", resolve));
    expect((await ask("{ quick }")).status).toBe(200);
    upload.destroy();
  });

  it("turns away who had begun to send before others were let in", async () => {
    const { observer, seen } = observe();
    const { waiting, release } = await start({ overload: { maxOperations: 1 }, observer });
    const body = JSON.stringify({ query: "{ slow }" });
    const headers = { "content-type": "application/json", "content-length": body.length };
    const upload = httpRequest(server?.url ?? "", { method: "POST", headers });
    const status = new Promise((resolve, reject) => {
      upload.on("error", reject);
      upload.on("response", (response) => resolve(response.resume().statusCode));
    });
    upload.write(body.slice(0, 1));
    await until(() => seen.begun === 1);
    const running = ask("{ slow }");
    await until(() => waiting() === 1);
    upload.end(body.slice(1));
    expect(await status).toBe(503);
    expect(waiting()).toBe(1);
    release();
    expect(await (await running).json()).toEqual({ data: { slow: 7 } });
  });

  it("does not count for ever who left before it was let in", async () => {
    const { observer, seen } = observe();
    const counted = deferred<void>();
    let isCounting = false;
    const counter: HitCounter = {
      requests: 100,
      perMs: 1_000,
      async hit(_key, hits) {
        isCounting = hits > 1;
        if (isCounting) await counted.promise;
        return { isOver: false, left: 1, resetMs: 1_000 };
      },
      close: async () => {},
    };
    const rateLimit = new RateLimit({ counter, by: { kind: "ip" }, addressOf: () => "127.0.0.1" });
    await start({ overload: { maxOperations: 1 }, limits: { batch: 3 }, rateLimit, observer });
    const upload = httpRequest(server?.url ?? "", { method: "POST", headers: { "content-type": "application/json" } });
    upload.on("error", () => {});
    upload.end(JSON.stringify([{ query: "{ quick }" }, { query: "{ quick }" }, { query: "{ quick }" }]));
    await until(() => isCounting);
    upload.destroy();
    await until(() => seen.ended === 1);
    counted.resolve();
    expect((await ask("{ quick }")).status).toBe(200);
  });

  it("may answer as many as there are", async () => {
    const { waiting, release } = await start({ overload: false });
    const running = [ask("{ slow }"), ask("{ slow }"), ask("{ slow }")];
    await until(() => waiting() === 3);
    release();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe("an event loop that is late", () => {
  const overloads: Overload[] = [];
  afterEach(() => overloads.splice(0).forEach((overload) => overload.stop()));

  it.each<[string, readonly number[], boolean]>([
    ["once, by however much, is not overloaded", [5_000, 0, 5_000, 0], false],
    ["again and again is", [300, 300, 300], true],
    ["as much as it may be is not", [250, 250, 250, 250], false],
    ["no more is not", [300, 300, 300, 300, 0], false],
    ["for the first time is not", [300, 300], false],
  ])("%s", (_what, delays, isOverloaded) => {
    const overload = new Overload({ maxDelayMs: 250 });
    overloads.push(overload);
    for (const delay of delays) overload.sample(delay);
    expect(overload.refuse() !== undefined).toBe(isOverloaded);
  });
});
