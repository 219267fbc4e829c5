/** Runs every check as far as it can run: a graph that does not compose is still linted and held against its contracts. */
import type { Finding } from "../../schema/checks/finding.ts";
import { compareSchemas, type ComparedGraph } from "../../schema/checks/compare-schemas.ts";
import { judgeFindings } from "../../schema/checks/judge-findings.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { composeProject } from "../compose-project.ts";
import type { Memo } from "../memo.ts";
import type { Project } from "../project.ts";
import { readSources, type Sources } from "../read-sources.ts";
import { findBaseline } from "./find-baseline.ts";
import { readBaseline } from "./read-baseline.ts";
import type { CheckSummary } from "./check-report.ts";

export interface CheckOptions {
  /** `--against`. */
  readonly against?: string | undefined;
  readonly memo: Memo;
}

export interface CheckResult {
  /** Judged by the config's rules. */
  readonly findings: readonly Finding[];
  /** False where a check could not run. */
  readonly complete: boolean;
  readonly summary: Omit<CheckSummary, "errors" | "warnings" | "waived">;
  /** SDL that stands in no file of its own, by the name that findings give it. */
  readonly texts: ReadonlyMap<string, string>;
}

const graphFile = "schema/supergraph.graphql";

/** @throws ToolError when something cannot be read. */
export async function runChecks(project: Project, options: CheckOptions): Promise<CheckResult> {
  const baselineText = await findBaseline(project, options.against);
  const sources = await readSources(project, options.memo);
  const composed = await composeProject(project, sources, { memo: options.memo });
  const graph = readGraph(composed.supergraphSdl, sources);

  const notes: string[] = [];
  const findings: Finding[] = [...composed.diagnostics, ...graph.diagnostics].map(asComposition);
  let baseline: ComparedGraph | undefined;
  if ("note" in baselineText) {
    notes.push(baselineText.note);
  } else {
    const read = readBaseline(baselineText);
    baseline = read.graph;
    findings.push(...read.findings);
  }
  let safeChanges = 0;
  if (graph.after && baseline) {
    const compared = await compareSchemas(baseline, graph.after);
    findings.push(...compared.findings);
    safeChanges = compared.safe;
  }
  if (!graph.after) notes.push("The graph does not compose, so that what clients see of it was not checked.");

  return {
    findings: judgeFindings(findings, {
      usage: project.config.checks?.usage ?? "strict",
      ...(project.config.checks?.rules === undefined ? {} : { rules: project.config.checks.rules }),
    }),
    complete: graph.after !== undefined && baseline !== undefined,
    summary: {
      baseline: "note" in baselineText ? null : baselineText.name,
      safeChanges,
      operations: 0,
      notes,
    },
    texts: new Map([
      ...sources.texts,
      ...("note" in baselineText ? [] : [[baselineText.name, baselineText.text] as const]),
    ]),
  };
}

function readGraph(
  supergraphSdl: string | undefined,
  sources: Sources,
): { readonly after?: ComparedGraph; readonly diagnostics: readonly Diagnostic[] } {
  if (supergraphSdl === undefined) return { diagnostics: [] };
  const { supergraph, diagnostics } = readSupergraph(supergraphSdl, graphFile);
  if (!supergraph) return { diagnostics };
  const { inputs } = sources;
  return {
    after: { schema: supergraph.publicSchema, supergraph, subgraphs: inputs, file: graphFile },
    diagnostics,
  };
}

function asComposition(diagnostic: Diagnostic): Finding {
  return { ...diagnostic, check: "composition" };
}
