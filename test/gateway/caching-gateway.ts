import { afterEach } from "@jest/globals";
import type { DocumentNode } from "graphql";
import { startGatewayServer, type GatewayServerOptions } from "../../gateway/http-server.ts";
import { loadGraph } from "../../gateway/load-graph.ts";
import { compose, hashInputs, type ComposeInput } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { readDefinition } from "../../subgraphs/coded/read-definition.ts";
import type { SubgraphDefinition } from "../../subgraphs/coded/define-subgraph.ts";
import type { SourceSettings } from "../../subgraphs/connect/connector.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { openTransport, type OpenTransportOptions } from "../../subgraphs/rest/open-transport.ts";
import { parseDocument } from "../schema/support.ts";

export interface CachingGatewayOptions {
  /** SDL of declared subgraphs by name, without links. */
  readonly declared?: Readonly<Record<string, string>>;
  readonly coded?: readonly SubgraphDefinition[];
  /** SDL and URL of remote subgraphs by name. */
  readonly remote?: Readonly<
    Record<string, { readonly sdl: string; readonly url: string; readonly forward?: string[] }>
  >;
  readonly sources?: Readonly<Record<string, SourceSettings>>;
  readonly transport?: Omit<OpenTransportOptions, "sources">;
  readonly server?: Partial<GatewayServerOptions>;
}

export interface CachingGateway {
  readonly url: string;
  readonly supergraphSdl: string;
  /** The data, and what is said of keeping it. */
  ask(query: string, headers?: Readonly<Record<string, string>>): Promise<{ data: unknown; caching: string | null }>;
}

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

export const links: string = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])`;
const connect = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])`;

/** A gateway over subgraphs of every kind; stopped after the test. */
export async function startCachingGateway(options: CachingGatewayOptions): Promise<CachingGateway> {
  const gateway = await openCachingGateway(options);
  cleanups.push(() => gateway.close());
  return gateway;
}

export interface OpenedGateway extends CachingGateway {
  close(): Promise<void>;
}

/** As `startCachingGateway`, to be closed by who opens it. */
export async function openCachingGateway(options: CachingGatewayOptions): Promise<OpenedGateway> {
  const { coded = [], remote = {}, sources = {} } = options;
  const inputs: ComposeInput[] = [
    ...Object.entries(options.declared ?? {}).map(([name, sdl]) => readDeclared(name, `${links}\n${connect}\n${sdl}`)),
    ...coded.map((definition) => ({ name: definition.name, typeDefs: readCoded(definition) })),
    ...Object.entries(remote).map(([name, { sdl, url }]) => ({
      name,
      url,
      typeDefs: parseDocument(`${links}\n${sdl}`, `${name}.graphql`),
    })),
  ];
  const supergraphSdl = await composeOnce(inputs);
  const loaded = await loadGraph({
    supergraphSdl,
    env: {},
    production: true,
    sources,
    definitions: new Map(coded.map((definition) => [definition.name, definition])),
    remotes: new Map(Object.entries(remote)),
  });
  if (!loaded.graph) throw new Error(JSON.stringify(loaded.diagnostics));
  const transport = openTransport({ sources, random: () => 0, ...options.transport });
  const server = await startGatewayServer({
    graph: loaded.graph,
    transport,
    port: 0,
    production: true,
    ...options.server,
  });
  return {
    url: server.url,
    supergraphSdl,
    async close() {
      await server.stop();
      await transport.close();
    },
    async ask(query, headers = {}) {
      const response = await fetch(server.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
      return { data: errors ?? data, caching: response.headers.get("cache-control") };
    },
  };
}

const composed = new Map<string, Promise<string>>();

/** A test may open one graph many times, in other surroundings. */
function composeOnce(inputs: readonly ComposeInput[]): Promise<string> {
  const key = hashInputs(inputs);
  let made = composed.get(key);
  if (!made) {
    made = compose(inputs, theguildComposer).then(({ supergraphSdl, diagnostics }) => {
      if (supergraphSdl === undefined) throw new Error(JSON.stringify(diagnostics));
      return supergraphSdl;
    });
    composed.set(key, made);
  }
  return made;
}

function readDeclared(name: string, sdl: string): ComposeInput {
  const document = parseDocument(sdl, `${name}.graphql`);
  const { model, diagnostics } = readConnectors({ subgraph: name, document, file: `${name}.graphql` });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return { name, ...lowerSubgraph(document, model) };
}

function readCoded(definition: SubgraphDefinition): DocumentNode {
  const { document, diagnostics } = readDefinition({ default: definition }, `${definition.name}.ts`);
  if (!document) throw new Error(JSON.stringify(diagnostics));
  return document;
}
