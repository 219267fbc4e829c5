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

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Looks into a process that was started with `--inspect`: it need not know of it. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id === undefined) return;
      this.#waiting.get(id)?.resolve(result);
      this.#waiting.delete(id);
    });
    socket.addEventListener("close", () => {
      const ended = new Error("The process ended before it was looked into.");
      for (const { reject } of this.#waiting.values()) reject(ended);
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
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
