/** The whole run: the REST service, every server that a work needs, the works one after another, and the start. */
import { currentLoad, describeMachine, type Pinning } from "./machine.ts";
import { measureCompose, measureReload } from "./measure-compose.ts";
import { compileBenches, measureCold, measureTwelve } from "./measure-scripts.ts";
import { measureStart } from "./measure-start.ts";
import { measureWork, type Setting } from "./measure-work.ts";
import type { BenchResults, WorkResult } from "./results.ts";
import { startLoad, startUpstream } from "./start-companion.ts";
import { startServer, type RunningServer } from "./start-server.ts";
import { contenders, typeCounts, type ContenderId, type Work } from "./works.ts";
import { writeProjects } from "./write-projects.ts";

export interface BenchPlan {
  readonly works: readonly Work[];
  /** How often `serve` is started with a large graph; 0 leaves it out, as below. Default 0, as below. */
  readonly starts?: number;
  /** How many distinct operations are prepared. */
  readonly coldOperations?: number;
  /** Of the operation of twelve fetches. */
  readonly twelveRounds?: number;
  /** Of composing 100 subgraphs of each shape. */
  readonly composeRounds?: number;
  /** How often one of 30 subgraphs is saved while `dev` runs. */
  readonly saves?: number;
}

const shapes = ["ring", "random"] as const;

export async function runBench(
  { works, starts = 0, coldOperations = 0, twelveRounds = 0, composeRounds = 0, saves = 0 }: BenchPlan,
  pinning: Pinning,
  onWork: (result: WorkResult) => void,
): Promise<BenchResults> {
  const loadBefore = currentLoad();
  const upstream = await startUpstream(pinning);
  const load = await startLoad(pinning);
  const warm: Setting["warm"] = new WeakMap();
  const running = new Map<ContenderId, RunningServer>();
  const server = async (id: ContenderId): Promise<RunningServer> => {
    const started =
      running.get(id) ?? (await startServer(contenders[id].args, { pinning, env: { UPSTREAM: upstream.url } }));
    running.set(id, started);
    return started;
  };
  const results: WorkResult[] = [];
  try {
    const isSized = works.some((work) => work.contenders.some((id) => id.endsWith("types")));
    writeProjects(upstream.url, isSized ? typeCounts : []);
    for (const work of works) {
      const result = await measureWork(work, { upstream, load, server, warm });
      results.push(result);
      onWork(result);
    }
  } finally {
    await Promise.all([...running.values()].map((each) => each.stop()));
    upstream.stop();
    load.stop();
  }
  const start = starts > 0 ? { start: await measureStart(pinning, starts) } : {};
  if (coldOperations + twelveRounds + composeRounds > 0) compileBenches();
  const twelve = twelveRounds > 0 ? { twelve: measureTwelve(pinning, twelveRounds) } : {};
  const cold = coldOperations > 0 ? { cold: measureCold(pinning, coldOperations) } : {};
  const compose = composeRounds > 0 ? { compose: shapes.map((shape) => measureCompose(shape, composeRounds)) } : {};
  const reload = saves > 0 ? { reloadMs: await measureReload(pinning, saves) } : {};
  const machine = describeMachine(loadBefore);
  const takenAt = new Date().toISOString();
  return { takenAt, machine, works: results, ...start, ...twelve, ...cold, ...compose, ...reload };
}
