/**
 * The workers of `serve`: as many processes as it was told, each replaced when it dies.
 *
 * Invariant: each slot has one worker, or a timer that will start it, until the pool drains or gives up.
 */
import cluster, { type Worker } from "node:cluster";
import type { Socket } from "node:net";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { ConnectionDealer } from "./connection-dealer.ts";
import type { FailedMessage, FromWorker, StartMessage, ToWorker } from "./messages.ts";
import { RestartPolicy } from "./restart-policy.ts";
import type { PooledMetrics } from "./pooled-metrics.ts";

export interface WorkerPoolOptions {
  readonly size: number;
  /** What every worker is told first. */
  readonly start: StartMessage;
  /** Deals to the workers what is to be answered. */
  readonly dealer: ConnectionDealer;
  readonly metrics: PooledMetrics | undefined;
  /** A line for the log. */
  readonly warn: (line: string) => void;
  /** How long a worker lets operations run when it is to end. Default 10 000. */
  readonly drainTimeoutMs?: number | undefined;
}

export type PoolState =
  /** Every worker serves. */
  | { readonly kind: "serving"; readonly path: string; readonly findings: readonly Diagnostic[] }
  /** A worker says why none can serve. */
  | FailedMessage
  /** Workers ended without a word, again and again. */
  | { readonly kind: "gave-up"; readonly message: string };

interface Slot {
  readonly policy: RestartPolicy;
  worker?: Worker;
  /** Of the worker: it loads its modules, it opens the graph, it serves. */
  phase: "loading" | "starting" | "up";
  restart?: NodeJS.Timeout;
}

/** A worker cuts what is left when its time is over; one that has not ended so long after hangs. */
const KILL_AFTER_MS = 10_000;

export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: readonly Slot[];
  #isDraining = false;
  /** All of them have served, at some time. */
  #hasServed = false;
  #onEmpty: (() => void) | undefined;
  #settleStart: (state: PoolState) => void = () => {};
  #giveUp: (message: string) => void = () => {};
  /** What came of the start. */
  readonly started: Promise<PoolState>;
  /** Resolves with a sentence when no worker is left and none can be started. */
  readonly lost: Promise<string>;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, () => ({ policy: new RestartPolicy(), phase: "loading" }));
    this.started = new Promise((resolve) => {
      this.#settleStart = resolve;
    });
    this.lost = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    for (const slot of this.#slots) this.#fork(slot);
  }

  /** Has every worker tell its probes that it is about to end. */
  leave(): void {
    for (const { worker, phase } of this.#slots) if (phase === "up" && worker) send(worker, { kind: "leave" });
  }

  /** Asks every worker to finish what it is answering; resolves when all have ended. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    for (const { restart } of this.#slots) clearTimeout(restart);
    const running = this.#slots.filter(({ worker }) => worker !== undefined);
    if (running.length === 0) return;
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (const { worker, phase } of running) {
      // What is still loading does not listen, neither to clients nor to us.
      if (phase === "loading") worker?.process.kill("SIGKILL");
      else if (worker) send(worker, { kind: "drain" });
    }
    const deadline = setTimeout(() => this.kill(), (this.#options.drainTimeoutMs ?? 10_000) + KILL_AFTER_MS);
    await empty;
    clearTimeout(deadline);
  }

  /** Ends every worker at once. */
  kill(): void {
    this.#isDraining = true;
    for (const { worker, restart } of this.#slots) {
      clearTimeout(restart);
      worker?.process.kill("SIGKILL");
    }
  }

  #fork(slot: Slot): void {
    const worker = cluster.fork();
    slot.worker = worker;
    slot.phase = "loading";
    worker.on("message", (message: FromWorker) => this.#hear(slot, worker, message));
    // Its channel breaks when it is killed; that it ended is what counts.
    worker.on("error", () => {});
    // It has ended, and its last words have been heard. "disconnect" would not do: where a connection was on its way to
    // the worker as it died, node waits for its acknowledgement and never tells of that.
    worker.process.once("close", () => this.#options.dealer.leave(worker.id));
    worker.once("exit", (code, signal) => {
      this.#options.metrics?.leave(worker.id);
      this.#bury(slot, worker, signal ?? `exit code ${code}`);
    });
  }

  #hear(slot: Slot, worker: Worker, message: FromWorker): void {
    const { dealer, metrics, start } = this.#options;
    switch (message.kind) {
      case "hello":
        metrics?.join(worker.id, (id) => send(worker, { kind: "snapshot", id }));
        slot.phase = "starting";
        send(worker, start);
        return;
      case "ready":
        slot.phase = "up";
        slot.policy.isUp();
        dealer.join(worker.id, (connection) => sendConnection(worker, connection));
        if (this.#slots.every(({ phase }) => phase === "up")) {
          this.#hasServed = true;
          this.#settleStart({ ...message, kind: "serving" });
        }
        return;
      case "failed":
        // What one cannot, no other can: all are told the same. Later on, a file has changed.
        if (this.#hasServed) this.#options.warn(`A worker cannot start: ${message.message ?? firstMessage(message)}`);
        else this.#end(message);
        return;
      case "took":
        dealer.took(worker.id);
        return;
      case "leaving":
        dealer.retire(worker.id);
        return;
      case "snapshot":
        metrics?.take(worker.id, message.metrics, message.id);
        return;
      case "ended":
        metrics?.take(worker.id, message.metrics);
        return;
      default:
        return message satisfies never;
    }
  }

  #end(state: FailedMessage | { readonly kind: "gave-up"; readonly message: string }): void {
    this.kill();
    this.#settleStart(state);
    this.#giveUp(state.message ?? "");
  }

  #bury(slot: Slot, worker: Worker, how: string): void {
    delete slot.worker;
    slot.phase = "loading";
    if (this.#isDraining) {
      if (this.#slots.every((each) => each.worker === undefined)) this.#onEmpty?.();
      return;
    }
    const next = slot.policy.afterDeath();
    const isLast = this.#slots.every(({ phase }) => phase !== "up");
    if (next.isHopeless && isLast) {
      const message = `No worker can be started: one after the other ended at once, the last with ${how}.`;
      this.#end({ kind: "gave-up", message });
      return;
    }
    const when = next.delayMs === 0 ? "now" : `in ${next.delayMs / 1000} s`;
    this.#options.warn(`Worker ${worker.process.pid} ended (${how}). Another one is started ${when}.`);
    slot.restart = setTimeout(() => this.#fork(slot), next.delayMs);
  }
}

/** A worker that is ending cannot be told anything, and need not be. */
function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, () => {});
}

/** Where it is not sent, the worker is ending, and the dealer learns of that. */
function sendConnection(worker: Worker, connection: Socket): void {
  const message: ToWorker = { kind: "connection" };
  if (worker.isConnected()) worker.send(message, connection, { keepOpen: true }, () => {});
}

function firstMessage({ findings }: FailedMessage): string {
  return findings.find(({ severity }) => severity === "error")?.message ?? "it does not say why.";
}
