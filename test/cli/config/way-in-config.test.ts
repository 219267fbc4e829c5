import { describe, expect, it } from "@jest/globals";
import { checkConfig } from "../../../cli/config/check-config.ts";
import { toDemandLimits } from "../../../cli/serving/to-demand-limits.ts";
import { wayIn } from "../../../cli/serving/way-in.ts";

function faultsOf(value: unknown): string[] {
  return checkConfig(value, "restuary.config.yaml", () => undefined).diagnostics.map(({ message }) =>
    message.replace("restuary.config.yaml: ", ""),
  );
}

describe("origins in a config", () => {
  it("are what the server is given", () => {
    const { config } = checkConfig(
      { gateway: { cors: { origins: ["https://app.example.com"], credentials: true, maxAge: "1m" } } },
      "restuary.config.yaml",
      () => undefined,
    );
    expect(wayIn(config ?? {}).cors).toEqual({
      origins: ["https://app.example.com"],
      credentials: true,
      maxAgeSeconds: 60,
    });
    expect(wayIn({}).cors).toBeUndefined();
  });

  it("are such as browsers send", () => {
    const wrong = [
      "https://a.example/",
      "example.com",
      "https://a.*.com",
      "ftp://a.example",
      "https://*.com/x",
      "null",
    ];
    for (const origin of wrong) {
      expect(faultsOf({ gateway: { cors: { origins: [origin] } } })).toEqual([
        `\`gateway.cors.origins[0]\`: Expected an origin such as \`https://app.example.com\` or \`https://*.example.com\`, or \`*\`, found \`${origin}\`.`,
      ]);
    }
    expect(
      faultsOf({ gateway: { cors: { origins: ["*", "http://localhost:3000", "https://*.example.com"] } } }),
    ).toEqual([]);
  });

  it("have no credentials where they are all there are", () => {
    expect(faultsOf({ gateway: { cors: { origins: ["*"], credentials: true } } })).toEqual([
      "`gateway.cors.credentials`: `credentials` are for origins that are named, and never for `*`.",
    ]);
  });
});

describe("the cost in a config", () => {
  it("is what the graph is given", () => {
    expect(toDemandLimits({}, undefined)).toEqual({ mode: "measure" });
    expect(toDemandLimits({ mode: "enforce", max: 1_000, maxCalls: 50 }, 20)).toEqual({
      mode: "enforce",
      maxCost: 1_000,
      maxCalls: 50,
      listSize: 20,
    });
    expect(toDemandLimits({ listSize: 5 }, 20)).toEqual({ mode: "measure", listSize: 5 });
  });

  it("needs a limit to be enforced", () => {
    expect(faultsOf({ limits: { cost: { mode: "enforce" } } })).toEqual([
      "`limits.cost.mode`: `enforce` needs `max` or `maxCalls`.",
    ]);
  });
});

describe("documents in a config", () => {
  it("need files to be compared with", () => {
    expect(faultsOf({ documents: { mode: "require" } })).toEqual([
      "`documents.mode`: This `mode` needs `files`: without any, there is nothing to compare with.",
    ]);
    expect(faultsOf({ documents: { files: ["a.json"], mode: "require", automatic: { ttl: "1h" } } })).toEqual([]);
    expect(faultsOf({ documents: { automatic: false } })).toEqual([]);
  });
});
