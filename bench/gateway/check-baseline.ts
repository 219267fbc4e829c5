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

interface Measured {
  readonly ratios: Ratios;
  /** Most of the shares of time that the floor has waited for its CPU. */
  readonly waitShare: number;
}

const file = join(root, "bench/baseline.json");
/** More than runs of one build differ on one machine, whether it is busy or not. */
const margin = 1.5;
const mostWaiting = 0.5;
/** What equal requests in flight save depends on how many there are just then, and so on the machine. */
const unsteady: ReadonlySet<ContenderId> = new Set(["T2"]);

export interface CheckOptions {
  /** Writes what is measured as the new baseline. */
  readonly isUpdate: boolean;
  readonly say: (text: string) => void;
}

/** @returns False when something has become dearer. */
export async function checkBaseline(pinning: Pinning, { isUpdate, say }: CheckOptions): Promise<boolean> {
  const checked = works.filter(({ isChecked }) => isChecked).map(forCheck);
  const first = await measureRatios(pinning, checked);
  if (isUpdate) {
    writeFileSync(file, `${JSON.stringify(first.ratios, undefined, 2)}\n`);
    say(`bench/baseline.json is written. The load average is ${currentLoad()}.`);
    return true;
  }
  const baseline = JSON.parse(readFileSync(file, "utf8")) as Ratios;
  const doubtful = checked.filter(({ id }) => dearer(first.ratios, baseline).some((key) => key.startsWith(`${id}/`)));
  const second = doubtful.length > 0 ? await measureRatios(pinning, doubtful) : first;
  const ratios = lower(first.ratios, second.ratios);
  const found = dearer(ratios, baseline);
  const lines = Object.entries(ratios).map(([key, ratio]) => {
    const before = baseline[key]?.toFixed(2) ?? "none";
    const verdict = found.includes(key) ? `: more than ${margin} times that` : "";
    return `${key}: ${ratio.toFixed(2)} x the floor, baseline ${before}${verdict}`;
  });
  say(lines.join("\n"));
  if (found.length === 0) return true;
  if (second.waitShare <= mostWaiting) return false;
  say(`Nothing follows from it: others had the CPU ${Math.round(second.waitShare * 100)} % of the time.`);
  return true;
}

/** What has no baseline is new, and not dearer. */
export function dearer(measured: Ratios, baseline: Ratios): readonly string[] {
  return Object.keys(measured).filter((key) => (measured[key] ?? 0) > (baseline[key] ?? Number.NaN) * margin);
}

async function measureRatios(pinning: Pinning, checked: readonly Work[]): Promise<Measured> {
  const ratios: Record<string, number> = {};
  let waitShare = 0;
  const note = ({ id, contenders: [floor, ...others] }: WorkResult): void => {
    waitShare = Math.max(waitShare, floor?.waitShare ?? 0);
    for (const { id: contender, ratio } of others) {
      // The best windows may be lucky ones of the floor alone, and the median unlucky ones of ours.
      ratios[`${id}/${contender}`] = Math.min(ratio.best, ratio.median);
    }
  };
  await runBench({ works: checked }, pinning, note);
  return { ratios, waitShare };
}

function forCheck(work: Work): Work {
  return { ...work, contenders: work.contenders.filter((id) => !unsteady.has(id)), seconds: 0.8, rounds: 4 };
}

function lower(first: Ratios, second: Ratios): Ratios {
  return Object.fromEntries(Object.entries(first).map(([key, ratio]) => [key, Math.min(ratio, second[key] ?? ratio)]));
}
