import { loadGraph, type LoadGraphOptions } from "../../gateway/load-graph.ts";
import type { Graph } from "../../gateway/graph.ts";
import { compose, type ComposeInput } from "../../schema/compose.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { parseDocument } from "../schema/support.ts";

/** What the subgraphs of a test link. */
export const connectLinks: string = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@listSize"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`;

/** Composes declared subgraphs, each in the file `<name>.graphql`, and loads the graph. The caller closes it. */
export async function openDeclaredGraph(
  sdlByName: Readonly<Record<string, string>>,
  options: Pick<LoadGraphOptions, "sources" | "onPlan"> & { readonly production?: boolean } = {},
): Promise<Graph> {
  const inputs = Object.entries(sdlByName).map(([name, sdl]) => readInput(name, sdl));
  const { supergraphSdl, diagnostics } = await compose(inputs, theguildComposer);
  if (supergraphSdl === undefined) throw new Error(JSON.stringify(diagnostics));
  const loaded = await loadGraph({ supergraphSdl, env: {}, production: false, ...options });
  if (!loaded.graph) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.graph;
}

function readInput(name: string, sdl: string): ComposeInput {
  const document = parseDocument(sdl, `${name}.graphql`);
  const { model, diagnostics } = readConnectors({ subgraph: name, document, file: `${name}.graphql` });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return { name, ...lowerSubgraph(document, model) };
}
