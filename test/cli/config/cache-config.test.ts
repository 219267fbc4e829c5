import { describe, expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { checkConfig } from "../../../cli/config/check-config.ts";
import { toCacheSettings } from "../../../cli/config/cache-config.ts";

function faultsOf(yaml: string): string[] {
  const { diagnostics } = checkConfig(load(yaml), "restuary.config.yaml", () => undefined);
  return diagnostics.map(({ code, message, fix }) => [code, message, fix].filter(Boolean).join(" | "));
}

describe("the cache of a source in the config", () => {
  it.each([
    [
      "{ scop: public }",
      "CONFIG_UNKNOWN_KEY | restuary.config.yaml: `sources.users.api.cache.scop` is not a key of the config. | Did you mean `scope`?",
    ],
    [
      "{ scope: shared }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `sources.users.api.cache.scope`: Expected `private` or `public`, found the string `shared`.",
    ],
    [
      "{ ttl: 5 }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `sources.users.api.cache.ttl`: Expected a duration with its unit, such as `500ms`, `2s` or `1m`, found `5`.",
    ],
    [
      "{ ignoreHeaders: [Authorization] }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `sources.users.api.cache.ignoreHeaders[0]`: `Authorization` says who asks. `scope: public` shares what services call public.",
    ],
    [
      "{ ignoreHeaders: ['a b'] }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `sources.users.api.cache.ignoreHeaders[0]`: Expected the name of a header.",
    ],
    [
      "yes please",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `sources.users.api.cache`: Expected `true` or `false` or an object, found the string `yes please`.",
    ],
  ])("is refused: %s", (cache, fault) => {
    expect(faultsOf(`sources: { users.api: { cache: ${cache} } }`)).toEqual([fault]);
  });

  it("is the transport's, in milliseconds, bytes and lower case", () => {
    expect([undefined, false, true].map(toCacheSettings)).toEqual([undefined, undefined, {}]);
    const config = { scope: "public", ttl: 1, heuristic: 0.1, staleIfError: 2, staleWhileRevalidate: 3 } as const;
    expect(toCacheSettings({ ...config, maxEntry: 4, ignoreHeaders: ["User-Agent"] })).toEqual({
      scope: "public",
      ttlMs: 1,
      heuristic: 0.1,
      staleIfErrorMs: 2,
      staleWhileRevalidateMs: 3,
      maxEntryBytes: 4,
      ignoreHeaders: ["user-agent"],
    });
  });
});

describe("the cache of the root", () => {
  it.each([
    [
      "{ store: redis }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `cache`: `store: redis` needs a `url`, such as `{$env.REDIS_URL}`.",
    ],
    [
      "{ url: 'redis://a' }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `cache`: `url`, `namespace` and `timeout` are for `store: redis`.",
    ],
    [
      "{ store: redis, url: 'redis://a', maxSize: 1MB }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `cache`: `maxSize` is for `store: memory`. Redis has a limit of its own, `maxmemory`.",
    ],
    [
      "{ store: memcached }",
      "CONFIG_INVALID_VALUE | restuary.config.yaml: `cache.store`: Expected `memory` or `redis`, found the string `memcached`.",
    ],
  ])("is refused: %s", (cache, fault) => {
    expect(faultsOf(`cache: ${cache}`)).toEqual([fault]);
  });
});
