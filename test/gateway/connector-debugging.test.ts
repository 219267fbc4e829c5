import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { loadGraph } from "../../gateway/load-graph.ts";
import { compose } from "../../schema/compose.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { createRestTransport, type RestTransport } from "../../subgraphs/rest/transport.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
let transport: RestTransport;
let server: GatewayServer | undefined;
beforeAll(async () => {
  transport = createRestTransport();
  rest = await startRestServer(({ url }) => {
    if (url.startsWith("/search")) {
      const headers = { "content-type": "application/json", "set-cookie": "a=b", "x-page": "1" };
      return { headers, body: '[{"id":9007199254740993,"title":"Tea"}]' };
    }
    return { status: 404, json: { detail: "Gone." } };
  });
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(async () => {
  await transport.close();
  await rest.close();
});

const sdl = (): string => `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(
    name: "api"
    http: { baseURL: "${rest.url}/", headers: [{ name: "x-api-key", value: "hard-coded" }], queryParams: "v: $(1)" }
    errors: { message: "$.detail" }
  )
type Query {
  search(text: String): [Product] @connect(
    source: "api"
    http: {
      POST: "/search?api_key={$config.key}"
      headers: [{ name: "authorization", value: "Bearer {$config.key}" }]
      body: "text: $args.text"
    }
    selection: "id name: title stock"
  )
  gone: Product @connect(source: "api", http: { GET: "/gone" }, selection: "id")
}
type Product { id: ID name: String stock: Int }`;

async function start(production: boolean): Promise<string> {
  const { document } = parseSdl(sdl(), "shop.graphql");
  if (!document) throw new Error("The SDL does not parse.");
  const { model } = readConnectors({ subgraph: "shop", document, file: "shop.graphql" });
  if (!model) throw new Error("The connectors cannot be read.");
  const { supergraphSdl = "" } = await compose([{ name: "shop", ...lowerSubgraph(document, model) }], theguildComposer);
  const sources = { "shop.api": { config: { key: "s3cr3t" } } };
  const { graph } = await loadGraph({ supergraphSdl, env: {}, production, sources });
  if (!graph) throw new Error("The graph cannot be loaded.");
  server = await startGatewayServer({ graph, transport, port: 0, host: "127.0.0.1", production });
  return server.url;
}

async function ask(
  url: string,
  query: string,
  headers: Record<string, string>,
): Promise<{ text: string; extensions: unknown }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  return { text, extensions: (JSON.parse(text) as { extensions?: unknown }).extensions };
}

const debugging = { "Apollo-Connectors-Debugging": "true" };

it("tells each call to a client that debugs connectors, without secrets", async () => {
  const url = await start(false);
  const { text, extensions } = await ask(url, '{ search(text: "tea") { name } }', debugging);
  expect(text).not.toContain("s3cr3t");
  expect(text).not.toContain("hard-coded");
  // Too large for a double, and so for JSON.parse here.
  expect(text).toContain('"content":[{"id":9007199254740993,"title":"Tea"}]');
  expect(extensions).toEqual({
    apolloConnectorsDebugging: {
      version: "2",
      data: [
        {
          request: {
            url: `${rest.url}/search?v=1&api_key=REDACTED`,
            method: "POST",
            headers: [
              ["x-api-key", "REDACTED"],
              ["authorization", "REDACTED"],
              ["content-type", "application/json"],
            ],
            body: {
              kind: "json",
              content: { text: "tea" },
              selection: { source: "text: $args.text", transformed: "text: $args.text", result: { text: "tea" } },
            },
            sourceUrl: { base: `${rest.url}/`, path: null, queryParams: "v: $(1)" },
            connectUrl: { base: "/search?api_key={$config.key}", path: null, queryParams: null },
            sourceHeaders: [["x-api-key", "REDACTED"]],
            connectHeaders: [["authorization", "Bearer {$config.key}"]],
          },
          response: {
            status: 200,
            headers: expect.arrayContaining([
              ["set-cookie", "REDACTED"],
              ["x-page", "1"],
            ]),
            body: {
              kind: "json",
              content: expect.anything(),
              // Narrowed to what was asked for.
              selection: {
                source: "id name: title stock",
                transformed: "name: title",
                result: [{ name: "Tea" }],
              },
            },
            errors: null,
          },
          problems: [],
        },
      ],
    },
  });
});

it("tells errors and mapping problems", async () => {
  const url = await start(false);
  const { extensions } = await ask(url, '{ gone { id } search(text: "tea") { stock } }', debugging);
  const { data } = (extensions as { apolloConnectorsDebugging: { data: { request: { url: string } }[] } })
    .apolloConnectorsDebugging;
  expect(data.toSorted((a, b) => a.request.url.localeCompare(b.request.url))).toMatchObject([
    {
      request: { url: `${rest.url}/gone?v=1`, body: null },
      response: {
        status: 404,
        body: { kind: "json", content: { detail: "Gone." }, selection: null },
        errors: { message: "Gone.", extensions: { code: "CONNECTOR_FETCH", http: { status: 404 } } },
      },
      problems: [],
    },
    {
      response: { errors: null },
      problems: [
        {
          location: "Selection",
          details: { message: "Property `.stock` not found in object.", path: "stock", count: 1 },
        },
      ],
    },
  ]);
});

it.each([
  ["in production", true, debugging],
  ["to a client that does not ask for it", false, {}],
  ["to a client that says no", false, { "Apollo-Connectors-Debugging": "false" }],
])("tells nothing %s", async (_where, production, headers) => {
  const { extensions } = await ask(await start(production), '{ search(text: "tea") { name } }', headers);
  expect(extensions).toBeUndefined();
});
