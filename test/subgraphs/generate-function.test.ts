import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "@jest/globals";
import { generateFunction } from "../../subgraphs/generate-function.ts";

const file = join(import.meta.dirname, "../../subgraphs/generate-function.ts");

it("makes a function that sees its scope", () => {
  const add = generateFunction(["by"], "return base + by;", { base: 2 }) as (by: number) => number;
  expect(add(3)).toBe(5);
});

it("makes none, and harms nobody, in a process that may make no code of text", () => {
  const script = `
    const { generateFunction, onceHot } = await import(${JSON.stringify(pathToFileURL(file).href)});
    const run = onceHot("plain", () => generateFunction([], "return 1;", {}));
    for (let times = 0; times < 2_000; times += 1) run();
    console.log(run(), generateFunction([], "return 1;", {}));
  `;
  const flags = ["--disallow-code-generation-from-strings", "--import", "tsx", "--input-type=module"];
  const { status, stdout } = spawnSync(process.execPath, [...flags, "-e", script], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "plain undefined\n" });
});
