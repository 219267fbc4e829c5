import type { GatewayMetrics } from "../../gateway/metrics/gateway-metrics.ts";
import type { CommandContext } from "../command-context.ts";
import { openGraph } from "../open-graph.ts";
import { requireVariables } from "../config/require-variables.ts";
import { openProject, type Project } from "../project.ts";
import { leftForRestart } from "./left-for-restart.ts";
import type { Serving } from "./start-serving.ts";
import { REFUSED_NOTE, refusalOf, tellOfRefusal, tellOfReload, type Refusal } from "./tell-of-reload.ts";

export interface ReloadOptions {
  readonly supergraph?: string | undefined;
  readonly production: boolean;
  readonly metrics: GatewayMetrics | undefined;
  /** What was served at first. */
  readonly first: Project;
}

/**
 * Serves the project's graph as it is now, reached as its config says now; where anything is wrong with it, the one before
 * goes on. Never rejects.
 */
export async function reloadHere(
  { output, ...location }: CommandContext,
  { supergraph, production, metrics, first }: ReloadOptions,
  serving: Serving,
  why: string,
): Promise<void> {
  const refuse = (refusal: Refusal): void => {
    serving.note(REFUSED_NOTE);
    tellOfRefusal(output, why, refusal);
  };
  try {
    const project = await openProject(location);
    requireVariables(project);
    const { graph, diagnostics, texts } = await openGraph(project, {
      ...(supergraph !== undefined && { supergraph }),
      production,
      ...(metrics && { onPlan: metrics.onPlan }),
    });
    if (!graph) return refuse({ findings: diagnostics, texts });
    (await serving.prepare(project, graph)).use();
    serving.note(undefined);
    output.findings(diagnostics, texts);
    tellOfReload(output, why, { findings: diagnostics, left: leftForRestart(first.config, project.config) });
  } catch (error) {
    refuse(refusalOf(error));
  }
}
