import {
  openTransport,
  type OpenTransport,
  type OpenTransportOptions,
} from "../../../subgraphs/rest/open-transport.ts";
import type { TransportSettings } from "../../../subgraphs/rest/transport-settings.ts";
import type { Handler } from "../../support/rest-server.ts";
import { startBehind, type Upstream } from "./upstream.ts";

export { rejectionOf, textOf } from "./upstream.ts";

/** A server behind the source `things.api`, and the whole way out to it; retries come at once. */
export async function startService(
  handler: Handler,
  settings: TransportSettings = {},
  options: OpenTransportOptions = {},
): Promise<Upstream<OpenTransport>> {
  const transport = openTransport({ sources: { "things.api": settings }, random: () => 0, ...options });
  const service = await startBehind(transport, handler);
  return {
    ...service,
    request: (path, changes = {}) => service.request(path, { source: "api", sourceKey: "things.api", ...changes }),
  };
}
