/**
 * A graph that all workers take up, or none: each opens it beside the one that it serves and says what came of that; when
 * all have, they are told to serve it or to forget it.
 */
import type { FailedMessage, NextGraphMessage, PreparedMessage, ToWorker } from "./messages.ts";

type Send = (message: ToWorker) => void;

/** To open a graph takes seconds at most; a worker that takes longer hangs. */
const TIMEOUT_MS = 120_000;

export class PooledReload {
  readonly #next: NextGraphMessage;
  readonly #waiting = new Map<number, Send>();
  readonly #prepared: Send[] = [];
  #failed: FailedMessage | undefined;
  #settle: (failed: FailedMessage | undefined) => void = () => {};
  /** Why it is refused; `undefined` where it is served. */
  readonly decided: Promise<FailedMessage | undefined>;

  /** @param workers  By id; each is sent the graph. */
  constructor(next: NextGraphMessage, workers: ReadonlyMap<number, Send>) {
    this.#next = next;
    const timer = setTimeout(() => {
      const message = "a worker did not say in time whether it can serve it.";
      this.#failed = { kind: "failed", findings: [], texts: [], message };
      this.#waiting.clear();
      this.#decide();
    }, TIMEOUT_MS);
    this.decided = new Promise((resolve) => {
      this.#settle = (failed) => {
        clearTimeout(timer);
        resolve(failed);
      };
    });
    for (const [id, send] of workers) {
      this.#waiting.set(id, send);
      send(next);
    }
    this.#decide();
  }

  hear(worker: number, { id, failed }: PreparedMessage): void {
    const send = id === this.#next.id ? this.#waiting.get(worker) : undefined;
    if (!send) return;
    this.#waiting.delete(worker);
    if (failed) this.#failed = failed;
    else this.#prepared.push(send);
    this.#decide();
  }

  /** It has died; the one that is started in its place is told what is served then. */
  leave(worker: number): void {
    if (this.#waiting.delete(worker)) this.#decide();
  }

  #decide(): void {
    if (this.#waiting.size > 0) return;
    const { id } = this.#next;
    for (const send of this.#prepared.splice(0)) send({ kind: this.#failed ? "discard" : "use", id });
    this.#settle(this.#failed);
  }
}
