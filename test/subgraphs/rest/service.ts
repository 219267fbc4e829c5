import { afterEach } from "@jest/globals";
import {
  createRestOperation,
  type CancellableOperation,
  type RestOperationOptions,
} from "../../../subgraphs/rest/create-rest-operation.ts";
import {
  openTransport,
  type OpenTransport,
  type OpenTransportOptions,
} from "../../../subgraphs/rest/open-transport.ts";
import type { RestRequest } from "../../../subgraphs/rest/operation.ts";
import type { TransportSettings } from "../../../subgraphs/rest/transport-settings.ts";
import { startRestServer, type Handler, type RestServer } from "../../support/rest-server.ts";

export { rejectionOf, textOf } from "./upstream.ts";

export interface Service extends RestServer {
  readonly transport: OpenTransport;
  /** `METHOD /path` of each request that came in. */
  calls(): string[];
  operation(options?: Omit<RestOperationOptions, "transport">): CancellableOperation;
  request(path: string, changes?: Partial<RestRequest>): RestRequest;
}

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server behind the source `things.api`, and the whole way out to it; retries come at once. */
export async function startService(
  handler: Handler,
  settings: TransportSettings = {},
  options: OpenTransportOptions = {},
): Promise<Service> {
  const server = await startRestServer(handler);
  const transport = openTransport({ sources: { "things.api": settings }, random: () => 0, ...options });
  cleanups.push(
    () => server.close(),
    () => transport.close(),
  );
  return {
    ...server,
    transport,
    calls: () => server.requests.map(({ method, url }) => `${method} ${url}`),
    operation: (given = {}) => createRestOperation({ transport, ...given }),
    request: (path, changes = {}) => ({
      subgraph: "things",
      coordinate: "things:Query.thing[0]",
      source: "api",
      sourceKey: "things.api",
      method: "GET",
      url: server.url + path,
      headers: {},
      ...changes,
    }),
  };
}
