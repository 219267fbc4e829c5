/** The process of one worker: serves what the primary hands it, until it is told to end. See messages.ts. */
import type { Socket } from "node:net";
import type { Graph } from "../../gateway/graph.ts";
import { createGatewayMetrics, type GatewayMetrics } from "../../gateway/metrics/gateway-metrics.ts";
import { isProduction } from "../environment.ts";
import { loadSupergraph, type OpenedGraph } from "../open-graph.ts";
import { optimizeLate } from "../optimize-late.ts";
import { createOutput, hasError } from "../output.ts";
import { openProject, type Project } from "../project.ts";
import { readDefinitions } from "../read-sources.ts";
import { startServing, type NextGraph, type Serving } from "../serving/start-serving.ts";
import { outliveRejections } from "../serving/outlive-rejections.ts";
import { refusalOf } from "../serving/tell-of-reload.ts";
import { ToolError } from "../tool-error.ts";
import { DealtConnections } from "./dealt-connections.ts";
import type { FailedMessage, FromWorker, NextGraphMessage, StartMessage, ToWorker } from "./messages.ts";

let metrics: GatewayMetrics | undefined;
let serving: Serving | undefined;
let location: { readonly dir: string; readonly config?: string };
/** Opened beside the one that is served, by what the primary calls them. */
const prepared = new Map<number, NextGraph>();
const connections = new DealtConnections(tell);
const drainAsked = new Promise<void>((resolve) => {
  process.on("message", (message: ToWorker, connection: Socket | undefined) => {
    if (message.kind === "connection") void connections.hear(connection);
    else if (message.kind === "start") void run(message);
    else if (message.kind === "snapshot") void tellMetrics(message.id);
    else if (message.kind === "prepare") void prepareNext(message);
    else if (message.kind === "use") taken(message.id)?.use();
    else if (message.kind === "discard") void taken(message.id)?.discard();
    else if (message.kind === "wrote") serving?.hearOfWrite(message.resource);
    else if (message.kind === "note") serving?.note(message.note);
    else if (message.kind === "leave") serving?.leave();
    else resolve();
  });
  // Somebody may end this worker alone; the primary starts another.
  process.on("SIGTERM", () => {
    void tell({ kind: "leaving" });
    resolve();
  });
});
// To a group of processes it comes to all of them; the primary reads what has changed.
process.on("SIGHUP", () => {});
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
  const output = createOutput(format, dir);
  outliveRejections(output, dir);
  location = { dir, ...(config === undefined ? {} : { config }) };
  const project = await openProject(location);
  if (project.config.gateway?.metrics) metrics = await createGatewayMetrics();
  const opened = await open(project, { supergraphSdl, file });
  if ("kind" in opened) return opened;
  const onWrite = (resource: string): void => void tell({ kind: "wrote", resource });
  const serves = { graph: opened.graph, production, connections, metrics, output, onWrite };
  const started = await startServing(project, serves);
  serving = started;
  optimizeAsUsual();
  await tell({ kind: "ready", path: started.url, findings: opened.diagnostics });
  return started;
}

async function open(
  project: Project,
  found: { readonly supergraphSdl: string; readonly file: string },
): Promise<(OpenedGraph & { readonly graph: Graph }) | FailedMessage> {
  const { definitions, diagnostics, texts } = await readDefinitions(project);
  if (hasError(diagnostics)) return { kind: "failed", findings: diagnostics, texts: [...texts] };
  const options = { production: isProduction(), ...(metrics && { onPlan: metrics.onPlan }) };
  const opened = await loadSupergraph(project, { ...found, definitions }, options);
  const { graph } = opened;
  return graph ? { ...opened, graph } : { kind: "failed", findings: opened.diagnostics, texts: [...texts] };
}

async function prepareNext({ id, supergraphSdl, file }: NextGraphMessage): Promise<void> {
  try {
    const project = await openProject(location);
    const opened = await open(project, { supergraphSdl, file });
    if ("kind" in opened) return await tell({ kind: "prepared", id, failed: opened });
    if (!serving) throw new Error("Nothing is served yet.");
    prepared.set(id, await serving.prepare(project, opened.graph));
    await tell({ kind: "prepared", id });
  } catch (error) {
    const { findings, message } = refusalOf(error);
    const failed: FailedMessage = { kind: "failed", findings, texts: [], ...(message !== undefined && { message }) };
    await tell({ kind: "prepared", id, failed });
  }
}

function taken(id: number): NextGraph | undefined {
  const graph = prepared.get(id);
  prepared.delete(id);
  return graph;
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
