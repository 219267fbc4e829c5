/**
 * `serve` by several processes: this one, the primary, composes, starts the workers and replaces those that die, and
 * accepts the connections, which it hands on in turn. No request passes through it.
 */
import cluster from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { CommandContext, ExitCode, ListenOptions } from "../command-context.ts";
import { ListenError } from "../../gateway/http/listen.ts";
import type { MetricsServer } from "../../gateway/metrics/metrics-server.ts";
import type { MetricsConfig } from "../config/config.ts";
import { environment } from "../environment.ts";
import { listeningAddress } from "../serving/listening-address.ts";
import { findSupergraph, type FoundSupergraph } from "../open-graph.ts";
import { requireVariables } from "../config/require-variables.ts";
import type { Output } from "../output.ts";
import { openProject, type Project } from "../project.ts";
import type { Changes } from "../serving/follow-changes.ts";
import { leftForRestart } from "../serving/left-for-restart.ts";
import { REFUSED_NOTE, refusalOf, tellOfRefusal, tellOfReload, type Refusal } from "../serving/tell-of-reload.ts";
import { ToolError } from "../tool-error.ts";
import { untilStopped } from "../until-stopped.ts";
import { ConnectionDealer } from "./connection-dealer.ts";
import { PooledMetrics } from "./pooled-metrics.ts";
import { workerFlags } from "./worker-flags.ts";
import { WorkerPool, type FoundGraph, type PoolState, type WorkerPoolOptions } from "./worker-pool.ts";

export interface ServeByWorkersOptions extends ListenOptions {
  readonly supergraph?: string;
  /** More than one. */
  readonly workers: number;
}

export async function serveByWorkers(
  project: Project,
  context: CommandContext,
  options: ServeByWorkersOptions,
  changes: Changes,
): Promise<ExitCode> {
  const { output } = context;
  const found = await findSupergraph(project, options);
  const { supergraphSdl, file } = found;
  if (supergraphSdl === undefined) return fail(context, found, { kind: "failed", findings: [], texts: [] });
  const { gateway } = project.config;
  const metrics = gateway?.metrics && new PooledMetrics();
  const scraped = metrics && (await scrape(gateway?.metrics ?? {}, metrics, output));
  const dealer = new ConnectionDealer();
  const pool = startPool(project, context, {
    size: options.workers,
    graph: { supergraphSdl, file },
    dealer,
    metrics,
  });
  const stopped = untilStopped(() => pool.kill());
  try {
    const state = await Promise.race([pool.started, stopped]);
    if (state) {
      if (state.kind !== "serving") return fail(context, found, state);
      const url = (await listenOrExplain(dealer, listeningAddress(options, project.config))) + state.path;
      const { workers } = options;
      const findings = [...found.diagnostics, ...state.findings];
      output.findings(findings, new Map([...found.sources.texts, [file, supergraphSdl]]));
      output.text(`Serving GraphQL at ${url} by ${workers} workers`);
      if (scraped) output.text(`Metrics at ${scraped.url}`);
      output.json({ url, workers, ...(scraped && { metrics: scraped.url }), findings });
      changes.begin((why) => reload(context, { supergraph: options.supergraph, first: project }, pool, why));
      const lost = await Promise.race([pool.lost, stopped]);
      if (lost !== undefined) {
        output.error(lost);
        return 1;
      }
    }
    pool.leave();
    await sleep(gateway?.drain?.wait ?? 0);
    output.progress("finishing running operations");
    return 0;
  } finally {
    dealer.close();
    await pool.drain();
    await scraped?.stop();
  }
}

/** What is off is not loaded. */
async function scrape(config: MetricsConfig, metrics: PooledMetrics, output: Output): Promise<MetricsServer> {
  const { serveMetrics } = await import("../serving/serve-metrics.ts");
  return serveMetrics(config, () => metrics.text(), output);
}

function startPool(
  { config: { gateway } }: Project,
  { output, dir, config }: CommandContext,
  { graph, ...given }: Pick<WorkerPoolOptions, "size" | "dealer" | "metrics"> & { readonly graph: FoundGraph },
): WorkerPool {
  cluster.setupPrimary({ exec: workerFile(), args: [], execArgv: workerFlags(process.execArgv, environment()) });
  return new WorkerPool({
    ...given,
    start: { kind: "start", dir, ...(config !== undefined && { config }), format: output.format, ...graph },
    warn: (line) => output.warning(line),
    drainTimeoutMs: gateway?.drain?.timeout,
  });
}

/** As the project's files are now, by all workers or by none. Never rejects. */
async function reload(
  { output, ...location }: CommandContext,
  { supergraph, first }: { readonly supergraph: string | undefined; readonly first: Project },
  pool: WorkerPool,
  why: string,
): Promise<void> {
  const refuse = (refusal: Refusal): void => {
    pool.note(REFUSED_NOTE);
    tellOfRefusal(output, why, refusal);
  };
  try {
    const project = await openProject(location);
    requireVariables(project);
    const { supergraphSdl, file, sources, diagnostics } = await findSupergraph(project, {
      ...(supergraph !== undefined && { supergraph }),
    });
    if (supergraphSdl === undefined) return refuse({ findings: diagnostics, texts: sources.texts });
    const failed = await pool.reload({ supergraphSdl, file });
    if (failed) {
      const texts = new Map([...sources.texts, ...failed.texts, [file, supergraphSdl]]);
      return refuse({ findings: [...diagnostics, ...failed.findings], texts, message: failed.message });
    }
    pool.note(undefined);
    output.findings(diagnostics, sources.texts);
    tellOfReload(output, why, { findings: diagnostics, left: leftForRestart(first.config, project.config) });
  } catch (error) {
    refuse(refusalOf(error));
  }
}

/** A port that cannot be had is a sentence and not a crash. */
async function listenOrExplain(dealer: ConnectionDealer, where: ReturnType<typeof listeningAddress>): Promise<string> {
  try {
    return await dealer.listen(where);
  } catch (error) {
    if (error instanceof ListenError) throw new ToolError(error.message, { cause: error });
    throw error;
  }
}

/** Nothing is served, and nothing was printed yet. @throws ToolError where the tool could not run. */
function fail({ output }: CommandContext, found: FoundSupergraph, state: Exclude<PoolState, { kind: "serving" }>): 1 {
  const { supergraphSdl, file, sources } = found;
  if (state.kind === "gave-up") {
    output.findings(found.diagnostics, sources.texts);
    output.json({ findings: found.diagnostics, error: { message: state.message } });
    output.error(state.message);
    return 1;
  }
  if (state.message !== undefined) throw new ToolError(state.message, { diagnostics: state.findings });
  const findings = [...found.diagnostics, ...state.findings];
  const own = supergraphSdl === undefined ? [] : [[file, supergraphSdl] as const];
  output.findings(findings, new Map([...sources.texts, ...state.texts, ...own]));
  output.json({ findings });
  return 1;
}

/** The package holds JavaScript; in a checkout the sources run as they are, by the loader that this process has. */
function workerFile(): string {
  const name = import.meta.url.endsWith(".ts") ? "./run-worker.ts" : "./run-worker.js";
  return fileURLToPath(new URL(name, import.meta.url));
}
