import type { RestTransport, TransportCall, TransportRequest } from "./transport.ts";

/** Hands each request to the transport that is in use when it comes, so that a new config's settings take effect at once. */
export class ReplaceableTransport implements RestTransport {
  #current: RestTransport;

  constructor(first: RestTransport) {
    this.#current = first;
  }

  /** The one before is closed when its last call has ended. */
  async use(next: RestTransport): Promise<void> {
    const previous = this.#current;
    this.#current = next;
    await previous.close();
  }

  request(request: TransportRequest): TransportCall {
    return this.#current.request(request);
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
