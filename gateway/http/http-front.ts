import { createServer, type Server, type ServerResponse } from "node:http";
import { answerRequest, routeOf, type Served } from "./answer-request.ts";
import { openServer, type ConnectionOptions, type OpenServer } from "./connection-source.ts";
import { drain, DRAIN_TIMEOUT_MS } from "./drain.ts";
import { InFlight } from "./in-flight.ts";
import { CLIENT_LEFT, type ServerObserver } from "./server-observer.ts";

export interface HttpFrontOptions extends ConnectionOptions {
  /** Counts requests and operations. */
  readonly observer?: ServerObserver;
  /** How long `stop` waits for what is being answered. Default 10 000. */
  readonly drainTimeoutMs?: number;
  /**
   * How long `stop` leaves connections open that have no request, so that one that is on its way is answered. A client
   * that keeps asking is told by its next answer to take another connection. Default 0.
   */
  readonly idleDrainMs?: number;
}

/** Load balancers keep an idle connection for 60 s; closing it before they do loses the request they then send on it. */
const KEEP_ALIVE_TIMEOUT_MS = 61_000;

/** node:http in front of what answers: takes requests, knows which are being answered, and lets these end. */
export class HttpFront {
  readonly requests: InFlight = new InFlight();
  readonly #server: Server;
  readonly #options: HttpFrontOptions;
  readonly #open = new Set<ServerResponse>();
  #way: OpenServer | undefined;
  #isDraining = false;

  constructor(served: Served, options: HttpFrontOptions) {
    const { observer } = options;
    const { path, overload } = served;
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#open.add(response);
      const ended = observer?.onRequest(request.method ?? "", routeOf(request, path));
      response.once("close", () => {
        this.#open.delete(response);
        overload?.leave(response);
        ended?.(response.writableFinished ? response.statusCode : CLIENT_LEFT);
      });
      if (this.#isDraining) response.setHeader("connection", "close");
      this.requests.track(answerRequest(request, response, served));
    });
    this.#server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  }

  /** @returns As `OpenServer.base`. @throws ListenError when the port cannot be listened on. */
  async open(): Promise<string> {
    this.#way = await openServer(this.#server, this.#options);
    return this.#way.base;
  }

  /** Takes no new connections, and resolves when all that was asked has been answered. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const { idleDrainMs: idleMs = 0, drainTimeoutMs: timeoutMs = DRAIN_TIMEOUT_MS } = this.#options;
    const close = async (): Promise<void> => this.#way?.close();
    await drain(this.#server, this.#open, { idleMs, timeoutMs, close });
    await this.requests.settled();
  }
}
