/** The process of one worker: serves what the primary hands it, until it is told to end. See messages.ts. */
import type { Socket } from "node:net";
import { createGatewayMetrics, type GatewayMetrics } from "../../gateway/metrics.ts";
import { isProduction } from "../environment.ts";
import { loadSupergraph } from "../open-graph.ts";
import { optimizeLate } from "../optimize-late.ts";
import { createOutput, hasError } from "../output.ts";
import { openProject } from "../project.ts";
import { readDefinitions } from "../read-sources.ts";
import { startServing, type Serving } from "../serving/start-serving.ts";
import { ToolError } from "../tool-error.ts";
import { DealtConnections } from "./dealt-connections.ts";
import type { FailedMessage, FromWorker, StartMessage, ToWorker } from "./messages.ts";

let metrics: GatewayMetrics | undefined;
let serving: Serving | undefined;
const connections = new DealtConnections(tell);
const drainAsked = new Promise<void>((resolve) => {
  process.on("message", (message: ToWorker, connection: Socket | undefined) => {
    if (message.kind === "connection") void connections.hear(connection);
    else if (message.kind === "start") void run(message);
    else if (message.kind === "snapshot") void tellMetrics(message.id);
    else if (message.kind === "leave") serving?.leave();
    else resolve();
  });
  // Somebody may end this worker alone; the primary starts another.
  process.on("SIGTERM", () => {
    void tell({ kind: "leaving" });
    resolve();
  });
});
// A terminal's Ctrl+C reaches every process in it. The primary decides when its workers end; should it have died, they
// end with their channel.
process.on("SIGINT", () => {});
void tell({ kind: "hello" });

async function run(start: StartMessage): Promise<void> {
  const started = await startOrExplain(start);
  if ("kind" in started) {
    await tell(started);
    process.exit(1);
  }
  serving = started;
  await drainAsked;
  await started.stop();
  await tell({ kind: "ended", metrics: (await metrics?.snapshot()) ?? [] });
  process.exit(0);
}

async function startOrExplain(start: StartMessage): Promise<Serving | FailedMessage> {
  try {
    return await startWorker(start);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { kind: "failed", findings: error.diagnostics, texts: [], message: error.message };
  }
}

async function startWorker(start: StartMessage): Promise<Serving | FailedMessage> {
  const { dir, config, format, supergraphSdl, file } = start;
  const production = isProduction();
  const optimizeAsUsual = optimizeLate();
  const project = await openProject({ dir, ...(config === undefined ? {} : { config }) });
  if (project.config.gateway?.metrics) metrics = await createGatewayMetrics();
  const { definitions, diagnostics, texts } = await readDefinitions(project);
  if (hasError(diagnostics)) return { kind: "failed", findings: diagnostics, texts: [...texts] };
  const options = { production, ...(metrics && { onPlan: metrics.onPlan }) };
  const opened = await loadSupergraph(project, { supergraphSdl, file, definitions }, options);
  if (!opened.graph) return { kind: "failed", findings: opened.diagnostics, texts: [...texts] };
  const output = createOutput(format, dir);
  const started = await startServing(project, { graph: opened.graph, production, connections, metrics, output });
  optimizeAsUsual();
  await tell({ kind: "ready", path: started.url, findings: opened.diagnostics });
  return started;
}

async function tellMetrics(id: number): Promise<void> {
  await tell({ kind: "snapshot", id, metrics: (await metrics?.snapshot()) ?? [] });
}

/** Resolves when the message is on its way, so that it is not lost where the process ends. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}
