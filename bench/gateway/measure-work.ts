/**
 * One work, in windows: each contender in turn for a second or so, in rounds whose order alternates, so that what else the
 * machine does falls on all alike. All contenders run the whole time; one at a time has something to do.
 */
import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { usageOfTree } from "./process-usage.ts";
import { figureOf, medianOf, round, type ContenderResult, type WorkResult } from "./results.ts";
import type { Load, LoadResult, Upstream } from "./start-companion.ts";
import type { RunningServer } from "./start-server.ts";
import type { ContenderId, Question, Work } from "./works.ts";

export interface Setting {
  readonly upstream: Upstream;
  readonly load: Load;
  readonly server: (id: ContenderId) => Promise<RunningServer>;
  /** Which questions a server has been warmed up with, in this run. */
  readonly warm: WeakMap<RunningServer, Set<Question>>;
}

interface Window extends LoadResult {
  readonly cpuMs: number;
  readonly waitShare: number;
  readonly callsPerRequest: number;
  readonly peakMb: number;
}

interface Measured {
  readonly id: ContenderId;
  readonly server: RunningServer;
  readonly windows: Window[];
}

const longestWarmUpSeconds = 10;
/** Compilers go by how often code has run, and not by the clock, which a busy machine lets run out. */
const warmUpRequests = 3000;

export async function measureWork(work: Work, setting: Setting): Promise<WorkResult> {
  await setting.upstream.setLatency(work.upstreamMs);
  const measured: Measured[] = [];
  for (const id of work.contenders) measured.push({ id, server: await setting.server(id), windows: [] });
  for (const { server } of measured) await warmUp(work, server, setting);
  for (let count = 0; count < work.rounds; count += 1) {
    for (const { id, server, windows } of count % 2 === 0 ? measured : measured.toReversed()) {
      await checkAnswer(id, server, work.question);
      windows.push(await measureWindow(work, server, setting, work.seconds));
      await checkAnswer(id, server, work.question);
    }
  }
  const [floor] = measured;
  const { id, title, upstreamMs, connections } = work;
  return {
    id,
    title,
    upstreamMs,
    connections,
    contenders: floor ? measured.map((each) => summarize(each, floor.windows)) : [],
  };
}

/** Until the cost of a request stops falling. */
async function warmUp(work: Work, server: RunningServer, setting: Setting): Promise<void> {
  const questions = setting.warm.get(server) ?? new Set();
  if (questions.has(work.question)) return;
  setting.warm.set(server, questions.add(work.question));
  let [best, flat, asked] = [Number.POSITIVE_INFINITY, 0, 0];
  const slice = work.seconds / 2;
  for (let seconds = 0; seconds < longestWarmUpSeconds && (flat < 2 || asked < warmUpRequests); seconds += slice) {
    const { cpuMs, requests } = await measureWindow(work, server, setting, slice);
    asked += requests;
    flat = cpuMs > best * 0.95 ? flat + 1 : 0;
    best = Math.min(best, cpuMs);
  }
}

async function measureWindow(
  { question, connections }: Work,
  { url, pid }: RunningServer,
  { upstream, load }: Setting,
  seconds: number,
): Promise<Window> {
  await upstream.takeCalls();
  const before = usageOfTree(pid);
  const result = await load.run({ url, query: question.query, connections, seconds });
  if (result.failure !== undefined) throw new Error(`${url}: ${result.failure}`);
  // What is put off to a quiet moment, such as collecting garbage, is a cost of these requests too.
  await sleep(50);
  const after = usageOfTree(pid);
  const [ran, waited] = [after.cpuMs - before.cpuMs, after.waitMs - before.waitMs];
  return {
    ...result,
    cpuMs: ran / result.requests,
    waitShare: waited / (ran + waited),
    peakMb: after.peakMb,
    callsPerRequest: (await upstream.takeCalls()) / result.requests,
  };
}

async function checkAnswer(id: string, { url }: RunningServer, { query, answer }: Question): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!isDeepStrictEqual(JSON.parse(text), answer)) throw new Error(`${id} answers ${text.slice(0, 300)}`);
}

function summarize({ id, windows }: Measured, floor: readonly Window[]): ContenderResult {
  const costs = windows.map(({ cpuMs }) => cpuMs);
  const floorCosts = floor.map(({ cpuMs }) => cpuMs);
  const cpuMs = figureOf(costs);
  const middle = (pick: (window: Window) => number): number => round(medianOf(windows.map(pick)));
  return {
    id,
    cpuMs,
    ratio: {
      best: round(Math.min(...costs) / Math.min(...floorCosts)),
      median: round(medianOf(costs.map((cost, index) => cost / (floorCosts[index] ?? Number.NaN)))),
    },
    spread: round((Math.max(...costs) - Math.min(...costs)) / medianOf(costs)),
    waitShare: middle(({ waitShare }) => waitShare),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    perSecond: middle(({ perSecond }) => perSecond),
    callsPerRequest: middle(({ callsPerRequest }) => callsPerRequest),
    peakMb: round(Math.max(...windows.map(({ peakMb }) => peakMb))),
  };
}
