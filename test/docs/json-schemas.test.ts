import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";

it.each(["config", "connector-test", "check-report"])("schemas/%s.schema.json is what the code accepts", (name) => {
  const generated = execFileSync(process.execPath, ["--import", "tsx", "docs/generate-json-schema.ts", name], {
    encoding: "utf8",
  });
  expect(readFileSync(`schemas/${name}.schema.json`, "utf8")).toBe(generated);
});
