import type { RestTransport, TransportCall, TransportRequest } from "./transport.ts";

/** Hands each request to the transport that is in use when it comes, so that a new config's settings take effect at once. */
export class ReplaceableTransport implements RestTransport {
  #current: RestTransport;
  readonly #running = new Set<Promise<unknown>>();

  constructor(first: RestTransport) {
    this.#current = first;
  }

  /** The one before is closed when its last call has ended: one that is to be sent again is sent by it. */
  async use(next: RestTransport): Promise<void> {
    const previous = this.#current;
    this.#current = next;
    await Promise.allSettled(this.#running);
    await previous.close();
  }

  request(request: TransportRequest): TransportCall {
    const call = this.#current.request(request);
    const ended = (): void => void this.#running.delete(call.response);
    this.#running.add(call.response);
    call.response.then(ended, ended);
    return call;
  }

  secrets(): Iterable<string> {
    return this.#current.secrets?.() ?? [];
  }

  identityOf(source: string | undefined): string {
    return this.#current.identityOf?.(source) ?? "";
  }

  close(): Promise<void> {
    return this.#current.close();
  }
}
