import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Graph } from "../gateway/graph.ts";
import type { Composer } from "../schema/compose.ts";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { composeProject } from "./compose-project.ts";
import { environment } from "./environment.ts";
import { hasError } from "./output.ts";
import { toDemandLimits } from "./serving/to-demand-limits.ts";
import { requireSubgraphs, shownPath, sourceSettings, type Project } from "./project.ts";
import { readDefinitions, readSources, type KeptSources, type Sources } from "./read-sources.ts";
import { ToolError, unreadable } from "./tool-error.ts";

export interface OpenedGraph {
  /** Absent where there are errors. */
  readonly graph?: Graph;
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of findings that stand in no file. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * The project's graph, ready to be executed: from the supergraph given, else composed from the sources, unless the
 * committed supergraph was composed from the same.
 *
 * @param options.supergraph  File; relative to `-C`.
 * @throws ToolError when something cannot be read, or the config names a source that does not exist.
 */
export async function openGraph(project: Project, options: OpenGraphOptions): Promise<OpenedGraph> {
  const found = await findSupergraph(project, options);
  const { supergraphSdl, file, sources, diagnostics } = found;
  if (supergraphSdl === undefined) return { diagnostics, texts: sources.texts };
  const opened = await loadSupergraph(project, { ...sources, supergraphSdl, file }, options);
  return {
    ...opened,
    diagnostics: [...diagnostics, ...opened.diagnostics],
    texts: new Map([...sources.texts, ...opened.texts]),
  };
}

export interface OpenGraphOptions {
  readonly supergraph?: string;
  readonly production: boolean;
  /** For who opens the same project again and again. */
  readonly kept?: KeptWork;
  /** Told how long making a plan has taken, in milliseconds. */
  readonly onPlan?: (durationMs: number) => void;
}

/**
 * The first half of `openGraph`: the supergraph's text, which is absent where there are errors.
 *
 * @throws ToolError when something cannot be read.
 */
export async function findSupergraph(
  project: Project,
  { supergraph, kept }: Pick<OpenGraphOptions, "supergraph" | "kept">,
): Promise<FoundSupergraph> {
  const { supergraphSdl, ...found } =
    supergraph === undefined ? await compose(project, kept) : await readGiven(project, supergraph);
  return supergraphSdl === undefined || hasError(found.diagnostics) ? found : { ...found, supergraphSdl };
}

/**
 * The second half: the graph of a supergraph whose coded subgraphs are loaded.
 *
 * @throws ToolError when the config names a source that does not exist.
 */
export async function loadSupergraph(
  project: Project,
  found: Pick<Sources, "definitions"> & { readonly supergraphSdl: string; readonly file: string },
  { production, onPlan }: Pick<OpenGraphOptions, "production" | "onPlan">,
): Promise<OpenedGraph> {
  const { supergraphSdl, file, definitions } = found;
  const { selections, cost } = project.config.limits ?? {};
  // The primary of several workers finds a supergraph and loads none.
  const { loadGraph } = await import("../gateway/load-graph.ts");
  const loaded = await loadGraph({
    supergraphSdl,
    file,
    definitions,
    remotes: new Map(project.subgraphs.flatMap((each) => (each.kind === "remote" ? [[each.name, each]] : []))),
    sources: sourceSettings(project),
    locateSource: (key) => project.locate(["sources", key], "key"),
    env: environment(),
    production,
    ...(selections !== undefined && { limits: { maxNodes: selections } }),
    demand: cost && toDemandLimits(cost, project.config.checks?.assumedListSize),
    ...(onPlan && { onPlan }),
  });
  const unknown = loaded.diagnostics.filter(({ code }) => code === "CONFIG_UNKNOWN_SOURCE");
  if (unknown.length > 0) {
    throw new ToolError("The config names sources that do not exist.", { diagnostics: unknown });
  }
  return {
    ...(loaded.graph === undefined ? {} : { graph: loaded.graph }),
    diagnostics: loaded.diagnostics,
    texts: new Map([[file, supergraphSdl]]),
  };
}

/** What is kept of one time that a project is opened for the next: never is read or composed twice what did not change. */
export interface KeptWork {
  readonly sources: KeptSources;
  readonly composer: Composer;
  /** The last that could be composed. */
  supergraphSdl?: string;
}

export interface FoundSupergraph {
  readonly supergraphSdl?: string;
  readonly file: string;
  readonly sources: Pick<Sources, "definitions" | "texts">;
  readonly diagnostics: readonly Diagnostic[];
}

async function compose(project: Project, kept: KeptWork | undefined): Promise<FoundSupergraph> {
  requireSubgraphs(project);
  const path = join(project.root, "schema", "supergraph.graphql");
  const committed = await readFile(path, "utf8").catch(() => undefined);
  const sources = await readSources(project, kept && { kept: kept.sources });
  const options = { composed: [kept?.supergraphSdl, committed], ...(kept && { composer: kept.composer }) };
  const composed = await composeProject(project, sources, options);
  if (kept && composed.supergraphSdl !== undefined) kept.supergraphSdl = composed.supergraphSdl;
  return { ...composed, file: shownPath(project, path), sources };
}

async function readGiven(project: Project, supergraph: string): Promise<FoundSupergraph> {
  const path = resolve(project.dir, supergraph);
  let supergraphSdl: string;
  try {
    supergraphSdl = await readFile(path, "utf8");
  } catch (error) {
    throw unreadable("supergraph", supergraph, project.dir, error);
  }
  const sources = await readDefinitions(project);
  return { supergraphSdl, file: shownPath(project, path), sources, diagnostics: sources.diagnostics };
}
