/** Runs every check as far as it can run: a graph that does not compose is still linted and held against its contracts. */
import type { ClientOperation } from "../../schema/checks/client-operations.ts";
import { readOperations } from "../../schema/checks/client-operations.ts";
import { checkContracts, type CheckContractsInput } from "../../schema/checks/check-contracts.ts";
import { checkOperations } from "../../schema/checks/check-operations.ts";
import { compareSchemas, type ComparedGraph } from "../../schema/checks/compare-schemas.ts";
import type { Finding } from "../../schema/checks/finding.ts";
import { findUsage, type Usage } from "../../schema/checks/find-usage.ts";
import { judgeFindings } from "../../schema/checks/judge-findings.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { readSupergraph, type Supergraph } from "../../schema/read-supergraph.ts";
import { checkDrift } from "../../subgraphs/drift/check-drift.ts";
import { lintSubgraphs, subgraphsOf } from "../../subgraphs/lint/lint-subgraphs.ts";
import { composeProject } from "../compose-project.ts";
import type { Memo } from "../memo.ts";
import type { Project } from "../project.ts";
import { readSources, type Sources } from "../read-sources.ts";
import { checkCalls, type CheckedCalls } from "./check-calls.ts";
import type { CheckInputs } from "./check-inputs.ts";
import type { CheckSummary } from "./check-report.ts";
import { enforced, readBaseline } from "./read-baseline.ts";

export interface CheckResult {
  /** Judged by the config's rules. */
  readonly findings: readonly Finding[];
  /** False where a check could not run. */
  readonly complete: boolean;
  readonly summary: Omit<CheckSummary, "errors" | "warnings" | "waived">;
}

/** As messages name what is composed. */
const graphName = "schema/supergraph.graphql";

export async function runChecks(project: Project, inputs: CheckInputs, memo: Memo): Promise<CheckResult> {
  const notes: string[] = [];
  const sources = await readSources(project, memo);
  const composed = await composeProject(project, sources, { memo });
  const { supergraph, diagnostics } = readComposed(composed.supergraphSdl);
  const after: ComparedGraph | undefined = supergraph && {
    schema: supergraph.publicSchema,
    supergraph,
    subgraphs: sources.inputs,
    file: graphName,
  };
  if (!after) notes.push("The graph does not compose, so that what clients see of it was not checked.");

  const { graph: before, findings: baselineFindings } = openBaseline(inputs, notes);
  const { operations, findings: unreadable } = await readOperations(inputs.operations.sources);
  const compared = after && before ? await compareSchemas(before, after) : { findings: [], safe: 0 };
  const calls: CheckedCalls = supergraph
    ? await checkCalls({ project, sources, operations, after: supergraph, before: before?.supergraph, memo })
    : { findings: [], calls: [] };
  if (calls.note !== undefined) notes.push(calls.note);

  const ofGraph = [...compared.findings, ...(after ? checkOperations(after.schema, operations) : [])];
  const contracts = supergraph
    ? await contractsOf(project, { before, after: { ...after, supergraph }, operations, known: ofGraph })
    : [];
  const findings = [
    ...[...composed.diagnostics, ...diagnostics].map(asComposition),
    ...baselineFindings,
    ...ofGraph,
    ...contracts,
    ...inputs.operations.findings,
    ...unreadable,
    ...(await driftOf(inputs, sources, memo)),
    ...calls.findings,
    ...lintOf(project, sources, before),
  ];
  const { rules, usage = "strict" } = project.config.checks ?? {};
  const uses = usageIn([before, after], operations);
  return {
    findings: judgeFindings(findings, { usage, ...(rules && { rules }), ...(uses && { uses }) }),
    complete: after !== undefined && before !== undefined,
    summary: {
      baseline: "note" in inputs.baseline ? null : inputs.baseline.name,
      safeChanges: compared.safe,
      operations: operations.length,
      calls: calls.calls,
      notes,
    },
  };
}

function readComposed(sdl: string | undefined): { supergraph?: Supergraph; diagnostics: readonly Diagnostic[] } {
  return sdl === undefined ? { diagnostics: [] } : readSupergraph(sdl, graphName, { enforced });
}

function asComposition(diagnostic: Diagnostic): Finding {
  return { ...diagnostic, check: "composition" };
}

function openBaseline({ baseline }: CheckInputs, notes: string[]): ReturnType<typeof readBaseline> {
  if (!("note" in baseline)) return readBaseline(baseline);
  notes.push(baseline.note);
  return { findings: [] };
}

/** What was compared with has contracts where it is a supergraph: an API schema has no tags. */
async function contractsOf(
  { config }: Project,
  input: Pick<CheckContractsInput, "after" | "operations" | "known"> & { readonly before: ComparedGraph | undefined },
): Promise<readonly Finding[]> {
  const { before, ...rest } = input;
  const { findings } = await checkContracts({
    ...rest,
    contracts: config.contracts ?? {},
    ...(before?.supergraph && { before: { ...before, supergraph: before.supergraph } }),
  });
  return findings;
}

/** A removed field is known to the schema of before alone, and what is new to that of now. Both are read when they are asked. */
function usageIn(
  graphs: readonly (ComparedGraph | undefined)[],
  operations: readonly ClientOperation[],
): Usage | undefined {
  if (operations.length === 0) return undefined;
  let usages: readonly Usage[] | undefined;
  return {
    of: (coordinate) => {
      usages ??= graphs.flatMap((graph) => (graph ? [findUsage(graph.schema, operations)] : []));
      return usages.flatMap((usage) => usage.of(coordinate));
    },
  };
}

/** What is wrong with a subgraph, or with how the graph composes, does not keep its mappings from being held. */
async function driftOf({ contracts }: CheckInputs, sources: Sources, memo: Memo): Promise<readonly Finding[]> {
  const found = contracts.map(async ({ subgraph, source, before, after }) => {
    const read = sources.read.find(({ name }) => name === subgraph);
    if (!read?.declared) return [];
    const { document, model } = read.declared;
    const input = { file: read.file, source, before, ...(after ? { after } : {}) };
    return memo(["drift", subgraph, document.loc?.source.body ?? null, input], () =>
      checkDrift({ ...input, document, model }),
    );
  });
  return (await Promise.all(found)).flat();
}

function lintOf(project: Project, sources: Sources, before: ComparedGraph | undefined): readonly Finding[] {
  return lintSubgraphs({
    subgraphs: sources.read.flatMap(({ name, file, document, declared }) =>
      document ? [{ name, file, document, ...(declared && { model: declared.model }) }] : [],
    ),
    baseline: before?.supergraph && subgraphsOf(before.supergraph, before.file ?? graphName),
    settings: project.config.checks?.rules,
  });
}
