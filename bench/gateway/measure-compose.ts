/** What `restuary compose` costs beside the composer alone, and how soon `dev` serves what was saved. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { generateSubgraphs, type Shape } from "../compose/generate-subgraphs.ts";
import type { Pinning } from "./machine.ts";
import { compiled } from "./measure-scripts.ts";
import { figureOf, type ComposeResult, type Figure } from "./results.ts";
import { restuary, root, startServer } from "./start-server.ts";
import { work } from "./write-projects.ts";

const SUBGRAPHS = 100;

/** Of 100 subgraphs: CPU of all threads, least of some runs that alternate. */
export function measureCompose(shape: Shape, rounds: number): ComposeResult {
  const project = join(work, `compose-${shape}`);
  generateSubgraphs(project, SUBGRAPHS, shape);
  const [ours, alone]: [number[], number[]] = [[], []];
  for (let count = 0; count < rounds; count += 1) {
    alone.push(cpuSecondsOf([join(compiled, "bench/compose/alone.js"), join(project, "subgraphs")]));
    ours.push(cpuSecondsOf([restuary, "compose", "--no-cache", "-C", project]));
  }
  return { shape, subgraphs: SUBGRAPHS, cpuSeconds: figureOf(ours), aloneSeconds: figureOf(alone) };
}

/** Says at its end what its process has used. */
const counting = `data:text/javascript,process.on("exit",()=>{const {user,system}=process.cpuUsage();process.stderr.write("cpu "+(user+system))})`;

function cpuSecondsOf(args: readonly string[]): number {
  // The file descriptor of a thread's `process` is the process's: it is the last to say it.
  const { stderr, status } = spawnSync(process.execPath, ["--import", counting, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  const microseconds = [...stderr.matchAll(/cpu (\d+)/g)].at(-1)?.[1];
  if (status !== 0 || microseconds === undefined) throw new Error(`${args.join(" ")} has failed: ${stderr}`);
  return Number(microseconds) / 1e6;
}

/** From a save of one of 30 subgraphs until `dev` answers by it, in ms. It has both CPUs, as a developer's has. */
export async function measureReload({ measured, others }: Pinning, saves: number): Promise<Figure> {
  const project = join(work, "reload");
  generateSubgraphs(project, 30, "random");
  const file = join(project, "subgraphs/s3.graphql");
  const written = readFileSync(file, "utf8");
  const server = await startServer([restuary, "dev", "-C", project, "--port", "0"], {
    pinning: { measured: `${measured},${others}`, others },
  });
  try {
    const elapsed: number[] = [];
    for (let save = 0; save < saves; save += 1) {
      const started = performance.now();
      writeFileSync(file, written.replace("type Query {", `type Query {\n  saved${save}: Int`));
      while (!(await isValid(server.url, `saved${save}`))) await sleep(10);
      elapsed.push(performance.now() - started);
    }
    return figureOf(elapsed);
  } finally {
    await server.stop();
  }
}

/** Whether a graph has a field: asks for it, but asks nobody for its value. */
async function isValid(url: string, field: string): Promise<boolean> {
  const query = `query ($not: Boolean = false) { __typename ${field} @include(if: $not) }`;
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
  await response.arrayBuffer();
  return response.ok;
}
