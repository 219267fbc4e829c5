import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { openProjectTransport } from "../../cli/open-project-transport.ts";
import { openProject } from "../../cli/project.ts";

const page = readFileSync(new URL("../../docs/credentials.md", import.meta.url), "utf8");
const snippets = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, yaml = ""]) => yaml);
const jsonSchema = JSON.parse(readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8")) as {
  properties: { sources: { additionalProperties: { properties: { auth: AuthSchema } } } };
};
interface AuthSchema {
  readonly properties: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
}

it("docs/credentials.md shows configs with which services can be asked", async () => {
  const dir = await mkdtemp(join(tmpdir(), "restuary-docs-"));
  const variables = { USERS_TOKEN: "a", POSTS_PASSWORD: "b", MAPS_KEY: "c", BILLING_SECRET: "d", ORDERS_SECRET: "e" };
  const aws = { AWS_ACCESS_KEY_ID: "f", AWS_SECRET_ACCESS_KEY: "g" };
  const before = { ...process.env };
  Object.assign(process.env, variables, aws);
  try {
    expect(snippets).toHaveLength(2);
    for (const snippet of snippets) {
      configSchema.parse(load(snippet));
      await writeFile(join(dir, "restuary.config.yaml"), snippet);
      const transport = await openProjectTransport(await openProject({ dir }));
      await transport.close();
    }
  } finally {
    for (const name of Object.keys({ ...variables, ...aws })) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await rm(dir, { recursive: true });
  }
});

it("docs/credentials.md describes every key", () => {
  const { properties } = jsonSchema.properties.sources.additionalProperties.properties.auth;
  const keys = Object.entries(properties).flatMap(([kind, { properties: own = {} }]) => [kind, ...Object.keys(own)]);
  expect(keys.filter((key) => !new RegExp(`\`${key}[\`:]`).test(page))).toEqual([]);
  expect(keys).toContain("subjectTokenType");
});
