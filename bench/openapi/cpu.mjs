// CPU time and memory of an import, beside @omnigraph/openapi's subgraph form, each run in a process of its own, in two ways:
// - whole: from start to exit, with runtime, libraries, reading and writing. Ours is `restuary import`, which also writes the names
//   and keeps the document; the peer's builds and prints its schema.
// - work: reading, building and printing alone, the first time in a process whose modules are loaded.
//   npm run build && node bench/openapi/cpu.mjs --harness <folder of the import harness, set up> [--doc museum,github] [--runs 3]
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
const built = (path) => new URL(`../../dist/${path}`, import.meta.url);
const command = fileURLToPath(built("cli/main.js"));
const runs = Number(options.runs);
const named = (options.doc ?? []).flatMap((text) => text.split(",")).filter(Boolean);
const files = (named.length > 0 ? named : readManifest().map(({ file }) => file)).map(findDoc);
if (files.length === 0) throw new Error(`No documents in ${CORPUS}.`);

const work = mkdtempSync(join(tmpdir(), "import-cpu-"));
// Written at exit, by the process itself: all of its threads count. `work` is what it took since `globalThis.startWork()`.
const meter = script(
  "meter",
  `import { writeFileSync } from "node:fs";
let before;
globalThis.startWork = () => { before = process.cpuUsage(); };
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeFileSync(process.env.METER_FILE, JSON.stringify({ cpuMs, workMs: (user + system) / 1000, mb: maxRSS / 1024 }));
});`,
);
const ourWork = script(
  "ours",
  `import { readFileSync } from "node:fs";
const { parseText } = await import(${JSON.stringify(built("subgraphs/openapi/parse-document.js").href)});
const { importDocument } = await import(${JSON.stringify(built("subgraphs/openapi/import-document.js").href)});
// As the command does.
(await import(${JSON.stringify(built("cli/optimize-late.js").href)})).optimizeLate();
startWork();
const text = readFileSync(process.argv[2], "utf8");
const document = parseText(text);
importDocument({ document, bytes: Buffer.byteLength(text), subgraph: "api", documentUrl: "http://127.0.0.1:1" });`,
);
const peer = script(
  "peer",
  `import { createRequire } from "node:module";
const { graphqlFrom, load } = await import(${JSON.stringify(pathToFileURL(join(harness, "adapters/omnigraph-subgraph.mjs")).href)});
const require = createRequire(graphqlFrom);
require("@omnigraph/openapi");
require("@graphql-tools/utils");
startWork();
(await load({ docPath: process.argv[2], baseUrl: "http://127.0.0.1:1" })).print();
process.exit(0);`,
);

const factors = { cpuMs: [], workMs: [] };
const column = (text, width) => String(text).padStart(width);
const titles = ["whole ms", "peer", "factor", "work ms", "peer", "factor", "MB", "peer"];
console.log("document".padEnd(24) + titles.map((title) => column(title, 9)).join(""));
for (const file of files) {
  const whole = [];
  const work_ = [];
  const theirs = [];
  for (let run = 0; run < runs; run += 1) {
    const dir = mkdtempSync(join(work, "project-"));
    whole.push(await measure([command, "import", file, "--name", "api", "-C", dir]));
    work_.push(await measure([ourWork, file]));
    theirs.push(await measure([peer, file]));
    rmSync(dir, { recursive: true });
  }
  const cells = [
    ...compared("cpuMs", median(whole, "cpuMs"), median(theirs, "cpuMs")),
    ...compared("workMs", median(work_, "workMs"), median(theirs, "workMs")),
    ...[whole, theirs].map((results) => rounded(median(results, "cpuMs")?.mb)),
  ];
  const title = basename(file).replace(/\.\w+$/, "");
  console.log(title.padEnd(24) + cells.map((cell) => column(cell, 9)).join(""));
}
rmSync(work, { recursive: true });
for (const [kind, title] of Object.entries({ cpuMs: "whole", workMs: "work" })) {
  const sorted = factors[kind].toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]?.toFixed(1);
  console.log(`${title}: median factor ${middle}, lowest ${sorted[0]?.toFixed(1)}, of ${sorted.length} documents`);
}

function script(name, text) {
  const file = join(work, `${name}.mjs`);
  writeFileSync(file, text);
  return file;
}

/** Both figures, and how many times the peer's is ours. */
function compared(kind, own, other) {
  const factor = own && other ? other[kind] / own[kind] : undefined;
  if (factor !== undefined) factors[kind].push(factor);
  return [rounded(own?.[kind]), rounded(other?.[kind]), factor?.toFixed(1) ?? ""];
}

function rounded(number) {
  return number === undefined ? "failed" : Math.round(number);
}

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

/** Of that figure, with the rest of that run. */
function median(results, kind) {
  const done = results.filter((result) => result !== undefined).toSorted((a, b) => a[kind] - b[kind]);
  return done[done.length >> 1];
}
