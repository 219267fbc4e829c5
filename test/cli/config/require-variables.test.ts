import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { requireVariables } from "../../../cli/config/require-variables.ts";
import { openProject } from "../../../cli/project.ts";
import { ToolError } from "../../../cli/tool-error.ts";

const IS_SET = "RESTUARY_TEST_IS_SET";
const IS_EMPTY = "RESTUARY_TEST_IS_EMPTY";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "restuary-variables-"));
  process.env[IS_SET] = "value";
  process.env[IS_EMPTY] = "";
});
afterEach(async () => {
  delete process.env[IS_SET];
  delete process.env[IS_EMPTY];
  await rm(dir, { recursive: true });
});

async function findingsOf(text: string, name = "restuary.config.yaml"): Promise<readonly string[]> {
  await writeFile(join(dir, name), text);
  try {
    requireVariables(await openProject({ dir }));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const found = error.diagnostics.map(({ code, locations: [at], message, fix }) =>
      [at && `${at.line}:${at.column}`, code, message, fix].filter(Boolean).join(" "),
    );
    return [error.message, ...found];
  }
  return [];
}

describe("variables that the config of a gateway reads", () => {
  it("are missed all at once, each at its place", async () => {
    const text = `sources:
  users.api: { auth: { bearer: "{$env.NO_TOKEN}" } }
  posts.api: { tls: { passphrase: "{$env.NO_PASSPHRASE}" }, auth: { basic: { username: me, password: "{$env.${IS_EMPTY}}" } } }
subgraphs:
  billing: { schema: billing.graphql, url: "http://billing", auth: { bearer: "{$env.${IS_SET}}" } }
  users: { schema: users.graphql }
auth:
  jwt:
    - { issuer: "{$env.NO_ISSUER}", audience: ["{$env.${IS_SET}}", "{$env.NO_AUDIENCE}"], jwks: keys.json }
cache: { store: redis, url: "rediss://:{$env.NO_PASSWORD}@cache" }
`;
    expect(await findingsOf(text)).toEqual([
      "The config reads variables that the environment does not have.",
      "2:32 CONFIG_VARIABLE_UNSET `sources.users.api.auth.bearer`: It reads `NO_TOKEN`, which is not set in the environment. Set the environment variable `NO_TOKEN`.",
      `3:102 CONFIG_VARIABLE_UNSET \`sources.posts.api.auth.basic.password\`: It reads \`${IS_EMPTY}\`, which is empty in the environment. Set the environment variable \`${IS_EMPTY}\`.`,
      "3:35 CONFIG_VARIABLE_UNSET `sources.posts.api.tls.passphrase`: It reads `NO_PASSPHRASE`, which is not set in the environment. Set the environment variable `NO_PASSPHRASE`.",
      "9:17 CONFIG_VARIABLE_UNSET `auth.jwt[0].issuer`: It reads `NO_ISSUER`, which is not set in the environment. Set the environment variable `NO_ISSUER`.",
      "9:79 CONFIG_VARIABLE_UNSET `auth.jwt[0].audience[1]`: It reads `NO_AUDIENCE`, which is not set in the environment. Set the environment variable `NO_AUDIENCE`.",
      "10:29 CONFIG_VARIABLE_UNSET `cache.url`: It reads `NO_PASSWORD`, which is not set in the environment. Set the environment variable `NO_PASSWORD`.",
    ]);
  });

  it("are named with their file where a module has no places", async () => {
    const text = `export default { cache: { store: "redis", url: "{$env.NO_URL}" } };`;
    expect(await findingsOf(text, "restuary.config.mjs")).toEqual([
      "The config reads variables that the environment does not have.",
      "CONFIG_VARIABLE_UNSET restuary.config.mjs: `cache.url`: It reads `NO_URL`, which is not set in the environment. Set the environment variable `NO_URL`.",
    ]);
  });

  it("are not missed where they are data, or where all of them are there", async () => {
    const text = `sources: { users.api: { config: { text: "{$env.NO_TOKEN}" }, auth: { bearer: "{$env.${IS_SET}}" } } }\n`;
    expect(await findingsOf(text)).toEqual([]);
  });
});
