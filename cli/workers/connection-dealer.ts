/**
 * One port, and the workers that answer what comes in there: each connection is accepted here and dealt to the next
 * worker in turn that has taken the one before.
 *
 * Invariant: a connection is held here until its worker has said that it took it, and no worker reads from one before.
 * So a worker that is killed loses none that it had not begun to read; they are dealt again. (node:cluster forgets
 * those: their clients wait until the primary ends.)
 */
import { createServer, type Server, type Socket } from "node:net";
import { listen } from "../../gateway/http/listen.ts";

/** Sends a connection to one worker, which answers by `took`. */
export type Deal = (connection: Socket) => void;

export class ConnectionDealer {
  readonly #server: Server;
  /** Oldest first. */
  readonly #waiting: Socket[] = [];
  /** Who takes the next ones, in turn. */
  readonly #free = new Map<number, Deal>();
  /** Who has been sent one, and has not said that it took it. */
  readonly #taking = new Map<number, { readonly deal: Deal; readonly connection: Socket }>();
  /** Who is sent no more. */
  readonly #retired = new Set<number>();

  constructor() {
    // What is read before a connection is sent to a worker would be lost to it.
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (connection) => {
      this.#waiting.push(connection);
      this.#dealNext();
    });
  }

  /**
   * @returns The base URL, without a trailing slash.
   * @throws ListenError
   */
  listen(options: { readonly port: number; readonly host?: string | undefined }): Promise<string> {
    return listen(this.#server, options);
  }

  /** The worker serves, and takes connections from now on. */
  join(worker: number, deal: Deal): void {
    this.#free.set(worker, deal);
    this.#dealNext();
  }

  /** The worker has the connection that it was sent last. */
  took(worker: number): void {
    const taken = this.#taking.get(worker);
    if (!taken) return;
    this.#taking.delete(worker);
    // Ours is a second handle of the same connection, which stays open.
    taken.connection.destroy();
    if (!this.#retired.has(worker)) this.join(worker, taken.deal);
  }

  /** The worker is ending: it still answers what it was sent, and is sent no more. */
  retire(worker: number): void {
    this.#free.delete(worker);
    this.#retired.add(worker);
  }

  /** The worker is gone, and everything that it said has been heard. */
  leave(worker: number): void {
    const lost = this.#taking.get(worker);
    this.#free.delete(worker);
    this.#taking.delete(worker);
    this.#retired.delete(worker);
    if (lost) this.#waiting.unshift(lost.connection);
    this.#dealNext();
  }

  /** Accepts no more; what was accepted is still dealt. */
  close(): void {
    this.#server.close();
  }

  #dealNext(): void {
    for (const [worker, deal] of this.#free) {
      const connection = this.#waiting.shift();
      if (!connection) return;
      this.#free.delete(worker);
      this.#taking.set(worker, { deal, connection });
      deal(connection);
    }
  }
}
