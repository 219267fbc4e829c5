import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { loadConfig } from "../../../cli/config/load-config.ts";
import { ToolError } from "../../../cli/tool-error.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "restuary-config-"));
});
afterEach(() => rm(dir, { recursive: true }));

/** The findings of a config that must be refused, each as `CODE line:column-endColumn message (fix)`. */
async function faultsOf(name: string, text: string): Promise<string[]> {
  await writeFile(join(dir, name), text);
  try {
    await loadConfig({ dir });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return error.diagnostics.map(({ code, locations: [at], message, fix }) =>
      [code, at ? `${at.file}:${at.line}:${at.column}-${at.endColumn}` : "-", message, fix].filter(Boolean).join(" | "),
    );
  }
  throw new Error("The config was accepted.");
}

describe("a config in YAML or JSON", () => {
  it("is returned as written", async () => {
    await writeFile(join(dir, "restuary.config.yaml"), "gateway: { port: 0, path: /graph }\n");
    const { config, file } = await loadConfig({ dir });
    expect(config).toEqual({ gateway: { port: 0, path: "/graph" } });
    expect(file).toBe(join(dir, "restuary.config.yaml"));
  });

  it("may be empty", async () => {
    await writeFile(join(dir, "restuary.config.yaml"), "# nothing yet\n");
    expect((await loadConfig({ dir })).config).toEqual({});
  });

  it.each([
    {
      what: "a key that does not exist, with the one that was meant",
      text: "gateway:\n  prot: 4000\n",
      faults: [
        "CONFIG_UNKNOWN_KEY | restuary.config.yaml:2:3-7 | `gateway.prot` is not a key of the config. | Did you mean `port`?",
      ],
    },
    {
      what: "the known keys where nothing is near",
      text: "checks: { zzz: 1 }\n",
      faults: [
        "CONFIG_UNKNOWN_KEY | restuary.config.yaml:1:11-14 | `checks.zzz` is not a key of the config. | Known here: `operations`, `usage`, `budgets`, `assumedListSize`, `probes`, `rules`, `waivers`.",
      ],
    },
    {
      what: "a header that is never forwarded",
      text: "sources: { users.api: { forward: [authorization, Host, ''] } }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:50-54 | `sources.users.api.forward[1]`: `Host` is of the client's own message and connection, and is never forwarded.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:56-58 | `sources.users.api.forward[2]`: Expected the name of a header.",
      ],
    },
    {
      what: "a rule for a code that does not exist",
      text: "checks: { rules: { FIELD_REMOVD: off, ZZZ: error } }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:20-32 | `checks.rules.FIELD_REMOVD`: There is no code `FIELD_REMOVD`. Did you mean `FIELD_REMOVED`?",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:39-42 | `checks.rules.ZZZ`: There is no code `ZZZ`. docs/diagnostics.md lists them all.",
      ],
    },
    {
      what: "values of the wrong kind, all of them",
      text: "gateway:\n  port: many\n  path: graphql\nsources:\n  users.api: { baseUrl: users.internal, timeout: 2000 }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:2:9-13 | `gateway.port`: Expected a number, found the string `many`.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:3:9-16 | `gateway.path`: Expected a path that starts with `/`, such as `/graphql`.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:5:25-39 | `sources.users.api.baseUrl`: Expected an absolute http(s) URL.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:5:50-54 | `sources.users.api.timeout`: Expected a duration with its unit, such as `500ms`, `2s` or `1m`, found `2000`.",
      ],
    },
    {
      what: "a subgraph that is both declared and coded",
      text: "subgraphs:\n  a: { schema: a.graphql, module: a.ts }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:2:6-41 | `subgraphs.a`: A subgraph has either a `schema` or a `module`, and this one has both.",
      ],
    },
    {
      what: "a subgraph of which nothing is said",
      text: "subgraphs:\n  a: {}\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:2:6-8 | `subgraphs.a`: A subgraph needs a `schema` (SDL file) or a `module`.",
      ],
    },
    {
      what: "a source's key without its subgraph, at the key",
      text: "sources:\n  api: { strict: true }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:2:3-6 | `sources.api`: A source's key is `<subgraph>.<source name>`, such as `users.api`.",
      ],
    },
    {
      what: "keys that have to be there, as missing",
      text: "auth:\n  jwt:\n    - issuer: https://id.example.com/\ngateway: { cors: {}, rateLimit: { per: 1m } }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:3:7-1 | `auth.jwt[0].audience` is missing. Expected a text, a list of texts, or `false`.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:3:7-1 | `auth.jwt[0].jwks` is missing. Expected a string.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:4:18-20 | `gateway.cors.origins` is missing. Expected a list.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:4:33-44 | `gateway.rateLimit.requests` is missing. Expected a number.",
      ],
    },
    {
      what: "what is wrong inside of a choice, at its place",
      text: "gateway: { overload: { maxDelay: 1sec, maxOps: 5 }, rateLimit: { requests: 5, by: claim }, workers: 0 }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:34-38 | `gateway.overload.maxDelay`: Expected a duration with its unit, such as `500ms`, `2s` or `1m`, found `1sec`.",
        "CONFIG_UNKNOWN_KEY | restuary.config.yaml:1:40-46 | `gateway.overload.maxOps` is not a key of the config. | Known here: `maxOperations`, `maxDelay`.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:83-88 | `gateway.rateLimit.by`: Expected `ip`, `{ header }` or `{ claim }`.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:101-102 | `gateway.workers`: Expected more than 0, found `0`.",
      ],
    },
    {
      what: "two ways at once of being known to a service",
      text: "sources:\n  users.api: { auth: { bearer: secret, basic: { username: a, password: secret } } }\n  posts.api: { auth: {} }\n",
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:2:22-82 | `sources.users.api.auth`: Expected one of `bearer`, `basic`, `apiKey`, `clientCredentials`, `tokenExchange`, `awsSigV4`, found `bearer` and `basic`.",
        "CONFIG_INVALID_VALUE | restuary.config.yaml:3:22-24 | `sources.posts.api.auth`: Expected one of `bearer`, `basic`, `apiKey`, `clientCredentials`, `tokenExchange`, `awsSigV4`, found none of them.",
      ],
    },
    {
      what: "a variable where none is read, and where it is",
      text: 'sources: { users.api: { baseUrl: "{$env.USERS_URL}" } }\n',
      faults: [
        "CONFIG_INVALID_VALUE | restuary.config.yaml:1:34-52 | `sources.users.api.baseUrl`: Expected an absolute http(s) URL. Variables are read in the `baseURL` of the SDL, as `{$env.NAME}`, and by a config in TypeScript, as `process.env`.",
      ],
    },
    {
      what: "YAML that does not parse",
      text: "gateway: { port: 1\n",
      faults: [
        "CONFIG_SYNTAX | restuary.config.yaml:2:1-2 | Flow map in block collection must be sufficiently indented and end with a }",
      ],
    },
    {
      what: "a key that is written twice",
      text: "composer: apollo\ncomposer: theguild\n",
      faults: ["CONFIG_SYNTAX | restuary.config.yaml:2:1-2 | Map keys must be unique"],
    },
    {
      what: "a config that is no object",
      text: "- a\n",
      faults: ["CONFIG_INVALID_VALUE | restuary.config.yaml:1:1-1 | The config: Expected an object, found a list."],
    },
  ])("reports $what", async ({ text, faults }) => {
    expect(await faultsOf("restuary.config.yaml", text)).toEqual(faults);
  });

  it("has places in JSON too", async () => {
    expect(await faultsOf("restuary.config.json", '{\n  "composer": "federation"\n}\n')).toEqual([
      "CONFIG_INVALID_VALUE | restuary.config.json:2:15-27 | `composer`: Expected `theguild` or `apollo`, found the string `federation`.",
    ]);
  });
});

describe("finding the config", () => {
  it("is content with none", async () => {
    expect(await loadConfig({ dir })).toMatchObject({ config: {} });
  });

  it("refuses two", async () => {
    await writeFile(join(dir, "restuary.config.yaml"), "{}");
    await writeFile(join(dir, "restuary.config.json"), "{}");
    await expect(loadConfig({ dir })).rejects.toThrow(
      "There is more than one config: restuary.config.json, restuary.config.yaml. Keep one, or name it with --config.",
    );
  });

  it("says that a module exports none", async () => {
    await writeFile(join(dir, "restuary.config.mjs"), "export const gateway = { port: 0 };");
    await expect(loadConfig({ dir })).rejects.toThrow(
      "restuary.config.mjs has no default export. Write `export default defineConfig({ ... })`.",
    );
  });

  it("takes what a CommonJS module exports", async () => {
    await writeFile(join(dir, "restuary.config.cjs"), "exports.gateway = { port: 0 };");
    expect((await loadConfig({ dir })).config).toMatchObject({ gateway: { port: 0 } });
  });

  it("says that a file named by --config is missing", async () => {
    await expect(loadConfig({ dir, file: "other.yaml" })).rejects.toThrow(
      "The config other.yaml could not be read: no such file.",
    );
  });
});
