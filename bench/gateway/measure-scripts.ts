/** The benches of the executor alone, beside this folder: each is run as its own head says, and says its figures. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Pinning } from "./machine.ts";
import type { ColdResult, Figure } from "./results.ts";
import { root } from "./start-server.ts";
import { work } from "./write-projects.ts";

export const compiled: string = join(work, "compiled");

/** Compiled, as it is shipped: run from source, each closure is given its name anew each time that it is made. */
export function compileBenches(): void {
  const options = "--noEmit false --declaration false --isolatedDeclarations false --outDir".split(" ");
  execFileSync("npx", ["tsc", ...options, compiled], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}

/** 1,000 distinct operations, none seen before: parse, validate, plan and compile. In ms. */
export function measureCold({ measured }: Pinning, count: number): ColdResult {
  const output = run("cold", measured, [String(count)]);
  const [, median, p99] = /^whole +p50 +([\d.]+).* p99 +([\d.]+)/m.exec(output) ?? [];
  if (median === undefined || p99 === undefined) throw new Error(`bench/cold.ts says nothing of the whole: ${output}`);
  return { medianMs: Number(median), p99Ms: Number(p99) };
}

/** The ratio of CPU time to an equivalent written by hand. */
export function measureTwelve({ measured }: Pinning, rounds: number): Figure {
  const output = run("twelve-fetches", measured, [String(rounds)]);
  const [, best, median] = /^six subgraphs .* CPU .*\(x *([\d.]+), x *([\d.]+)\)/m.exec(output) ?? [];
  if (best === undefined || median === undefined) throw new Error(`bench/twelve-fetches.ts says no ratio: ${output}`);
  return { best: Number(best), median: Number(median) };
}

function run(name: string, cpu: string, args: readonly string[]): string {
  const script = join(compiled, "bench", `${name}.js`);
  if (!existsSync(script)) throw new Error(`${script} was not compiled.`);
  return execFileSync("taskset", ["-c", cpu, process.execPath, "--expose-gc", script, ...args], {
    cwd: root,
    encoding: "utf8",
  });
}
