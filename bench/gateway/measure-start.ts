/** `restuary serve` from its start to its first answer, with 30 subgraphs and 1,000 connectors in a supergraph it is given. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Pinning } from "./machine.ts";
import { usageOfTree } from "./process-usage.ts";
import { figureOf, type StartResult } from "./results.ts";
import { restuary, root, startServer } from "./start-server.ts";
import { work } from "./write-projects.ts";

// As many types for each subgraph: their siblings are in the same.
const project = join(work, "start");
const supergraph = join(project, "schema/supergraph.graphql");

export async function measureStart(pinning: Pinning, rounds: number): Promise<StartResult> {
  const generate = ["--import", "tsx", "bench/check/generate-project.ts", project, "1020", "0", "30"];
  execFileSync(process.execPath, generate, { cwd: root });
  execFileSync(process.execPath, [restuary, "compose", "-C", project], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [elapsed, cpu]: [number[], number[]] = [[], []];
  for (let count = 0; count < rounds; count += 1) {
    const started = performance.now();
    const args = [restuary, "serve", "--supergraph", supergraph, "--host", "127.0.0.1", "--port", "0"];
    const server = await startServer([...args, "-C", project], { pinning });
    await fetch(server.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{__typename}"}',
    });
    elapsed.push(performance.now() - started);
    cpu.push(usageOfTree(server.pid).cpuMs);
    await server.stop();
  }
  return { elapsedMs: figureOf(elapsed), cpuMs: figureOf(cpu) };
}
