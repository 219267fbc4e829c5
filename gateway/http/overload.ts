/**
 * Turns requests away while the process has more to do than it can, before anything of them is read: those that are let in
 * are answered in time, and the others soon know that they have to ask again.
 *
 * Overloaded is a process that answers as many operations at once as it may, or whose event loop is late again and again.
 * Once alone says nothing: a large plan or a collection of garbage stops the loop too, and is over when it is seen.
 */
import type { ServerResponse } from "node:http";
import { failure, type Answer } from "./answer.ts";

export interface OverloadOptions {
  /** Most operations that are answered at once. Default 2 000. */
  readonly maxOperations?: number;
  /** How late the event loop may be for longer than a moment, in milliseconds. Default 1 000. */
  readonly maxDelayMs?: number;
}

export interface OverloadReport {
  readonly kind: "began" | "ended";
  /** What was too much. */
  readonly reason: "operations" | "delay";
  /** Requests that were turned away; 1 where it has just begun. */
  readonly refused: number;
}

const SAMPLE_MS = 100;
/** The delay that counts is the least of so many samples in a row. */
const SAMPLES = 3;
/** It has ended when nobody was turned away for so long. */
const QUIET_MS = 5_000;

export class Overload {
  readonly #maxOperations: number;
  readonly #maxDelayMs: number;
  readonly #onChange: ((report: OverloadReport) => void) | undefined;
  readonly #answering = new Set<ServerResponse>();
  readonly #delays: number[] = [];
  #sustainedDelayMs = 0;
  #episode: { readonly reason: OverloadReport["reason"]; refused: number; last: number } | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(
    { maxOperations = 2_000, maxDelayMs = 1_000 }: OverloadOptions,
    onChange?: (report: OverloadReport) => void,
  ) {
    this.#maxOperations = maxOperations;
    this.#maxDelayMs = maxDelayMs;
    this.#onChange = onChange;
    let due = performance.now() + SAMPLE_MS;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.sample(now - due);
      due = now + SAMPLE_MS;
      if (this.#episode && now - this.#episode.last > QUIET_MS) this.#end(this.#episode);
    }, SAMPLE_MS).unref();
  }

  /** Takes down by how many milliseconds the event loop was late. */
  sample(delayMs: number): void {
    this.#delays.push(delayMs);
    if (this.#delays.length > SAMPLES) this.#delays.shift();
    this.#sustainedDelayMs = this.#delays.length < SAMPLES ? 0 : Math.min(...this.#delays);
  }

  /** @returns What a request is answered that is not to be read. */
  refuse(): Answer | undefined {
    if (this.#isFull) return this.#turnAway("operations");
    return this.#sustainedDelayMs > this.#maxDelayMs ? this.#turnAway("delay") : undefined;
  }

  /**
   * Lets in a request that has been read, which then counts until it has left.
   *
   * @returns What it is answered where others were let in while it was sending.
   */
  enter(response: ServerResponse): Answer | undefined {
    if (this.#isFull) return this.#turnAway("operations");
    this.#answering.add(response);
    return undefined;
  }

  leave(response: ServerResponse): void {
    this.#answering.delete(response);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get #isFull(): boolean {
    return this.#answering.size >= this.#maxOperations;
  }

  #turnAway(reason: OverloadReport["reason"]): Answer {
    if (this.#episode) this.#episode.refused += 1;
    else {
      this.#episode = { reason, refused: 1, last: 0 };
      this.#onChange?.({ kind: "began", reason, refused: 1 });
    }
    this.#episode.last = performance.now();
    const answer = failure(503, "The gateway has more to do than it can. Ask again later.", "OVERLOADED");
    // Not all of them at the same time.
    return { ...answer, headers: { ...answer.headers, "retry-after": String(1 + Math.floor(Math.random() * 3)) } };
  }

  #end({ reason, refused }: { readonly reason: OverloadReport["reason"]; readonly refused: number }): void {
    this.#episode = undefined;
    this.#onChange?.({ kind: "ended", reason, refused });
  }
}
