/** The gateway that hostile requests are sent to; it tells its parent where it is, and what it has used when it is asked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startGatewayServer } from "../../gateway/http-server.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { openHostileGraph } from "./hostile-graph.ts";

export interface Usage {
  readonly cpuMs: number;
  /** After garbage was collected, where `heap` is asked for. */
  readonly heapMB: number;
}

const upstream = createServer((_request, response) => {
  response.setHeader("content-type", "application/json").end('{"id":"1","name":"Ada"}');
});
await new Promise<void>((resolve) => upstream.listen(0, resolve));
const { port } = upstream.address() as AddressInfo;
const server = await startGatewayServer({
  graph: await openHostileGraph(`http://localhost:${port}`),
  transport: createRestTransport(),
  port: 0,
  production: true,
  onError: (error) => console.error(error),
});

process.on("message", (asked) => {
  if (asked === "heap") globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const heapMB = Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
  const usage: Usage = { cpuMs: (user + system) / 1_000, heapMB };
  process.send?.(usage);
});
process.send?.(server.url);
