import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";

it("docs/schema-changes.md shows contracts that a config may have", () => {
  const page = readFileSync(new URL("../../docs/schema-changes.md", import.meta.url), "utf8");
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(configSchema.parse(load(yaml))).toEqual({
    contracts: {
      public: { exclude: ["internal"] },
      partners: { include: ["partner"], hideUnreachableTypes: false },
    },
  });
});
