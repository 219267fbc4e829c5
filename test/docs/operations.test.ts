import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { REFUSED_NOTE } from "../../cli/serving/tell-of-reload.ts";
import { Readiness } from "../../gateway/http/readiness.ts";

const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const [, json = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];

it("docs/operations.md shows a config as code gets it: in milliseconds", () => {
  expect(configSchema.parse(load(yaml))).toEqual({
    gateway: {
      watch: true,
      drain: { wait: 5_000, timeout: 20_000 },
      overload: { maxOperations: 2_000, maxDelay: 1_000 },
      rateLimit: { requests: 600, per: 60_000, by: "ip" },
      trustedProxies: ["10.0.0.0/8"],
    },
  });
});

it("docs/operations.md shows what probes are told of a refused graph", () => {
  const readiness = new Readiness({ waitsFor: () => [] });
  readiness.note(REFUSED_NOTE);
  const { status, body } = readiness.answer();
  expect({ status, body: JSON.parse(String(body)) as unknown }).toEqual({
    status: 200,
    body: JSON.parse(json) as unknown,
  });
});

it.each([
  ["a limit without its number", { rateLimit: { per: "1m" } }],
  ["a limit of none", { rateLimit: { requests: 0 } }],
  ["parts of a second", { rateLimit: { requests: 1, per: "1500ms" } }],
  ["a client that is known by two things", { rateLimit: { requests: 1, by: { header: "a", claim: "b" } } }],
  ["a claim where no tokens are taken", { rateLimit: { requests: 1, by: { claim: "sub" } } }],
  ["a header that is none", { rateLimit: { requests: 1, by: { header: "a b" } } }],
  ["a proxy by its name", { trustedProxies: ["proxy.internal"] }],
  ["a range that is none", { trustedProxies: ["10.0.0.0/33"] }],
  ["no operations at all", { overload: { maxOperations: 0 } }],
  ["`true`", { overload: true }],
  ["a duration without its unit", { drain: { wait: 5 } }],
])("a config does not take %s", (_what, gateway) => {
  expect(configSchema.safeParse({ gateway }).success).toBe(false);
});
