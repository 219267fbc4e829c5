import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { serveSingleSubgraph } from "../../gateway/single-subgraph.ts";
import { createDeclaredSubgraph } from "../../subgraphs/connect/declared-subgraph.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { parseDocument } from "../schema/support.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
let transport: RestTransport;
let server: GatewayServer | undefined;
const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
beforeAll(async () => {
  transport = createRestTransport();
  rest = await startRestServer(({ url }) => ({
    headers: { "content-type": "application/json" },
    body: `{"id":"1","any":${deep(url === "/shallow" ? 900 : 100_000)}}`,
  }));
});
afterEach(() => server?.stop());
afterAll(async () => {
  await transport.close();
  await rest.close();
});

async function start(production: boolean): Promise<(body: object) => Promise<unknown>> {
  const document = parseDocument(
    `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
      @source(name: "api", http: { baseURL: "${rest.url}" })
    scalar JSON
    enum Colour { RED GREEN }
    type Query {
      shallow(colour: Colour): Thing @connect(source: "api", http: { GET: "/shallow" }, selection: "id any")
      deep: Thing @connect(source: "api", http: { GET: "/deep" }, selection: "id any")
    }
    type Thing { id: ID any: JSON }`,
    "things.graphql",
  );
  const { model } = readConnectors({ subgraph: "things", document, file: "things.graphql" });
  if (!model) throw new Error("The connectors cannot be read.");
  const subgraph = createDeclaredSubgraph({ name: "things", document, model, settings: {}, env: {}, production });
  const { typeDefs } = lowerSubgraph(document, model);
  const graph = await serveSingleSubgraph({ subgraph, typeDefs, production });
  server = await startGatewayServer({ graph, transport, port: 0, production });
  const { url } = server;
  return async (body) => {
    const headers = { "content-type": "application/json" };
    return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
  };
}

it("one subgraph alone delivers the rest where a value is nested deeper than a stack", async () => {
  const ask = await start(true);
  expect(await ask({ query: "{ shallow { id } deep { id any } }" })).toMatchObject({
    data: { shallow: { id: "1" }, deep: { id: "1", any: null } },
    errors: [{ path: ["deep", "any"], extensions: { code: "INVALID_RESPONSE" } }],
  });
  expect(await ask({ query: "{ shallow { any } }" })).toEqual({ data: { shallow: { any: JSON.parse(deep(900)) } } });
});

it("one subgraph alone names nothing that is near to a variable's value, in production", async () => {
  const body = { query: "query ($c: Colour) { shallow(colour: $c) { id } }", variables: { c: "RAD" } };
  expect(JSON.stringify(await (await start(true))(body))).not.toMatch(/did you mean/i);
  await server?.stop();
  expect(JSON.stringify(await (await start(false))(body))).toMatch(/Did you mean the enum value/);
});
