/** What the figures were taken on. Who is measured has a CPU for itself; who asks and who is asked share another. */
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly node: string;
  /** Processes that wanted a CPU, on average over a minute, before and after. */
  readonly load: readonly [number, number];
}

export interface Pinning {
  readonly measured: string;
  readonly others: string;
}

/** `undefined` where this process may use one CPU only. */
export function choosePinning(): Pinning | undefined {
  const [measured, others] = allowedCpus();
  return measured === undefined || others === undefined ? undefined : { measured, others };
}

export function describeMachine(loadBefore: number): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: allowedCpus().length,
    node: process.version,
    load: [loadBefore, currentLoad()],
  };
}

export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

/** A container may have been given any of the machine's: `0-1`, or `4,6-7`. */
function allowedCpus(): readonly string[] {
  const list = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}
