import { setTimeout as sleep } from "node:timers/promises";
import { isProduction } from "../environment.ts";
import { openGraph } from "../open-graph.ts";
import { optimizeLate } from "../optimize-late.ts";
import type { CommandContext, ExitCode, ListenOptions } from "../command-context.ts";
import { requireVariables } from "../config/require-variables.ts";
import { listeningAddress } from "../serving/listening-address.ts";
import { openProject, type Project } from "../project.ts";
import { Changes } from "../serving/follow-changes.ts";
import { outliveRejections } from "../serving/outlive-rejections.ts";
import { untilStopped } from "../until-stopped.ts";
import { countWorkers } from "../workers/count-workers.ts";

export interface ServeOptions extends ListenOptions {
  readonly supergraph?: string;
  readonly workers?: number | "auto";
  /** Default: the config's. */
  readonly watch?: boolean;
}

/** Serves the graph until the process is told to end. */
export async function serve(context: CommandContext, options: ServeOptions): Promise<ExitCode> {
  const { output, ...location } = context;
  outliveRejections(output, location.dir);
  const project = await openProject(location);
  requireVariables(project);
  const workers = countWorkers(options.workers ?? project.config.gateway?.workers ?? 1);
  if (!isProduction()) output.progress("NODE_ENV is not production: introspection is on, and errors tell details");
  const { supergraph, watch = project.config.gateway?.watch ?? false } = options;
  const changes = await Changes.follow({ project, supergraph, watch });
  try {
    if (workers === 1) return await serveHere(project, context, options, changes);
    const { serveByWorkers } = await import("../workers/serve-by-workers.ts");
    return await serveByWorkers(project, context, { ...options, workers }, changes);
  } finally {
    await changes.stop();
  }
}

/** In this process alone. */
async function serveHere(
  project: Project,
  context: CommandContext,
  options: ServeOptions,
  changes: Changes,
): Promise<ExitCode> {
  const { output } = context;
  const production = isProduction();
  const optimizeAsUsual = optimizeLate();
  const { gateway } = project.config;
  // What is off, or is for workers to do, is not loaded.
  const { startServing } = await import("../serving/start-serving.ts");
  const metrics =
    gateway?.metrics && (await (await import("../../gateway/metrics/gateway-metrics.ts")).createGatewayMetrics());
  const { graph, diagnostics, texts } = await openGraph(project, {
    ...options,
    production,
    ...(metrics && { onPlan: metrics.onPlan }),
  });
  output.findings(diagnostics, texts);
  if (!graph) {
    output.json({ findings: diagnostics });
    return 1;
  }
  const scraped =
    metrics &&
    (await (await import("../serving/serve-metrics.ts")).serveMetrics(gateway?.metrics ?? {}, metrics.text, output));
  const serving = await startServing(project, {
    graph,
    production,
    ...listeningAddress(options, project.config),
    metrics,
    output,
  }).catch(async (error: unknown) => {
    await scraped?.stop();
    throw error;
  });
  optimizeAsUsual();
  // Who reads that it serves may tell it to end at once.
  const stopped = untilStopped();
  output.text(`Serving GraphQL at ${serving.url}`);
  if (scraped) output.text(`Metrics at ${scraped.url}`);
  output.json({ url: serving.url, workers: 1, ...(scraped && { metrics: scraped.url }), findings: diagnostics });

  changes.begin(async (why) => {
    const { reloadHere } = await import("../serving/reload-here.ts");
    await reloadHere(context, { supergraph: options.supergraph, production, metrics, first: project }, serving, why);
  });
  await stopped;
  serving.leave();
  await sleep(gateway?.drain?.wait ?? 0);
  output.progress("finishing running operations");
  await serving.stop();
  await scraped?.stop();
  return 0;
}
