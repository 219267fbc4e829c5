import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { checkConfig } from "../../../cli/config/check-config.ts";
import { parseYamlText } from "../../../schema/yaml-text.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../../support/fuzz.ts";
import { expectSound } from "../../support/sound-diagnostics.ts";

const corpus = [
  `subgraphs:
  users: { schema: subgraphs/users.graphql }
  reviews: { module: subgraphs/reviews/index.ts }
  billing: { schema: subgraphs/billing.graphql, url: http://billing:4001/graphql, forward: [authorization] }
sources:
  users.api:
    baseUrl: https://users.internal
    config: { tenant: eu }
    forward: [authorization]
    timeout: 2s
    retry: { retries: 2, budget: 0.2 }
    breaker: false
    cache: { ttl: 1m, scope: public }
    tls: { ca: certs/ca.pem }
gateway: { port: 4000, path: /graphql, timeout: 10s, share: operation }
checks: { operations: [schema/operations/**/*.graphql] }
`,
  `{"subgraphs": {"a": {"schema": "a.graphql"}}, "gateway": {"port": 0}, "sources": {"a.api": {"timeout": "500ms"}}}`,
  "a: &a { b: [*a] }\n<<: *a\n",
];
const signs = ["{", "}", "[", "]", ":", "\n", "  ", "- ", "&a ", "*a", "<<: *a", "!!", "|", ">", "'", '"', "#", "~"];
const values = ["null", "true", "0x10", ".inf", "1e999", "99999999999999999999", "-1", "2s", "10MB", "__proto__: "];
const names = [
  "subgraphs",
  "sources",
  "gateway",
  "checks",
  "timeout",
  "retry",
  "cache",
  "auth",
  "tls",
  "url",
  "module",
];

describe("a config", () => {
  it(
    "of any text is read, or has diagnostics that point into it",
    () =>
      fuzz(
        "config text",
        fc.property(mutatedText(corpus, [...signs, ...values, ...names]), (text) => {
          const { value, locate, diagnostics: syntax } = parseYamlText(text, "restuary.config.yaml", "CONFIG_SYNTAX");
          expectSound(syntax);
          if (syntax.length > 0) return;
          const { config, diagnostics } = checkConfig(value, "restuary.config.yaml", locate);
          expectSound(diagnostics);
          expect(config !== undefined).toBe(diagnostics.every(({ severity }) => severity !== "error"));
          const lines = text.split(/\r\n|\r|\n/).length;
          for (const { line } of diagnostics.flatMap(({ locations }) => locations))
            expect(line).toBeLessThanOrEqual(lines);
        }),
      ),
    fuzzTimeoutMs,
  );

  it(
    "of any value is taken, or has diagnostics",
    () => {
      const key = fc.oneof(fc.constantFrom(...names, "users.api", "schema", "__proto__", "constructor"), fc.string());
      const value = fc.letrec((tie) => ({
        any: fc.oneof(
          { maxDepth: 4 },
          fc.oneof(
            fc.anything({ maxDepth: 1, withBigInt: true, withDate: true, withNullPrototype: true }),
            fc.string(),
          ),
          fc.dictionary(key, tie("any"), { maxKeys: 4 }),
          fc.array(tie("any"), { maxLength: 3 }),
        ),
      })).any;
      return fuzz(
        "config value",
        fc.property(value, (given) => {
          const { config, diagnostics } = checkConfig(given, "restuary.config.ts", () => undefined);
          expectSound(diagnostics);
          expect(config !== undefined).toBe(diagnostics.every(({ severity }) => severity !== "error"));
        }),
      );
    },
    fuzzTimeoutMs,
  );
});
