import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { startGatewayServer } from "../../gateway/http-server.ts";
import { createGatewayMetrics } from "../../gateway/metrics/gateway-metrics.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";

const page = readFileSync(new URL("../../docs/production.md", import.meta.url), "utf8");
const [containers, config] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => load(yaml));

it("docs/production.md shows a config that is valid", () => {
  expect(configSchema.parse(config)).toEqual({
    gateway: { workers: "auto", metrics: { port: 9464, host: "0.0.0.0", path: "/metrics" } },
  });
});

it("docs/production.md shows probes that are answered", async () => {
  const [{ livenessProbe, readinessProbe }] = (
    containers as { containers: [Record<"livenessProbe" | "readinessProbe", { httpGet: { path: string } }>] }
  ).containers; // the page's own YAML
  const transport = createRestTransport();
  const server = await startGatewayServer({
    graph: {
      schema: buildSchema("type Query { a: Int }"),
      execute: async () => ({ data: null }),
      close: async () => {},
    },
    transport,
    production: true,
    port: 0,
  });
  for (const { httpGet } of [livenessProbe, readinessProbe]) {
    expect((await fetch(new URL(httpGet.path, server.url))).status).toBe(200);
  }
  await server.stop();
  await transport.close();
});

it("docs/production.md lists every metric with its labels", async () => {
  const metrics = await createGatewayMetrics();
  const own = (await metrics.snapshot()).filter(({ name }) => !/^(process|nodejs)_/.test(name));
  const listed = [...page.matchAll(/^\| `((?:http|graphql|restuary)_\w+)` \|([^|]*)\|/gm)].map(
    ([, name = "", labels = ""]) => ({
      name,
      labels: [...labels.matchAll(/\w+/g)].map(([label]) => label),
    }),
  );
  expect(listed.map(({ name }) => name).toSorted()).toEqual(own.map(({ name }) => name).toSorted());

  metrics.onRequest("GET", "/graphql")(200);
  metrics.onOperation({ type: "query", outcome: "error", codes: ["A"] });
  metrics.onPlan(1);
  metrics.onCall({
    subgraph: "a",
    coordinate: "a:Query.a[0]",
    source: "api",
    method: "GET",
    url: "http://a/",
    status: 200,
    durationMs: 1,
    bytes: 2,
    shared: false,
    cache: "miss",
  });
  metrics.onSharedRequest();
  metrics.describeGraph("x");
  metrics.onDemand({ cost: 1, calls: 1, exceeded: ["cost"], refused: true });
  metrics.onDocument("unlisted");
  metrics.onRetry("http://a");
  metrics.onCircuit("http://a", "open");
  const transport = openTransport();
  // Nothing listens there; that there was a call is enough.
  await transport.request({ method: "GET", url: "http://127.0.0.1:1/", headers: [] }).response.catch(() => {});
  metrics.observeTransport(transport);
  for (const { name, values } of await metrics.snapshot()) {
    const labels = Object.keys(values.at(-1)?.labels ?? {}).filter((label) => label !== "le");
    const row = listed.find((each) => each.name === name);
    if (row) expect({ name, labels: labels.toSorted() }).toEqual({ name, labels: row.labels.toSorted() });
  }
  await transport.close();
});
