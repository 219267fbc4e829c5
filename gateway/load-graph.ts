import type { Diagnostic, SourceRange } from "../schema/diagnostic.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { extractSubgraph } from "../schema/extract-subgraph.ts";
import { readSupergraph, type Supergraph, type SupergraphGraph } from "../schema/read-supergraph.ts";
import { startOf } from "../schema/source-text.ts";
import { createCodedSubgraph } from "../subgraphs/coded/coded-subgraph.ts";
import type { SubgraphDefinition } from "../subgraphs/coded/define-subgraph.ts";
import type { SourceSettings } from "../subgraphs/connect/connector.ts";
import { createDeclaredSubgraph } from "../subgraphs/connect/declared-subgraph.ts";
import { readConnectors } from "../subgraphs/connect/read.ts";
import { createRemoteSubgraph } from "../subgraphs/remote/remote-subgraph.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import { createGraph, type Graph, type GraphOptions } from "./graph.ts";
import type { OperationLimits } from "./normal-operation.ts";
import { preloadInProcess } from "./planning/planner-process.ts";
import { findUnsetValues } from "./unset-values.ts";

export interface LoadGraphOptions {
  readonly supergraphSdl: string;
  /** Names the supergraph in findings. Default `supergraph.graphql`. */
  readonly file?: string;
  /** Coded subgraphs by name. */
  readonly definitions?: ReadonlyMap<string, SubgraphDefinition>;
  /** By name; what is not given is as the supergraph says. */
  readonly remotes?: ReadonlyMap<string, RemoteSettings>;
  /** Keyed `<subgraph>.<source name>`. */
  readonly sources?: Readonly<Record<string, SourceSettings>>;
  /** Where the entry of `sources` with that key is written. */
  readonly locateSource?: (key: string) => SourceRange | undefined;
  /** `$env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly production: boolean;
  /** What an operation may cost. Absent: it is not measured. */
  readonly demand?: GraphOptions["demand"];
  /** Bounds of what is planned. */
  readonly limits?: Partial<OperationLimits>;
  /** Told how long making a plan has taken, in milliseconds. */
  readonly onPlan?: (durationMs: number) => void;
}

export interface RemoteSettings {
  /** Replaces the routing URL. */
  readonly url?: string;
  /** Client headers that are copied to it. */
  readonly forward?: readonly string[];
  /** Whether clients are told its errors in its words. Default: outside of production. */
  readonly showErrors?: boolean;
}

/**
 * Makes a graph that can be executed from a supergraph: its connectors run in this process, coded subgraphs are handed
 * in, and any other is asked at its routing URL.
 *
 * @returns The graph where there is no error; else diagnostics: those of `readSupergraph` and `createGraph`,
 *   `SUBGRAPH_NOT_SERVED`, `CONFIG_UNKNOWN_SOURCE`, `CONFIG_VALUE_UNSET`, and the connect codes for a supergraph that others composed.
 */
export async function loadGraph(options: LoadGraphOptions): Promise<{ graph?: Graph; diagnostics: Diagnostic[] }> {
  const file = options.file ?? "supergraph.graphql";
  const { supergraph, diagnostics } = readSupergraph(options.supergraphSdl, file);
  if (!supergraph) return { diagnostics };
  preloadInProcess(options.supergraphSdl);

  const made = await Promise.all(supergraph.graphs.map((graph) => makeSubgraph(graph, supergraph, file, options)));
  const sourceNames = new Map(supergraph.graphs.map(({ name }, index) => [name, made[index]?.sourceNames ?? []]));
  const found = [...diagnostics, ...made.flatMap((each) => each.diagnostics), ...checkSources(options, sourceNames)];
  const subgraphs = new Map(made.flatMap(({ subgraph }) => (subgraph ? [[subgraph.name, subgraph]] : [])));
  if (found.some(({ severity }) => severity === "error")) {
    await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.close()));
    return { diagnostics: found };
  }
  const created = createGraph({
    supergraph,
    subgraphs,
    production: options.production,
    ...(options.limits && { limits: options.limits }),
    demand: options.demand,
    ...(options.onPlan && { onPlan: options.onPlan }),
  });
  return { ...created, diagnostics: [...found, ...created.diagnostics] };
}

interface Made {
  readonly subgraph?: Subgraph;
  /** The sources that settings may be given for. */
  readonly sourceNames: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

async function makeSubgraph(
  { name, url, declared }: SupergraphGraph,
  supergraph: Supergraph,
  file: string,
  options: LoadGraphOptions,
): Promise<Made> {
  const settings = settingsOf(name, options.sources ?? {});
  const { env, production } = options;
  const remote = options.remotes?.get(name);
  const definition = options.definitions?.get(name);
  if (definition) {
    const sourceNames = Object.keys(definition.sources);
    try {
      const subgraph = await createCodedSubgraph({ definition, sources: settings, env, production });
      return { subgraph, sourceNames, diagnostics: [] };
    } catch (error) {
      return { sourceNames, diagnostics: [notBuilt(name, error)] };
    }
  }
  if (declared && remote?.url === undefined) {
    const document = extractSubgraph(supergraph, name);
    const { model, diagnostics } = readConnectors({ subgraph: name, document, file });
    if (!model) return { sourceNames: [], diagnostics };
    const subgraph = createDeclaredSubgraph({ name, document, model, settings, env, production });
    const unset = findUnsetValues(model, settings, env);
    return {
      subgraph,
      sourceNames: model.sources.map((source) => source.name),
      diagnostics: [...diagnostics, ...unset],
    };
  }
  const target = remote?.url ?? url;
  if (!target || !/^https?:$/.test(protocolOf(target))) {
    return { sourceNames: [], diagnostics: [notServed(name, target, file)] };
  }
  const { forward, showErrors = !production } = remote ?? {};
  const subgraph = createRemoteSubgraph({ name, url: target, showErrors, ...(forward && { forward }) });
  return { subgraph, sourceNames: [], diagnostics: [] };
}

/** The settings of one subgraph, by source name, out of those of all. */
export function settingsOf(
  subgraph: string,
  sources: Readonly<Record<string, SourceSettings>>,
): Readonly<Record<string, SourceSettings>> {
  return Object.fromEntries(
    Object.entries(sources).flatMap(([key, settings]) => {
      const [owner, source] = splitKey(key);
      return owner === subgraph ? [[source, settings]] : [];
    }),
  );
}

/** A setting for what does not exist would be silently without effect, such as a base URL of the wrong stage. */
function checkSources(
  { sources = {}, locateSource }: LoadGraphOptions,
  sourceNames: ReadonlyMap<string, readonly string[]>,
): Diagnostic[] {
  return Object.keys(sources).flatMap((key): Diagnostic[] => {
    const [subgraph, source] = splitKey(key);
    const names = sourceNames.get(subgraph);
    if (names?.includes(source)) return [];
    const range = locateSource?.(key);
    const known = [...sourceNames].flatMap(([owner, own]) => own.map((name) => `${owner}.${name}`));
    const suggestion = didYouMean(key, known);
    return [
      {
        code: "CONFIG_UNKNOWN_SOURCE",
        severity: "error",
        message: names
          ? `\`sources.${key}\`: the subgraph \`${subgraph}\` has no source \`${source}\`.`
          : `\`sources.${key}\`: there is no subgraph \`${subgraph}\`.`,
        locations: range ? [range] : [],
        fix:
          suggestion ?? (known.length > 0 ? `Known: ${known.map((each) => `\`${each}\``).join(", ")}.` : "Remove it."),
      },
    ];
  });
}

function splitKey(key: string): [subgraph: string, source: string] {
  const at = key.indexOf(".");
  return at === -1 ? [key, ""] : [key.slice(0, at), key.slice(at + 1)];
}

function notServed(name: string, url: string | undefined, file: string): Diagnostic {
  const why = url ? `its URL \`${url}\` is not an http(s) URL` : "it has no URL";
  return {
    code: "SUBGRAPH_NOT_SERVED",
    severity: "error",
    message: `Nothing answers for the subgraph \`${name}\`: it has no connectors in the supergraph, no module, and ${why}.`,
    locations: [startOf(file)],
    fix: `Name its module or its server in the config: \`subgraphs: { ${name}: ... }\`.`,
  };
}

/** Composition finds the same with places; here it is a module that changed after its supergraph was composed. */
function notBuilt(name: string, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: "SUBGRAPH_MODULE_INVALID",
    severity: "error",
    message: `The schema of the coded subgraph \`${name}\` cannot be built: ${reason}`,
    locations: [],
  };
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}
