import { expect, it } from "@jest/globals";
import { createGatewayMetrics } from "../../../gateway/metrics/gateway-metrics.ts";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { startService } from "../../subgraphs/rest/service.ts";

it("counts what the cache had to do with calls, and as calls those that were made", async () => {
  const metrics = await createGatewayMetrics();
  const service = await startService(() => ({ json: 1, headers: { "cache-control": "max-age=600" } }), { cache: {} });
  const { transport } = service;
  const ask = async (method = "GET"): Promise<void> => {
    await createRestOperation({ transport, onCall: metrics.onCall }).fetch(service.request("/a", { method }));
  };
  for (const method of ["GET", "GET", "GET", "HEAD", "POST", "GET"]) await ask(method);
  const lines = (await metrics.text()).split("\n");
  const source = `subgraph="things",source="api"`;
  expect(lines.filter((line) => line.startsWith("http_client_cache_requests_total{"))).toEqual([
    `http_client_cache_requests_total{${source},result="miss"} 2`,
    `http_client_cache_requests_total{${source},result="hit"} 2`,
    `http_client_cache_requests_total{${source},result="bypass"} 1`,
  ]);
  const made = lines.filter((line) => line.startsWith("http_client_request_duration_seconds_count{"));
  expect(made.map((line) => [/method="(\w+)"/.exec(line)?.[1], line.split(" ").at(-1)])).toEqual([
    ["GET", "2"],
    ["HEAD", "1"],
    ["POST", "1"],
  ]);
});
