/** The whole run: the REST service, every server that a work needs, the works one after another, and the start. */
import { currentLoad, describeMachine, type Pinning } from "./machine.ts";
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
  /** How often `serve` is started with a large graph; 0 leaves it out. */
  readonly starts: number;
  /** How many distinct operations are prepared; 0 leaves it out. */
  readonly coldOperations: number;
  /** Of the operation of twelve fetches; 0 leaves it out. */
  readonly twelveRounds: number;
}

export async function runBench(
  { works, starts, coldOperations, twelveRounds }: BenchPlan,
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
  if (coldOperations + twelveRounds > 0) compileBenches();
  const twelve = twelveRounds > 0 ? { twelve: measureTwelve(pinning, twelveRounds) } : {};
  const cold = coldOperations > 0 ? { cold: measureCold(pinning, coldOperations) } : {};
  const machine = describeMachine(loadBefore);
  return { takenAt: new Date().toISOString(), machine, works: results, ...start, ...twelve, ...cold };
}
