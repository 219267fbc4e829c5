/** Graphs of declared subgraphs for benchmarks that measure in one process. */
import { parse, type DocumentNode } from "graphql";
import type { Graph } from "../gateway/graph.ts";
import { loadGraph } from "../gateway/load-graph.ts";
import { compose } from "../schema/compose.ts";
import { theguildComposer } from "../schema/theguild-composer.ts";
import type { ConnectModel } from "../subgraphs/connect/connector.ts";
import { lowerSubgraph } from "../subgraphs/connect/lower.ts";
import { readConnectors } from "../subgraphs/connect/read.ts";

export interface DeclaredSdl {
  readonly name: string;
  readonly sdl: string;
}

/** `@link`s, and the source `api`. */
export function schemaSdl(baseUrl: string): string {
  return `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${baseUrl}" })
  `;
}

export function readDeclared({ name, sdl }: DeclaredSdl): {
  readonly document: DocumentNode;
  readonly model: ConnectModel;
} {
  const document = parse(sdl);
  const { model, diagnostics } = readConnectors({ subgraph: name, document, file: `${name}.graphql` });
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { document, model };
}

/** @returns The supergraph's SDL. */
export async function composeDeclared(subgraphs: readonly DeclaredSdl[]): Promise<string> {
  const inputs = subgraphs.map((subgraph) => {
    const { document, model } = readDeclared(subgraph);
    return { name: subgraph.name, ...lowerSubgraph(document, model) };
  });
  const { supergraphSdl, diagnostics } = await compose(inputs, theguildComposer);
  if (supergraphSdl === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return supergraphSdl;
}

export async function openDeclared(supergraphSdl: string): Promise<Graph> {
  const { graph, diagnostics } = await loadGraph({ supergraphSdl, env: {}, production: true });
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return graph;
}
