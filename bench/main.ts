/**
 * What a request costs, beside a server written by hand that answers the same: `npm run bench`, two minutes.
 *
 *     npm run bench                          everything; tables
 *     npm run bench -- --quick               shorter windows, a minute
 *     npm run bench -- --only typename       these works of bench/gateway/works.ts alone; `start`, `twelve`, `cold`, `compose` and
 *                                            `reload` as well
 *     npm run bench -- --json FILE           where the results go as JSON; bench/results/last.json
 *     npm run bench -- --publish             everything, into bench/results.json, docs/performance.md and its plot
 *     npm run bench -- --plot FILE           the plot alone, from bench/results.json and bench/peers.json
 *     npm run bench -- --check [--update]    ratios against bench/baseline.json, as CI does
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildIfChanged } from "./gateway/build-if-changed.ts";
import { checkBaseline } from "./gateway/check-baseline.ts";
import { choosePinning, type Pinning } from "./gateway/machine.ts";
import { machineSentence, workTable } from "./gateway/markdown.ts";
import { plotResults } from "./gateway/plot.ts";
import { publish } from "./gateway/publish.ts";
import { readPeers, readPublished } from "./gateway/published.ts";
import type { BenchResults } from "./gateway/results.ts";
import { runBench, type BenchPlan } from "./gateway/run-bench.ts";
import { targetTable } from "./gateway/targets.ts";
import { works, type Work } from "./gateway/works.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    json: { type: "string", default: "bench/results/last.json" },
    publish: { type: "boolean", default: false },
    plot: { type: "string" },
    check: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
  },
});

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const say = (text: string): void => void process.stdout.write(`${text}\n\n`);

if (options.plot !== undefined) writeFileSync(options.plot, plotResults(readPublished()));
else {
  try {
    await measure();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  }
}

async function measure(): Promise<void> {
  const plan = choosePlan();
  const pinning = process.platform === "linux" ? choosePinning() : undefined;
  if (!pinning) {
    say("Nothing is measured: it takes Linux, whose /proc tells what a process has used, and two CPUs.");
    return;
  }
  buildIfChanged();
  if (options.check) process.exitCode = (await checkBaseline(pinning, { isUpdate: options.update, say })) ? 0 : 1;
  else await measureAll(plan, pinning);
}

function choosePlan(): BenchPlan {
  if (options.publish && (options.quick || options.only)) throw new Error("--publish takes the whole run.");
  const known = [...works.map(({ id }) => id), "start", "twelve", "cold", "compose", "reload"];
  const wanted = options.only ?? known;
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new Error(`--only takes ${known.join(", ")}, and not ${unknown}.`);
  const times = (id: string, all: number, quick: number): number =>
    wanted.includes(id) ? (options.quick ? quick : all) : 0;
  return {
    works: works.filter(({ id }) => wanted.includes(id)).map((work) => (options.quick ? shorter(work) : work)),
    starts: times("start", 3, 1),
    twelveRounds: times("twelve", 8, 3),
    coldOperations: times("cold", 1000, 200),
    composeRounds: times("compose", 2, 1),
    saves: times("reload", 5, 3),
  };
}

async function measureAll(plan: BenchPlan, pinning: Pinning): Promise<void> {
  const results = await runBench(plan, pinning, (result) => say(workTable(result)));
  say(targetTable({ results, peers: readPeers() }));
  say(machineSentence(results));
  writeJson(options.json, results);
  if (options.publish) publish(results);
}

function shorter(work: Work): Work {
  return { ...work, seconds: work.seconds / 2, rounds: 2 };
}

function writeJson(file: string, results: BenchResults): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
