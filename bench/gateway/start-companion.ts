/** The two processes beside the measured one: the REST service, and the one that asks. They are told what to do by IPC. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Pinning } from "./machine.ts";
import { root } from "./start-server.ts";

export interface LoadOrder {
  readonly url: string;
  readonly query: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failure?: string;
}

export interface Upstream {
  readonly url: string;
  setLatency(latencyMs: number): Promise<void>;
  /** How many calls there were since it was last asked. */
  takeCalls(): Promise<number>;
  stop(): void;
}

export interface Load {
  run(order: LoadOrder): Promise<LoadResult>;
  stop(): void;
}

export async function startUpstream(pinning: Pinning): Promise<Upstream> {
  const companion = await startCompanion("upstream.js", pinning);
  const { port } = companion.first as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    setLatency: async (latencyMs) => void (await companion.ask({ latencyMs })),
    takeCalls: async () => ((await companion.ask({})) as { calls: number }).calls,
    stop: () => companion.stop(),
  };
}

export async function startLoad(pinning: Pinning): Promise<Load> {
  const companion = await startCompanion("load.js", pinning);
  return { run: async (order) => (await companion.ask(order)) as LoadResult, stop: () => companion.stop() };
}

interface Companion {
  readonly first: unknown;
  ask(message: object): Promise<unknown>;
  stop(): void;
}

async function startCompanion(script: string, pinning: Pinning): Promise<Companion> {
  const child = spawn("taskset", ["-c", pinning.others, process.execPath, join(root, "bench/servers", script)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const answer = async (): Promise<unknown> => {
    const over = new AbortController();
    const ended = once(child, "exit", { signal: over.signal }).then(() =>
      Promise.reject(new Error(`${script} ended.`)),
    );
    try {
      const [message] = (await Promise.race([once(child, "message", { signal: over.signal }), ended])) as [unknown];
      return message;
    } finally {
      ended.catch(() => {});
      over.abort();
    }
  };
  return {
    first: await answer(),
    ask: async (message) => {
      const answered = answer();
      child.send(message);
      return answered;
    },
    stop: () => void child.kill(),
  };
}
