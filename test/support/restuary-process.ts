import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll } from "@jest/globals";

const root = join(import.meta.dirname, "../..");
const entry = join(root, "cli/main.ts");

/** A test that fails does not stop what it has started, and Jest would wait for that. */
const started = new Set<ChildProcess>();

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningGateway {
  /** Where GraphQL is answered, as the command printed it. */
  readonly url: string;
  readonly pid: number;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  /** Everything printed so far, both streams. */
  readonly output: () => string;
  ask(query: string, variables?: Record<string, unknown>): Promise<GraphQLResponseJson>;
  /** Asks it to end, waits until it has, and gives its exit code. */
  stop(): Promise<number | null>;
}

export interface GraphQLResponseJson {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLErrorJson[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GraphQLErrorJson {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Runs a command of the CLI from source, in a process of its own, to its end. */
export async function runRestuary(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  const child = start(entry, args, env);
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

export interface WatchedProcess {
  /** Resolves when all that was printed so far matches; rejects when the process ends before. */
  printed(pattern: RegExp): Promise<void>;
  /** Asks it to end, waits until it has, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a command of the CLI that runs until it is told to end. */
export function spawnRestuary(args: readonly string[], env: Record<string, string> = {}): WatchedProcess {
  const child = start(entry, args, env);
  let output = "";
  let look: (() => void) | undefined;
  const read = (text: string): void => {
    output += text;
    look?.();
  };
  child.stdout?.setEncoding("utf8").on("data", read);
  child.stderr?.setEncoding("utf8").on("data", read);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    printed: (pattern) =>
      new Promise<void>((resolve, reject) => {
        look = () => {
          if (pattern.test(output)) resolve();
        };
        look();
        void ended.then((code) => reject(new Error(`${args.join(" ")} ended with ${code}:\n${output}`)));
      }),
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/**
 * Starts `serve` or `dev` from source and waits until it prints its URL. `--port 0` is added.
 *
 * @param onOutput  Called with all the output so far whenever there is more: for what comes before the URL.
 */
export function startRestuary(
  args: readonly string[],
  env: Record<string, string> = {},
  onOutput?: (output: string) => void,
): Promise<RunningGateway> {
  return startGatewayScript(entry, args, env, onOutput);
}

/** As `startRestuary`, for a script that ends up starting a gateway and hands `--port` on to it. */
export async function startGatewayScript(
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
  onOutput?: (output: string) => void,
): Promise<RunningGateway> {
  const child = start(script, [...args, "--port", "0"], env);
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const endpoint = await new Promise<string>((resolve, reject) => {
    const read = (text: string): void => {
      output += text;
      onOutput?.(output);
      const printed = /http:\/\/[^\s"']+\/graphql\b/.exec(output);
      if (printed) resolve(printed[0]);
    };
    child.stdout?.setEncoding("utf8").on("data", read);
    child.stderr?.setEncoding("utf8").on("data", read);
    void ended.then((code) => reject(new Error(`${script} ${args.join(" ")} ended with ${code}:\n${output}`)));
  });
  return {
    url: endpoint,
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    ask: async (query, variables = {}) => {
      const response = await fetch(endpoint, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as GraphQLResponseJson; // GraphQL over HTTP
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

function start(script: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), script, ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  child.once("close", () => started.delete(child));
  return child;
}
