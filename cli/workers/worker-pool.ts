/**
 * The workers of `serve`: as many processes as it was told, each replaced when it dies.
 *
 * Invariant: each slot has one worker, or a timer that will start it, until the pool drains or gives up.
 */
import cluster, { type Worker } from "node:cluster";
import type { Socket } from "node:net";
import { DRAIN_TIMEOUT_MS } from "../../gateway/http/drain.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { ConnectionDealer } from "./connection-dealer.ts";
import type { FailedMessage, FromWorker, NextGraphMessage, StartMessage, ToWorker } from "./messages.ts";
import { PooledReload } from "./pooled-reload.ts";
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

/** A graph as the primary has found it. */
export type FoundGraph = Pick<NextGraphMessage, "supergraphSdl" | "file">;

interface Slot {
  readonly policy: RestartPolicy;
  worker?: Worker;
  /** Of the worker: it loads its modules, it opens the graph, it serves. */
  phase: "loading" | "starting" | "up";
  /** Of the graph that it was told to serve. */
  generation: number;
  restart?: NodeJS.Timeout;
}

/** A worker cuts what is left when its time is over; one that has not ended so long after hangs. */
const KILL_AFTER_MS = 10_000;

export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: readonly Slot[];
  /** What workers are told that are started from now on. */
  #start: StartMessage;
  #generation = 0;
  #note: string | undefined;
  readonly #reloads = new Set<PooledReload>();
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
    this.#start = options.start;
    this.#slots = Array.from({ length: options.size }, createSlot);
    this.started = new Promise((resolve) => {
      this.#settleStart = resolve;
    });
    this.lost = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
    for (const slot of this.#slots) this.#fork(slot);
  }

  /** Has all workers serve another graph, or none. @returns Why it is refused. */
  async reload(found: FoundGraph): Promise<FailedMessage | undefined> {
    const generation = this.#generation + 1;
    const failed = await this.#prepare(
      found,
      generation,
      this.#slots.filter(({ phase }) => phase === "up"),
    );
    if (failed) return failed;
    this.#start = { ...this.#start, ...found };
    this.#generation = generation;
    for (const slot of this.#slots) this.#catchUp(slot);
    return undefined;
  }

  /** What probes are told beside that all is well. */
  note(note: string | undefined): void {
    this.#note = note;
    for (const { worker, phase } of this.#slots) if (phase === "up" && worker) send(worker, noteMessage(note));
  }

  async #prepare(found: FoundGraph, generation: number, slots: readonly Slot[]): Promise<FailedMessage | undefined> {
    const workers = new Map(
      slots.flatMap(({ worker }) => (worker ? [[worker.id, (message: ToWorker) => send(worker, message)]] : [])),
    );
    const reload = new PooledReload({ kind: "prepare", id: generation, ...found }, workers);
    this.#reloads.add(reload);
    const failed = await reload.decided;
    this.#reloads.delete(reload);
    if (!failed) for (const slot of slots) slot.generation = generation;
    return failed;
  }

  /** One that was being started meanwhile serves what was served then. */
  #catchUp(slot: Slot): void {
    if (slot.phase !== "up" || slot.generation === this.#generation) return;
    const { supergraphSdl, file } = this.#start;
    void this.#prepare({ supergraphSdl, file }, this.#generation, [slot]).then((failed) => {
      if (failed) this.#options.warn(`A worker serves a graph that is not the newest: ${firstMessage(failed)}`);
    });
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
    const deadline = setTimeout(() => this.kill(), (this.#options.drainTimeoutMs ?? DRAIN_TIMEOUT_MS) + KILL_AFTER_MS);
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
      for (const reload of this.#reloads) reload.leave(worker.id);
      this.#bury(slot, worker, signal ?? `exit code ${code}`);
    });
  }

  #hear(slot: Slot, worker: Worker, message: FromWorker): void {
    const { dealer, metrics } = this.#options;
    switch (message.kind) {
      case "hello":
        metrics?.join(worker.id, (id) => send(worker, { kind: "snapshot", id }));
        slot.phase = "starting";
        slot.generation = this.#generation;
        send(worker, this.#start);
        return;
      case "ready":
        slot.phase = "up";
        slot.policy.isUp();
        this.#catchUp(slot);
        if (this.#note !== undefined) send(worker, noteMessage(this.#note));
        dealer.join(worker.id, (connection) => sendConnection(worker, connection));
        if (this.#slots.every(({ phase }) => phase === "up")) {
          this.#hasServed = true;
          this.#settleStart({ ...message, kind: "serving" });
        }
        return;
      case "failed":
        // What one cannot, no other can: all are told the same. Later on, a file has changed.
        if (this.#hasServed) this.#options.warn(`A worker cannot start: ${firstMessage(message)}`);
        else this.#end(message);
        return;
      case "prepared":
        for (const reload of this.#reloads) reload.hear(worker.id, message);
        return;
      case "wrote":
        for (const { worker: other, phase } of this.#slots) {
          if (other && other !== worker && phase === "up") send(other, message);
        }
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

function createSlot(): Slot {
  return { policy: new RestartPolicy(), phase: "loading", generation: 0 };
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

function noteMessage(note: string | undefined): ToWorker {
  return { kind: "note", ...(note !== undefined && { note }) };
}

function firstMessage({ findings, message }: FailedMessage): string {
  return message ?? findings.find(({ severity }) => severity === "error")?.message ?? "it does not say why.";
}
