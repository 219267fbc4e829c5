import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { openTransport, type OpenTransport } from "../../subgraphs/rest/open-transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const tracestate = "rojo=00f067aa0ba902b7";

let rest: RestServer;
let transport: OpenTransport;
let gateway: GatewayServer;
beforeAll(async () => {
  rest = await startRestServer(() => ({ json: { name: "Ada" } }));
  transport = openTransport();
  const graph = await openDeclaredGraph({
    users: `${connectLinks}
  @source(name: "api", http: { baseURL: "${rest.url}" })
type Query { user: User @connect(source: "api", http: { GET: "/user" }, selection: "name") }
type User { name: String }`,
  });
  gateway = await startGatewayServer({ graph, transport, production: false, port: 0 });
});
afterAll(async () => {
  await gateway.stop();
  await transport.close();
  await rest.close();
});
afterEach(() => void rest.requests.splice(0));

async function ask(headers: Record<string, string>): Promise<void> {
  const body = JSON.stringify({ query: "{ user { name } }" });
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  expect(await response.json()).toEqual({ data: { user: { name: "Ada" } } });
}

it("passes a client's trace on to services, on either way through HTTP", async () => {
  // An operation seen before takes the shorter one.
  await ask({ traceparent, tracestate });
  await ask({ traceparent, tracestate });
  await ask({});
  await ask({ traceparent: "00-nonsense", tracestate });
  expect(rest.requests.map(({ headers }) => [headers["traceparent"], headers["tracestate"]])).toEqual([
    [traceparent, tracestate],
    [traceparent, tracestate],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
