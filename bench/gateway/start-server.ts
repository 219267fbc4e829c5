/** A server that is measured: a command of its own on its own CPU, which says on its output where it answers. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pinning } from "./machine.ts";
import { processTree } from "./process-usage.ts";

export const root: string = join(import.meta.dirname, "../..");

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;

export async function startServer(
  args: readonly string[],
  { pinning, env = {} }: { readonly pinning: Pinning; readonly env?: Readonly<Record<string, string>> },
): Promise<RunningServer> {
  const child = spawn("taskset", ["-c", pinning.measured, process.execPath, ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.on("error", () => {});
  const { pid } = child;
  if (pid === undefined) throw new Error("`taskset`, of the package util-linux, could not be started.");
  // Whatever ends this process ends what it has started.
  const killTree = (): void => processTree(pid).forEach(kill);
  process.once("exit", killTree);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    const read = (text: string): void => {
      output += text;
      const found = /Serving GraphQL at (\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    void ended.then(() => reject(new Error(`${args.join(" ")} ended: ${output}`)));
    setTimeout(() => reject(new Error(`${args.join(" ")} does not start: ${output}`)), startTimeoutMs).unref();
  });
  return {
    url,
    pid,
    stop: async () => {
      const tree = processTree(pid);
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(3000, undefined, { ref: false })]);
      tree.forEach(kill);
      process.off("exit", killTree);
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The path of the command that is measured: built, as it is shipped. */
export const restuary: string = "dist/cli/main.js";
