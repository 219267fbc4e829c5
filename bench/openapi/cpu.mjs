// CPU time and memory of an import, beside @omnigraph/openapi's subgraph form, each as a process of its own from start to
// exit: runtime, libraries, reading, writing.
//   npm run build && node bench/openapi/cpu.mjs --harness <folder of the import harness, set up> [--doc museum,github] [--runs 3]
// Ours is `restuary import`, which also writes the names and keeps the document. The peer's builds and prints its schema.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const limitMs = 300_000;
const { values: options } = parseArgs({
  options: {
    harness: { type: "string" },
    doc: { type: "string", multiple: true },
    runs: { type: "string", default: "3" },
  },
});
if (options.harness === undefined) {
  console.error("usage: node bench/openapi/cpu.mjs --harness <folder> [--doc <name>,<name>] [--runs <number>]");
  process.exit(2);
}
const harness = resolve(options.harness);
const { CORPUS, findDoc, readManifest } = await import(pathToFileURL(join(harness, "lib.mjs")).href);
const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const runs = Number(options.runs);
const named = (options.doc ?? []).flatMap((text) => text.split(",")).filter(Boolean);
const files = (named.length > 0 ? named : readManifest().map(({ file }) => file)).map(findDoc);
if (files.length === 0) throw new Error(`No documents in ${CORPUS}.`);

const work = mkdtempSync(join(tmpdir(), "import-cpu-"));
// Written at exit, by the process itself: all of its threads count.
const meter = join(work, "meter.mjs");
writeFileSync(
  meter,
  `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(process.env.METER_FILE, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, mb: maxRSS / 1024 }));
});`,
);
const peer = join(work, "peer.mjs");
writeFileSync(
  peer,
  `const { load } = await import(${JSON.stringify(pathToFileURL(join(harness, "adapters/omnigraph-subgraph.mjs")).href)});
(await load({ docPath: process.argv[2], baseUrl: "http://127.0.0.1:1" })).print();
process.exit(0);`,
);

const factors = [];
const column = (text, width) => String(text).padStart(width);
console.log(
  `${"document".padEnd(24)}${column("ours ms", 9)}${column("peer ms", 9)}${column("factor", 8)}${column("ours MB", 9)}${column("peer MB", 9)}`,
);
for (const file of files) {
  const ours = [];
  const theirs = [];
  for (let run = 0; run < runs; run += 1) {
    const dir = mkdtempSync(join(work, "project-"));
    ours.push(await measure([command, "import", file, "--name", "api", "-C", dir]));
    theirs.push(await measure([peer, file]));
    rmSync(dir, { recursive: true });
  }
  const [own, other] = [median(ours), median(theirs)];
  const factor = own && other ? other.cpuMs / own.cpuMs : undefined;
  if (factor !== undefined) factors.push(factor);
  console.log(
    basename(file)
      .replace(/\.\w+$/, "")
      .padEnd(24) +
      column(own ? Math.round(own.cpuMs) : "failed", 9) +
      column(other ? Math.round(other.cpuMs) : "failed", 9) +
      column(factor?.toFixed(1) ?? "", 8) +
      column(own ? Math.round(own.mb) : "", 9) +
      column(other ? Math.round(other.mb) : "", 9),
  );
}
rmSync(work, { recursive: true });
factors.sort((a, b) => a - b);
console.log(
  `median factor ${factors[factors.length >> 1]?.toFixed(1)}, lowest ${factors[0]?.toFixed(1)}, of ${factors.length} documents`,
);

/** What the process took. `undefined` where it failed. */
async function measure(args) {
  const meterFile = join(work, "meter.json");
  rmSync(meterFile, { force: true });
  const child = spawn(process.execPath, ["--max-old-space-size=4096", "--import", pathToFileURL(meter).href, ...args], {
    stdio: "ignore",
    env: { ...process.env, METER_FILE: meterFile },
    timeout: limitMs,
  });
  const code = await new Promise((done) => child.on("close", done));
  return code === 0 ? JSON.parse(readFileSync(meterFile, "utf8")) : undefined;
}

/** Of CPU time, with the memory of that run. */
function median(results) {
  const done = results.filter((result) => result !== undefined).toSorted((a, b) => a.cpuMs - b.cpuMs);
  return done[done.length >> 1];
}
