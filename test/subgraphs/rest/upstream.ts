import { afterEach } from "@jest/globals";
import type { OperationContext } from "../../../subgraphs/operation-context.ts";
import {
  createRestOperation,
  type CancellableOperation,
  type RestCallReport,
  type RestOperationOptions,
} from "../../../subgraphs/rest/create-rest-operation.ts";
import type { RestRequest } from "../../../subgraphs/rest/operation.ts";
import {
  createRestTransport,
  type RestTransport,
  type RestTransportOptions,
} from "../../../subgraphs/rest/transport.ts";
import { startRestServer, type Handler, type RestServer } from "../../support/rest-server.ts";

export interface Upstream<Transport extends RestTransport = RestTransport> extends RestServer {
  readonly transport: Transport;
  /** `METHOD /path` of each request that came in. */
  calls(): string[];
  /** A new GraphQL operation's way to this server. */
  operation(options?: Omit<RestOperationOptions, "transport">): CancellableOperation;
  request(path: string, changes?: Partial<RestRequest>): RestRequest;
  /** A new GraphQL operation, as a subgraph is given it. */
  context(changes?: Partial<OperationContext>): OperationContext;
}

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server, and a transport to it; both are closed after the test. */
export async function startUpstream(handler: Handler, options?: RestTransportOptions): Promise<Upstream> {
  return startBehind(createRestTransport(options), handler);
}

/** As `startUpstream`, with a transport of the test's own. */
export async function startBehind<Transport extends RestTransport>(
  transport: Transport,
  handler: Handler,
): Promise<Upstream<Transport>> {
  const server = await startRestServer(handler);
  // The server first: it cuts connections whose answers a test never wanted.
  cleanups.push(
    () => server.close(),
    () => transport.close(),
  );
  const operation: Upstream["operation"] = (given = {}) => createRestOperation({ transport, ...given });
  return {
    ...server,
    transport,
    operation,
    calls: () => server.requests.map(({ method, url }) => `${method} ${url}`),
    request: (path, changes = {}) => ({
      subgraph: "things",
      coordinate: "things:Query.thing[0]",
      method: "GET",
      url: server.url + path,
      headers: {},
      ...changes,
    }),
    context: (changes = {}) => ({ requestHeaders: {}, context: {}, rest: operation(), ...changes }),
  };
}

/** What a rejected promise was rejected with; fails when it was not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`expected a rejection, got ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  );
}

export function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString("utf8");
}

export type { RestCallReport };
