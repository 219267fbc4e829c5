import type { CacheSettings } from "../../../../subgraphs/rest/cache/cache-settings.ts";
import { createRestOperation, type RestCallReport } from "../../../../subgraphs/rest/create-rest-operation.ts";
import type { OpenTransport, OpenTransportOptions } from "../../../../subgraphs/rest/open-transport.ts";
import type { RestRequest } from "../../../../subgraphs/rest/operation.ts";
import type { TransportSettings } from "../../../../subgraphs/rest/transport-settings.ts";
import type { Handler } from "../../../support/rest-server.ts";
import { startService, textOf } from "../service.ts";
import type { Upstream } from "../upstream.ts";

export interface CachedService extends Upstream<OpenTransport> {
  /** One operation's call: `hit 200 the body`. */
  ask(path: string, changes?: Partial<RestRequest>): Promise<string>;
  reports: RestCallReport[];
  /** Moves the clock. */
  wait(seconds: number): void;
}

/** A server behind `things.api`, whose answers are kept; the clock stands still but for `wait`. */
export async function startCachedService(
  handler: Handler,
  cache: CacheSettings = {},
  { settings, ...options }: OpenTransportOptions & { readonly settings?: TransportSettings } = {},
): Promise<CachedService> {
  let now = Date.parse("Mon, 01 Jun 2026 12:00:00 GMT");
  const service = await startService(
    handler,
    { retry: false, breaker: false, ...settings, cache },
    { wallClock: () => now, ...options },
  );
  const reports: RestCallReport[] = [];
  return {
    ...service,
    reports,
    wait: (seconds) => void (now += seconds * 1_000),
    async ask(path, changes) {
      const { transport } = service;
      const operation = createRestOperation({ transport, onCall: (report) => reports.push(report) });
      const { status, body, cache: outcome } = await operation.fetch(service.request(path, changes));
      return `${outcome?.result} ${status} ${textOf(body)}`.trimEnd();
    },
  };
}
