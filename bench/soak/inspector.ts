import { WebSocket } from "undici";

/** What a process holds, once all that nobody holds is gone. */
export interface Holdings {
  readonly heapMb: number;
  readonly rssMb: number;
  /** Open TCP connections, those to services and those of clients. */
  readonly sockets: number;
  readonly timers: number;
  /** Of `process` itself, where what is made for each request or reload would add one. */
  readonly listeners: number;
}

const question = `JSON.stringify((() => {
  const { heapUsed, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  return {
    heapMb: heapUsed / 1e6,
    rssMb: rss / 1e6,
    sockets: resources.filter((name) => name === "TCPSocketWrap").length,
    timers: resources.filter((name) => name === "Timeout").length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
})())`;

/** Looks into a process that was started with `--inspect`: it need not know of it. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id === undefined) return;
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** @param url  As the process prints it: `ws://127.0.0.1:PORT/ID`. */
  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      socket.addEventListener("error", () => reject(new Error(`Nobody listens at ${url}.`)), { once: true });
    });
    return new Inspector(socket);
  }

  async look(): Promise<Holdings> {
    // The first collection leaves what weak references and finalizers held until then.
    for (let round = 0; round < 3; round += 1) await this.#ask("HeapProfiler.collectGarbage");
    const answer = await this.#ask("Runtime.evaluate", { expression: question });
    return JSON.parse((answer as { result: { value: string } }).result.value) as Holdings; // what `question` makes
  }

  close(): void {
    this.#socket.close();
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
