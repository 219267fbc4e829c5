import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { describeCall } from "../../cli/describe-call.ts";
import { startCachingGateway } from "../gateway/caching-gateway.ts";
import { startRestServer } from "../support/rest-server.ts";

const page = readFileSync(new URL("../../docs/caching.md", import.meta.url), "utf8");
const snippet = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";

/** The first cells of a table, by what its head says. */
function keysOf(head: string): string[] {
  const table = page.slice(page.indexOf(`| ${head} |`)).split("\n\n", 1)[0] ?? "";
  return Array.from(table.matchAll(/^\| `(\w+)` \|/gm), ([, key = ""]) => key);
}

function describedBy(schemaPath: readonly string[]): string[] {
  const schema: unknown = JSON.parse(
    readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8"),
  );
  // Any value may be indexed here: what is not there shows in the comparison.
  const found = schemaPath.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    schema,
  );
  return Object.keys(found ?? {});
}

describe("docs/caching.md", () => {
  it("shows a config as code gets it", () => {
    expect(configSchema.parse(load(snippet("yaml")))).toEqual({
      cache: { store: "redis", url: "{$env.REDIS_URL}" },
      sources: {
        "catalog.api": { cache: { scope: "public", staleIfError: 600_000 } },
        "users.api": { cache: true, forward: ["authorization"] },
        "weather.api": {
          cache: { ttl: 300_000, staleWhileRevalidate: 3_600_000, ignoreHeaders: ["user-agent"] },
        },
      },
    });
  });

  it("describes every key", () => {
    const ofSource = [
      "properties",
      "sources",
      "additionalProperties",
      "properties",
      "cache",
      "anyOf",
      "1",
      "properties",
    ];
    expect(keysOf("key of `cache`").toSorted()).toEqual(describedBy(ofSource).toSorted());
    expect(keysOf("key of the root's `cache`").toSorted()).toEqual(
      describedBy(["properties", "cache", "properties"]).toSorted(),
    );
  });

  it("says how long the answers of its example may be kept", async () => {
    const rows = Array.from(page.matchAll(/^\| `(\{ .+ \})` \| `([^`]+)` \| `([^`]+)` \|$/gm), ([, ...cells]) => cells);
    expect(rows).toHaveLength(6);
    let headers: Record<string, string> = {};
    const story = { id: "1", title: "A", views: 7, authorId: "2" };
    const rest = await startRestServer(({ url }) => {
      if (url.endsWith("/editor")) return { json: { id: "3" } };
      return { json: url === "/latest" ? story : [story], headers };
    });
    const sdl = `extend schema @source(name: "api", http: { baseURL: "${rest.url}" }) ${snippet("graphql")}`;
    // Their answers are not kept, so that `max-age` is the whole 30 s each time.
    const gateway = await startCachingGateway({
      declared: { stories: sdl },
      sources: { "stories.api": { cache: { maxEntryBytes: 0 } } },
    });
    for (const [operation = "", whenSilent, whenSaid] of rows) {
      headers = {};
      expect({ operation, ...(await gateway.ask(operation)) }).toMatchObject({ operation, caching: whenSilent });
      headers = { "cache-control": "max-age=30" };
      const { data, caching } = await gateway.ask(operation);
      expect(Array.isArray(data)).toBe(false);
      // In whole seconds that are left when it is sent.
      expect([operation, caching?.replace(/^max-age=2\d,/, "max-age=30,")]).toEqual([operation, whenSaid]);
    }
    await rest.close();
  });

  it("shows a line of dev as it is", () => {
    const line = describeCall({
      subgraph: "catalog",
      coordinate: "catalog:Query.product[0]",
      method: "GET",
      url: "http://catalog.internal/products/7",
      status: 200,
      durationMs: 0.2,
      bytes: 412,
      shared: false,
      cache: "hit",
    });
    expect(page).toContain(`    ${line}\n`);
  });
});
