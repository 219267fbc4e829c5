import { describe, expect, it } from "@jest/globals";
import { checkConfig } from "../../../cli/config/check-config.ts";
import { returnedHeadersOf } from "../../../cli/config/returned-headers.ts";

const check = (config: unknown): ReturnType<typeof checkConfig> =>
  checkConfig(config, "restuary.config.ts", () => undefined);

describe("returnHeaders", () => {
  it("is said for sources and for remote subgraphs, with names in any case", () => {
    const { config, diagnostics } = check({
      subgraphs: { billing: { schema: "a.graphql", url: "http://billing/", returnHeaders: { "x-cost": "last" } } },
      sources: { "users.api": { returnHeaders: { "Set-Cookie": "append" } }, "posts.api": {} },
    });
    expect(diagnostics).toEqual([]);
    expect(returnedHeadersOf(config ?? {})).toEqual(
      new Map([
        ["users.api", { "set-cookie": "append" }],
        ["billing", { "x-cost": "last" }],
      ]),
    );
    expect(returnedHeadersOf({ sources: { "posts.api": {} } })).toBeUndefined();
  });

  it.each([
    [
      { sources: { "a.api": { returnHeaders: { "Content-Type": "last" } } } },
      /`Content-Type` is of the service's own message/,
    ],
    [{ sources: { "a.api": { returnHeaders: { "access-control-allow-origin": "last" } } } }, /is the gateway's to say/],
    [{ sources: { "a.api": { returnHeaders: { "x y": "last" } } } }, /Expected the name of a header/],
    [{ sources: { "a.api": { returnHeaders: { "x-a": "all" } } } }, /Expected `first`, `last` or `append`/],
    [
      { sources: { "a.api": { cache: true, returnHeaders: { "x-a": "last" } } } },
      /sources.a.api.cache`: What is kept has no/,
    ],
    [
      { gateway: { share: "operation" }, sources: { "a.api": { returnHeaders: { "x-a": "last" } } } },
      /gateway.share`: An answer that is shared has no/,
    ],
    [{ subgraphs: { a: { schema: "a.graphql", returnHeaders: { "x-a": "last" } } } }, /is for a remote subgraph/],
  ])("is refused in %j", (config, expected) => {
    expect(check(config).diagnostics.map(({ message }) => message)).toEqual([expect.stringMatching(expected)]);
  });
});
