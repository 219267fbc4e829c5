import type { RestTransport, TransportCall, TransportRequest } from "../transport.ts";

/** Calls for credentials themselves. They belong to no operation, and end by nobody's leaving. */
export class OwnCalls implements RestTransport {
  readonly #next: RestTransport;
  readonly #running = new Set<TransportCall>();

  constructor(next: RestTransport) {
    this.#next = next;
  }

  request(request: TransportRequest): TransportCall {
    const call = this.#next.request(request);
    const ended = (): void => void this.#running.delete(call);
    this.#running.add(call);
    call.response.then(ended, ended);
    return call;
  }

  /** Breaks off what nobody waits for any more. */
  async close(): Promise<void> {
    for (const call of this.#running) call.abort();
  }
}
