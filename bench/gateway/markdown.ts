/** The tables of a run, as Markdown, which a terminal shows as well. */
import type { BenchResults, ContenderResult, WorkResult } from "./results.ts";
import { contenders, type ContenderId } from "./works.ts";

export function workTable({ title, upstreamMs, connections, contenders: rows }: WorkResult): string {
  const floor = rows[0]?.id;
  const head = [
    "",
    "CPU ms",
    "median",
    `x ${floor}`,
    "median",
    "spread",
    "waits",
    "p50 ms",
    "p99 ms",
    "calls",
    "peak MB",
  ];
  const asked = `${connections} connections${upstreamMs > 0 ? `, each call takes ${upstreamMs} ms` : ""}`;
  return `**${title}** (${asked})\n\n${table(head, rows.map(workRow))}`;
}

function workRow(result: ContenderResult): readonly string[] {
  const { id, cpuMs, ratio, spread, waitShare, p50Ms, p99Ms, callsPerRequest, peakMb } = result;
  return [
    `${id}: ${nameOf(id)}`,
    cpuMs.best.toFixed(3),
    cpuMs.median.toFixed(3),
    `**${ratio.best.toFixed(2)}**`,
    ratio.median.toFixed(2),
    `${Math.round(spread * 100)} %`,
    `${Math.round(waitShare * 100)} %`,
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    callsPerRequest.toFixed(2),
    Math.round(peakMb).toString(),
  ];
}

export function nameOf(id: string): string {
  // An older file may name one that is not there any more.
  return contenders[id as ContenderId]?.name ?? id;
}

export function machineSentence({ takenAt, machine }: BenchResults): string {
  const { cpu, cpus, node, load } = machine;
  return `Taken ${takenAt.slice(0, 10)} on ${cpu}, ${cpus} CPUs, Node.js ${node}; load average ${load[0]} before and ${load[1]} after.`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "--:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
