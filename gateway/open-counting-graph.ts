/**
 * A graph that counts calls and makes none, for `check`: of each subgraph only what plans come to ask is compiled, and no
 * code of a coded subgraph is built. `loadGraph` does all of it, and checks the settings, which are not those of a baseline.
 */
import { extractSubgraph } from "../schema/extract-subgraph.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import type { Supergraph, SupergraphGraph } from "../schema/read-supergraph.ts";
import { askedCoordinates } from "../subgraphs/coded/asked-coordinates.ts";
import { codedCallShape } from "../subgraphs/coded/coded-subgraph.ts";
import type { SourceSettings } from "../subgraphs/connect/connector.ts";
import { createDeclaredSubgraph } from "../subgraphs/connect/declared-subgraph.ts";
import { readConnectors } from "../subgraphs/connect/read.ts";
import { createRemoteSubgraph } from "../subgraphs/remote/remote-subgraph.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import type { EstimableGraph } from "./estimate.ts";
import { createGraph } from "./graph.ts";
import { settingsOf } from "./load-graph.ts";

export interface CountingGraphOptions {
  readonly supergraph: Supergraph;
  /** Names of subgraphs whose calls code decides. */
  readonly coded?: ReadonlySet<string>;
  /** Keyed `<subgraph>.<source name>`. */
  readonly sources?: Readonly<Record<string, SourceSettings>>;
}

/** @returns The graph, or diagnostics as `createGraph` gives them. There is nothing to close. */
export function openCountingGraph(options: CountingGraphOptions): {
  graph?: EstimableGraph;
  diagnostics: readonly Diagnostic[];
} {
  const { supergraph } = options;
  const subgraphs = supergraph.graphs.map((graph): [string, Subgraph] => {
    const make = (): Pick<Subgraph, "prepare"> => makeSubgraph(graph, options);
    return [graph.name, madeWhenAsked(graph, make)];
  });
  // Each operation is counted once.
  return createGraph({ supergraph, subgraphs: new Map(subgraphs), planCacheSize: 1 });
}

function madeWhenAsked({ name, declared }: SupergraphGraph, make: () => Pick<Subgraph, "prepare">): Subgraph {
  let made: Pick<Subgraph, "prepare"> | undefined;
  return {
    name,
    kind: declared ? "declared" : "remote",
    prepare: (document) => (made ??= make()).prepare(document),
    close: () => Promise.resolve(),
  };
}

function makeSubgraph(
  { name, url, declared }: SupergraphGraph,
  { supergraph, coded, sources = {} }: CountingGraphOptions,
): Pick<Subgraph, "prepare"> {
  if (coded?.has(name) || (!declared && !/^https?:\/\//i.test(url ?? ""))) return codedSubgraph(name);
  if (!declared) return createRemoteSubgraph({ name, url: url ?? "" });
  const document = extractSubgraph(supergraph, name);
  const { model } = readConnectors({ subgraph: name, document, file: name });
  // Of connectors that cannot be read composition tells.
  if (!model) return codedSubgraph(name);
  return createDeclaredSubgraph({ name, document, model, settings: settingsOf(name, sources), env: {} });
}

function codedSubgraph(name: string): Pick<Subgraph, "prepare"> {
  return {
    prepare: (document) => ({
      calls: askedCoordinates(name, document).map(codedCallShape),
      execute: () => Promise.reject(new Error("This graph only counts calls.")),
    }),
  };
}
