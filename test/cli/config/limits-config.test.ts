import { describe, expect, it } from "@jest/globals";
import { checkConfig } from "../../../cli/config/check-config.ts";
import { wayIn } from "../../../cli/serving/way-in.ts";

function read(limits: unknown): object {
  const { config, diagnostics } = checkConfig({ limits }, "restuary.config.yaml", () => undefined);
  return config ? wayIn(config) : diagnostics.map(({ message }) => message);
}

describe("limits in a config", () => {
  it("are what the server is given", () => {
    expect(read({})).toEqual({ limits: {} });
    expect(read({ body: "2MB", tokens: 5000, aliases: false, batch: 10 })).toEqual({
      maxBodyBytes: 2_097_152,
      limits: { tokens: 5000, aliases: Number.POSITIVE_INFINITY, batch: 10 },
    });
    expect(read({ batch: false })).toEqual({ limits: { batch: 0 } });
  });

  it("are whole numbers", () => {
    expect(read({ tokens: 0, depth: 49, aliases: true, body: 1000 })).toEqual([
      "restuary.config.yaml: `limits.body`: Expected a size with its unit, such as `64KB` or `10MB`, found `1000`.",
      "restuary.config.yaml: `limits.tokens`: Expected more than 0, found `0`.",
      "restuary.config.yaml: `limits.depth`: Expected at most 48, found `49`.",
      "restuary.config.yaml: `limits.aliases`: Expected a whole number, or `false` for no limit.",
    ]);
  });
});
