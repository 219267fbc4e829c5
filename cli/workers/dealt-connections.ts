/** A worker's side of the connection dealer: takes the connections that the primary sends. */
import type { Socket } from "node:net";
import type { ConnectionSource } from "../../gateway/http/connection-source.ts";
import type { FromWorker } from "./messages.ts";

type Tell = (message: FromWorker) => Promise<void>;

export class DealtConnections implements ConnectionSource {
  readonly #tell: Tell;
  #take: ((connection: Socket) => void) | undefined;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  start(take: (connection: Socket) => void): void {
    this.#take = take;
  }

  /** What is not taken is dealt to another worker when this one has ended. */
  stop(): void {
    this.#take = undefined;
  }

  /** @param connection  `undefined` where it was closed on the way. */
  async hear(connection: Socket | undefined): Promise<void> {
    if (!this.#take) return;
    // Nothing is read from it before the primary is sure to hear that it is taken; else what a client asks once could
    // be answered twice, by this worker and by the one that gets the connection should this one be killed.
    await this.#tell({ kind: "took" });
    if (connection) this.#take(connection);
  }
}
