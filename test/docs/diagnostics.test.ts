import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

test("docs/diagnostics.md is what the registry of codes says", () => {
  const generated = execFileSync(process.execPath, ["--import", "tsx", "docs/generate-diagnostics.ts"], {
    encoding: "utf8",
  });
  expect(readFileSync("docs/diagnostics.md", "utf8")).toBe(generated);
});
