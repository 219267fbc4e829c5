/**
 * The native planner in a process of its own. Some operations make it panic, which ends the process that it runs in, and
 * on some it comes to no end; no thread is safe from either. A worker thread talks to that process, so that this thread
 * can wait for an answer, for a limited time, where it needs one to go on:
 *
 *     this thread  --port, then waits on a flag-->  worker thread  --IPC-->  process with the planner
 *
 * Invariant: there is one request at a time, as whoever makes another is blocked by it. Plans are kept by their callers.
 */
import { createRequire } from "node:module";
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import type { QueryPlan } from "@graphql-hive/router-query-planner";

/** The process ended, or had to be ended, instead of answering. */
export class PlannerStoppedError extends Error {
  readonly code = "PLANNER_STOPPED";
}

/** The process has no planner to run: there is no binary for the platform. */
export class PlannerMissingError extends Error {
  readonly code = "PLANNER_MISSING";
}

export interface PlannerHandle {
  readonly overrideLabels: readonly string[];
  readonly overridePercentages: readonly number[];
  /** @throws PlannerStoppedError, or an Error with what the planner says. */
  plan(operation: string, labels: Iterable<string>, percentage: number): QueryPlan;
}

/** Reading a supergraph of some hundred subgraphs takes a second. */
const LOAD_TIMEOUT_MS = 60_000;

let shared: PlannerProcess | undefined;
let loads = 0;

/** What is being read of a supergraph that nobody has asked for yet. */
interface Preload {
  readonly supergraphSdl: string;
  readonly key: number;
  readonly answer: PendingAnswer;
}
let preload: Preload | undefined;

/**
 * Has the process start, and read a supergraph, while this thread does other things: `loadInProcess` of the same text then
 * waits for what is left of it.
 */
export function preloadInProcess(supergraphSdl: string): void {
  shared ??= new PlannerProcess();
  if (preload) shared.forget(preload.key);
  loads += 1;
  preload = { supergraphSdl, key: loads, answer: shared.begin({ key: loads, sdl: supergraphSdl }, LOAD_TIMEOUT_MS) };
}

/**
 * @param planTimeoutMs  After that a plan is given up. The largest operations take a second on a busy machine; what takes
 *   longer has no end.
 * @throws PlannerMissingError, PlannerStoppedError, or an Error with what the planner says of the supergraph.
 */
export function loadInProcess(supergraphSdl: string, planTimeoutMs: number = 2_500): PlannerHandle {
  if (preload?.supergraphSdl !== supergraphSdl) preloadInProcess(supergraphSdl);
  const [planners, begun] = [shared, preload];
  if (!planners || !begun) throw new Error("The query planner was not started.");
  preload = undefined;
  const { key, answer } = begun;
  const settings = answer.take() as Pick<PlannerHandle, "overrideLabels" | "overridePercentages">;
  const handle: PlannerHandle = {
    ...settings,
    plan: (operation, labels, percentage) =>
      planners.begin({ key, plan: { operation, labels: [...labels], percentage } }, planTimeoutMs).take() as QueryPlan,
  };
  // A graph that was replaced is not told of it, and its planner is large.
  unused.register(handle, key);
  return handle;
}

const unused = new FinalizationRegistry<number>((key) => shared?.forget(key));

interface Request {
  readonly key: number;
  readonly sdl?: string;
  readonly plan?: { readonly operation: string; readonly labels: readonly string[]; readonly percentage: number };
}

type Answer =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error" | "missing" | "stopped"; readonly message: string };

class PlannerProcess {
  readonly #flag = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  #pending: PendingAnswer | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    const require = createRequire(import.meta.url);
    let planner: string | undefined;
    try {
      planner = require.resolve("@graphql-hive/router-query-planner");
    } catch {
      planner = undefined;
    }
    const worker = new Worker(workerSource, {
      eval: true,
      workerData: { flag: this.#flag, port: port2, planner, source: processSource },
      transferList: [port2],
      // Loaders of the caller's are not for it.
      execArgv: [],
    });
    // Neither keeps the process alive when all else is done.
    worker.unref();
    port1.unref();
    this.#port = port1;
  }

  /** Sends a request. What was begun before is waited for. */
  begin(request: Request, timeoutMs: number): PendingAnswer {
    this.#pending?.wait();
    Atomics.store(this.#flag, 0, 0);
    this.#port.postMessage({ ...request, timeoutMs }, []);
    return (this.#pending = new PendingAnswer(() => {
      // The worker keeps the time. The rest is for a machine that is too busy to start it.
      Atomics.wait(this.#flag, 0, 0, timeoutMs + 30_000);
      this.#pending = undefined;
      return receiveMessageOnPort(this.#port)?.message as Answer | undefined;
    }));
  }

  forget(key: number): void {
    this.#port.postMessage({ key, isForgotten: true }, []);
  }
}

class PendingAnswer {
  readonly #receive: () => Answer | undefined;
  #received: { readonly answer: Answer | undefined } | undefined;

  constructor(receive: () => Answer | undefined) {
    this.#receive = receive;
  }

  /** Blocks this thread. */
  wait(): Answer | undefined {
    return (this.#received ??= { answer: this.#receive() }).answer;
  }

  /** Blocks this thread. @throws for any answer but a result. */
  take(): unknown {
    const answer = this.wait();
    if (!answer) throw new PlannerStoppedError("The query planner's process could not be reached.");
    if (answer.kind === "result") return answer.result;
    if (answer.kind === "missing") throw new PlannerMissingError(answer.message);
    if (answer.kind === "stopped") throw new PlannerStoppedError(answer.message);
    throw new Error(answer.message);
  }
}

/** As text, so that it runs alike from TypeScript sources and from the built package. */
const workerSource = `
const { workerData: { flag, port, planner, source } } = require("node:worker_threads");
const { spawn } = require("node:child_process");

const supergraphs = new Map();
let child, loaded, timer, isPending = false;

function answer(message) {
  if (!isPending) return;
  isPending = false;
  clearTimeout(timer);
  port.postMessage(message);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

function start() {
  const started = spawn(process.execPath, ["-e", source, planner ?? ""], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
  });
  child = started;
  loaded = new Set();
  started.on("message", (message) => {
    if (child === started) answer(message);
  });
  started.on("error", ({ message }) => stop("The query planner's process could not be started: " + message));
  started.on("exit", () => {
    if (child === started) stop("The query planner ended its process.");
  });
}

function stop(message) {
  child?.kill("SIGKILL");
  child = undefined;
  answer({ kind: "stopped", message });
}

port.on("message", ({ key, sdl, plan, timeoutMs, isForgotten }) => {
  if (isForgotten) {
    supergraphs.delete(key);
    if (child) child.send({ key, isForgotten });
    return;
  }
  if (sdl !== undefined) supergraphs.set(key, sdl);
  if (!child) start();
  isPending = true;
  timer = setTimeout(() => stop("The query planner came to no end within " + timeoutMs + " ms."), timeoutMs);
  // A process that was started again knows nothing of what the one before it had read.
  const text = loaded.has(key) ? undefined : supergraphs.get(key);
  loaded.add(key);
  child.send({ key, sdl: text, plan }, () => {});
});
`;

const processSource = `
const planners = new Map();
let QueryPlanner;

async function answer({ key, sdl, plan }) {
  try {
    QueryPlanner ??= require(process.argv[1]).QueryPlanner;
  } catch ({ message }) {
    return { kind: "missing", message };
  }
  try {
    if (sdl !== undefined) planners.set(key, new QueryPlanner(sdl));
    const planner = planners.get(key);
    if (!planner) return { kind: "error", message: "The supergraph was not read." };
    const { overrideLabels, overridePercentages } = planner;
    if (!plan) return { kind: "result", result: { overrideLabels, overridePercentages } };
    const { operation, labels, percentage } = plan;
    // On a thread of its own: this one must learn that whoever asks has gone.
    const result = await planner.planAsync(operation, undefined, new Set(labels), percentage);
    return { kind: "result", result };
  } catch ({ message }) {
    return { kind: "error", message };
  }
}

process.on("message", async (request) => {
  if (request.isForgotten) planners.delete(request.key);
  else process.send(await answer(request));
});
// An exit would wait for a plan that may come to no end.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// A terminal's Ctrl+C reaches it too; whoever started it decides when it ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
`;
