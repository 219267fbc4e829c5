import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { sourceTransport } from "../../cli/config/source-transport-schema.ts";
import { createRestOperation } from "../../subgraphs/rest/create-rest-operation.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { startRestServer } from "../support/rest-server.ts";

const page = readFileSync(new URL("../../docs/sources.md", import.meta.url), "utf8");
const snippets = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, yaml = ""]) =>
  configSchema.parse(load(yaml)),
);

describe("docs/sources.md", () => {
  it("shows configs as code gets them: in milliseconds and bytes", () => {
    expect(snippets).toMatchObject([
      {
        gateway: { timeout: 10_000 },
        sources: {
          "users.api": {
            timeout: 2_000,
            maxBody: 2_097_152,
            retry: { retries: 1, methods: ["GET", "HEAD", "PUT"] },
            breaker: { failures: 0.3, window: 30_000, minCalls: 50, pause: 10_000 },
            limit: { calls: 64, queue: 128 },
          },
        },
      },
      { sources: { "users.api": { returnHeaders: { "set-cookie": "append", "x-quota-left": "last" } } } },
      { sources: { "billing.api": { http2: true, redirects: ["https://files.internal"] } } },
      {
        sources: {
          "orders.api": { baseUrl: { header: "x-tenant" } },
          "users.api": { baseUrl: { context: "tenant" } },
        },
      },
    ]);
  });

  it("describes every key", () => {
    const tables = Array.from(page.matchAll(/^\| (`[^|]+) \|/gm), ([, cell = ""]) => cell).join(" ");
    const inText = Array.from(page.matchAll(/^\| key of `(\w+)`/gm), ([, key]) => key);
    for (const key of Object.keys(sourceTransport)) {
      expect([key, inText.includes(key) || new RegExp(`\`${key}[\`.]`).test(tables)]).toEqual([key, true]);
    }
  });

  it("has the defaults that there are: three attempts, and then the service is left alone", async () => {
    const server = await startRestServer(() => ({ status: 503 }));
    const transport = openTransport({ random: () => 0 });
    const get = (): Promise<unknown> =>
      createRestOperation({ transport }).fetch({
        subgraph: "a",
        coordinate: "a:Query.a[0]",
        method: "GET",
        url: server.url,
        headers: {},
      });
    try {
      await get();
      expect(server.requests).toHaveLength(3);
      for (let count = 0; count < 10; count += 1) await get().catch(() => undefined);
      expect(server.requests).toHaveLength(20);
      await expect(get()).rejects.toMatchObject({ code: "REST_CIRCUIT_OPEN", retryAfter: 5 });
    } finally {
      await transport.close();
      await server.close();
    }
  });
});
