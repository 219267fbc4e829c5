/**
 * Composing alone against `check`: first, again, and with one subgraph changed. Elapsed
 * seconds, and CPU seconds of the process with its threads. `npm run build && node --import tsx bench/check/run.ts <dir>`; the folder is one that
 * `generate-project.ts` wrote.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error("Name the folder with the graph.");

/** Runs a command, and prints what it took of the CPU last. */
const timed = `
  const { run } = await import(${JSON.stringify(new URL("../../dist/cli/program.js", import.meta.url).href)});
  process.exitCode = await run(process.argv.slice(1));
  const { user, system } = process.cpuUsage();
  console.log(((user + system) / 1e6).toFixed(1) + " s of CPU");
`;

function measure(what: string, command: string): void {
  const started = process.hrtime.bigint();
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", timed, command, "-C", String(dir)],
    { encoding: "utf8", maxBuffer: 1e9 },
  );
  const elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  const last = stdout.trim().split("\n").at(-1) ?? "";
  process.stdout.write(`${what.padEnd(40)} ${elapsed.toFixed(1)} s, exit ${status}: ${last}\n`);
}

measure("compose", "compose");
rmSync(join(dir, "node_modules/.cache"), { recursive: true, force: true });
measure("check, first", "check");
measure("check, unchanged", "check");
const file = join(dir, "subgraphs/s1.graphql");
const before = readFileSync(file, "utf8");
// Everything that the change could spare is in play: the field is in the supergraph.
writeFileSync(
  file,
  before
    .replace("  stock: Int\n", '  stock: Int\n  "How many there were."\n  sold: Int\n')
    .replace("price stock", "price stock sold"),
);
measure("check, a field more in one subgraph", "check");
writeFileSync(file, before.replace("/things1/", "/v2/things1/"));
measure("check, another mapping in one subgraph", "check");
writeFileSync(file, before);
