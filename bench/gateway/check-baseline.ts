/**
 * Whether a request has become dearer: ratios to the floor of the same run, held against those of bench/baseline.json.
 * Never times, which are the machine's. A second try settles what a busy moment has spoilt.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentLoad, type Pinning } from "./machine.ts";
import type { WorkResult } from "./results.ts";
import { runBench } from "./run-bench.ts";
import { root } from "./start-server.ts";
import { works, type ContenderId, type Work } from "./works.ts";

/** By `work/contender`. */
type Ratios = Readonly<Record<string, number>>;

const file = join(root, "bench/baseline.json");
/** Twice the difference that was seen between runs of the same build on a busy machine. */
const margin = 1.35;
/** What equal requests in flight save depends on how many there are just then, and so on the machine. */
const unsteady: ReadonlySet<ContenderId> = new Set(["T2"]);

export interface CheckOptions {
  /** Writes what is measured as the new baseline. */
  readonly isUpdate: boolean;
  readonly say: (text: string) => void;
}

export async function checkBaseline(pinning: Pinning, { isUpdate, say }: CheckOptions): Promise<boolean> {
  let measured = await measureRatios(pinning);
  if (isUpdate) {
    writeFileSync(file, `${JSON.stringify(measured, undefined, 2)}\n`);
    say(`Written to bench/baseline.json at a load of ${currentLoad()}.`);
    return true;
  }
  const baseline = JSON.parse(readFileSync(file, "utf8")) as Ratios;
  if (dearer(measured, baseline).length > 0) measured = lower(measured, await measureRatios(pinning));
  const found = new Set(dearer(measured, baseline));
  for (const [key, ratio] of Object.entries(measured)) {
    const before = baseline[key]?.toFixed(2) ?? "none";
    say(
      `${key}: ${ratio.toFixed(2)} x the floor, baseline ${before}${found.has(key) ? `: more than ${margin} times that` : ""}`,
    );
  }
  return found.size === 0;
}

export function dearer(measured: Ratios, baseline: Ratios): readonly string[] {
  return Object.keys(measured).filter((key) => (measured[key] ?? 0) > (baseline[key] ?? Number.NaN) * margin);
}

async function measureRatios(pinning: Pinning): Promise<Ratios> {
  const ratios: Record<string, number> = {};
  const note = ({ id, contenders: [, ...contenders] }: WorkResult): void => {
    for (const contender of contenders) ratios[`${id}/${contender.id}`] = contender.ratio.best;
  };
  await runBench(
    { works: works.filter(({ isChecked }) => isChecked).map(forCheck), starts: 0, coldOperations: 0 },
    pinning,
    note,
  );
  return ratios;
}

function forCheck(work: Work): Work {
  return { ...work, contenders: work.contenders.filter((id) => !unsteady.has(id)), seconds: 1, rounds: 3 };
}

function lower(first: Ratios, second: Ratios): Ratios {
  return Object.fromEntries(Object.entries(first).map(([key, ratio]) => [key, Math.min(ratio, second[key] ?? ratio)]));
}
