/** What a run of the bench finds, as it is written to a file. */
import type { Machine } from "./machine.ts";

export interface BenchResults {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly machine: Machine;
  readonly works: readonly WorkResult[];
  readonly start?: StartResult;
  readonly cold?: ColdResult;
  /** CPU of 12 fetches over 6 subgraphs, to that of an equivalent written by hand, both without their HTTP servers. */
  readonly twelve?: Figure;
  readonly compose?: readonly ComposeResult[];
  /** From a save in `dev` at 30 subgraphs until the new graph has answered, in ms. */
  readonly reloadMs?: Figure;
}

export interface WorkResult {
  readonly id: string;
  readonly title: string;
  readonly upstreamMs: number;
  readonly connections: number;
  /** The first is what the others are compared with. */
  readonly contenders: readonly ContenderResult[];
}

export interface ContenderResult {
  readonly id: string;
  /** Per request, of all processes: least, and median of the windows. Other load on the machine only ever adds. */
  readonly cpuMs: Figure;
  /** To the first contender: of the best windows, and the median of the ratios within each round. */
  readonly ratio: Figure;
  /** (most - least) / median of CPU time per request. */
  readonly spread: number;
  /** Of the time in which it had something to do: how long another had the CPU. What makes latency and spread large. */
  readonly waitShare: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  readonly callsPerRequest: number;
  readonly peakMb: number;
}

/** Of `restuary serve` with 30 subgraphs and 1,000 connectors, from its start until it has answered. */
export interface StartResult {
  readonly elapsedMs: Figure;
  readonly cpuMs: Figure;
}

/** Of `restuary compose`, beside the composer alone: CPU of all threads. */
export interface ComposeResult {
  readonly shape: string;
  readonly subgraphs: number;
  readonly cpuSeconds: Figure;
  readonly aloneSeconds: Figure;
}

/** Of 1,000 distinct operations over 30 subgraphs, one after another, before their first REST call. */
export interface ColdResult {
  readonly medianMs: number;
  readonly p99Ms: number;
}

export interface Figure {
  readonly best: number;
  readonly median: number;
}

export function figureOf(values: readonly number[]): Figure {
  return { best: round(Math.min(...values)), median: round(medianOf(values)) };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** To three digits: more are noise, and make every commit of a result unreadable. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
