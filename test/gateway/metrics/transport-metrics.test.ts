import { expect, it } from "@jest/globals";
import { createGatewayMetrics, type GatewayMetrics } from "../../../gateway/metrics/gateway-metrics.ts";
import type { TransportSettings } from "../../../subgraphs/rest/transport-settings.ts";
import { deferred } from "../../support/deferred.ts";
import type { Handler } from "../../support/rest-server.ts";
import { until } from "../../support/until.ts";
import { startService } from "../../subgraphs/rest/service.ts";
import type { Upstream } from "../../subgraphs/rest/upstream.ts";

async function startObserved(
  handler: Handler,
  settings: TransportSettings,
): Promise<{ service: Upstream; metrics: GatewayMetrics; read: () => Promise<Record<string, number>> }> {
  const metrics = await createGatewayMetrics();
  const service = await startService(handler, settings, { observer: metrics });
  metrics.observeTransport(service.transport);
  const { hostname, port } = new URL(service.url);
  const own = `server_address="${hostname}",server_port="${port}"`;
  return {
    service,
    metrics,
    /** Values of this service, by the metric and what else its labels say. */
    async read() {
      const lines = (await metrics.text()).split("\n").filter((line) => line.includes(own));
      return Object.fromEntries(
        lines.map((line): [string, number] => {
          const at = line.lastIndexOf(" ");
          return [line.slice(0, at).replace(own, "").replace("{,", "{").replace("{}", ""), Number(line.slice(at))];
        }),
      );
    },
  };
}

it("says how a service is reached: what runs and waits, and which connections there are", async () => {
  const answer = deferred<void>();
  const { service, read } = await startObserved(
    async () => {
      await answer.promise;
      return { json: 1 };
    },
    { limit: { calls: 2, queue: 10 } },
  );
  const operation = service.operation();
  const calls = [1, 2, 3, 4, 5].map((id) => operation.fetch(service.request(`/things/${id}`)));
  await until(() => service.requests.length === 2);
  expect(await read()).toEqual({
    http_client_active_requests: 2,
    restuary_upstream_queued_requests: 3,
    restuary_upstream_circuit_open: 0,
    'http_client_open_connections{http_connection_state="idle"}': 0,
    'http_client_open_connections{http_connection_state="active"}': 2,
  });
  answer.resolve();
  await Promise.all(calls);
  expect(await read()).toMatchObject({ http_client_active_requests: 0, restuary_upstream_queued_requests: 0 });
});

it("counts what is sent again, and says of which service nothing is asked", async () => {
  const { service, read } = await startObserved(() => ({ status: 503 }), { breaker: { minCalls: 3 } });
  await service.operation().fetch(service.request("/things"));
  expect(service.requests).toHaveLength(3);
  expect(await read()).toMatchObject({
    restuary_upstream_retries_total: 2,
    restuary_upstream_circuit_opened_total: 1,
    restuary_upstream_circuit_open: 1,
  });
});

it("keeps no more series than a hundred services have", async () => {
  const metrics = await createGatewayMetrics();
  for (let id = 0; id < 150; id += 1) metrics.onRetry(`https://tenant-${id}.test`);
  const retries = (await metrics.snapshot()).find(({ name }) => name === "restuary_upstream_retries_total");
  expect(retries?.values).toHaveLength(101);
  expect(retries?.values.at(-1)).toMatchObject({ labels: { server_address: "_OTHER", server_port: "" }, value: 50 });
});
