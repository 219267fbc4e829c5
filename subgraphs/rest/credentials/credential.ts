import type { TransportRequest } from "../transport.ts";

/** What is added to each request to a service, so that it knows who asks. */
export interface Credential {
  /** A promise only where something must be fetched first. It is rejected with RestError alone, and so is what is thrown. */
  addTo(request: TransportRequest): TransportRequest | Promise<TransportRequest>;
  /**
   * For what can be had anew: the service answered 401 to `sent`, which `addTo` made of `asked`.
   *
   * @returns Whether another try is made with something else.
   */
  refused?(sent: TransportRequest, asked: TransportRequest): boolean;
  /** What must be found in no text that leaves the process for anybody but the service. */
  secrets(): Iterable<string>;
}

export interface Clocks {
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}
