/** Runs every check as far as it can run: a graph that does not compose is still linted and held against its contracts. */
import { isEnumType, Kind, type DocumentNode, type GraphQLSchema } from "graphql";
import type { ClientOperation } from "../../schema/checks/client-operations.ts";
import { readOperations } from "../../schema/checks/client-operations.ts";
import { checkContracts, type CheckContractsInput } from "../../schema/checks/check-contracts.ts";
import { checkOperations } from "../../schema/checks/check-operations.ts";
import { compareSchemas, type ComparedGraph } from "../../schema/checks/compare-schemas.ts";
import type { Finding } from "../../schema/checks/finding.ts";
import { findUsage, type Usage } from "../../schema/checks/find-usage.ts";
import { judgeFindings } from "../../schema/checks/judge-findings.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { rangeOf } from "../../schema/source-text.ts";
import { readSupergraph, type Supergraph } from "../../schema/read-supergraph.ts";
import { readConnectLink } from "../../subgraphs/connect/link.ts";
import { readDirectives } from "../../subgraphs/connect/read-directives.ts";
import { checkDrift } from "../../subgraphs/drift/check-drift.ts";
import { lintSubgraphs, subgraphsOf } from "../../subgraphs/lint/lint-subgraphs.ts";
import { environment } from "../environment.ts";
import { composeProject } from "../compose-project.ts";
import type { Memo } from "../memo.ts";
import { openProjectTransport } from "../open-project-transport.ts";
import { sourceSettings, type Project } from "../project.ts";
import { readSources, type Sources } from "../read-sources.ts";
import { checkCalls, type CheckedCalls } from "./check-calls.ts";
import type { CheckInputs } from "./check-inputs.ts";
import type { CheckSummary } from "./check-report.ts";
import { raiseLostFields } from "./lost-fields.ts";
import { runProbes } from "./probe.ts";
import { readBaseline } from "./read-baseline.ts";

export interface CheckResult {
  /** Judged by the config's rules. */
  readonly findings: readonly Finding[];
  /** False where a check could not run. */
  readonly complete: boolean;
  readonly summary: Omit<CheckSummary, "errors" | "warnings" | "waived">;
}

/** As messages name what is composed. */
const graphName = "schema/supergraph.graphql";

export interface RunOptions {
  readonly memo: Memo;
  /** Also call the services, as `checks.probes` says. */
  readonly probe: boolean;
}

export async function runChecks(project: Project, inputs: CheckInputs, options: RunOptions): Promise<CheckResult> {
  const { memo } = options;
  const { checks = {} } = project.config;
  const notes: string[] = [];
  const sources = await readSources(project, { memo });
  const composing = await startComposing(project, sources, memo);
  // The composer has its own thread: until it is done, what needs no supergraph is checked.
  const { graph: before, findings: baselineFindings } = openBaseline(inputs, notes);
  const { operations, findings: unreadable } = await readOperations(inputs.operations.sources);
  const linted = lintOf(project, sources, before);
  const drifted = await driftOf(project, inputs, { sources, before, memo });
  const probed = options.probe ? await probe(project, sources) : [];

  const composed = await composing.result;
  const { supergraph, diagnostics } = readComposed(composed.supergraphSdl);
  const after = supergraph && graphOf(supergraph, sources);
  if (!after) notes.push("The graph does not compose, so that what clients see of it was not checked.");
  const compared = after && before ? await compareSchemas(before, after) : { findings: [], safe: 0 };
  const changed = compared.findings
    .filter((finding) => !isForwarded(finding, project))
    .map((finding) => atSource(finding, sources));
  const ofGraph = [...changed, ...(after ? checkOperations(after.schema, operations) : [])];
  const contracts = after ? await contractsOf(project, { before, after, operations, known: ofGraph }) : [];
  const calls: CheckedCalls = after
    ? await checkCalls({ project, sources, operations, after: after.supergraph, before: before?.supergraph, memo })
    : { findings: [], calls: [] };
  if (calls.note !== undefined) notes.push(calls.note);

  // What operations show to be asked item by item needs no lint to say that it would be.
  const repeats = new Set(calls.findings.flatMap((each) => (each.code === "N_PLUS_ONE" ? [placeKey(each)] : [])));
  const findings = [
    ...raiseLostFields([...composed.diagnostics, ...diagnostics], before?.supergraph).map(asComposition),
    ...baselineFindings,
    ...ofGraph,
    ...contracts,
    ...inputs.operations.findings,
    ...unreadable,
    ...drifted,
    ...probed,
    ...calls.findings,
    ...linted.filter((each) => each.code !== "UNBATCHED_ENTITY" || !repeats.has(placeKey(each))),
  ];
  const uses = usageIn([before, after], operations);
  const { rules, usage = "strict", probes = [] } = checks;
  return {
    findings: judgeFindings(findings, { usage, ...(rules && { rules }), ...(uses && { uses }) }),
    complete: after !== undefined && before !== undefined && (options.probe || probes.length === 0),
    summary: {
      baseline: "note" in inputs.baseline ? null : inputs.baseline.name,
      safeChanges: compared.safe,
      operations: operations.length,
      calls: calls.calls,
      notes,
    },
  };
}

/** A header that moved from the SDL to the config is sent still. */
function isForwarded({ code, subject = "" }: Finding, { config }: Project): boolean {
  const [source = "", header] = subject.split(" ");
  if (code !== "REQUEST_HEADER_REMOVED") return false;
  return config.sources?.[source]?.forward?.some((name) => name.toLowerCase() === header) ?? false;
}

/** What is composed has no `@source` any more; what was read has. */
function atSource(finding: Finding, { read }: Sources): Finding {
  const { code, coordinate, subject = "" } = finding;
  if (code !== "REQUEST_HEADER_REMOVED" || coordinate !== undefined) return finding;
  const [subgraph = "", source] = (subject.split(" ")[0] ?? "").split(".");
  const from = read.find(({ name }) => name === subgraph);
  const link = from?.document && readConnectLink(from.document, from.file).link;
  if (!from?.document || !link) return finding;
  const use = readDirectives(from.document, link).sources.find(({ name }) => name?.value === source);
  return use ? { ...finding, locations: [rangeOf(use.name ?? use.directive, from.file)] } : finding;
}

function placeKey({ locations: [first] }: Finding): string {
  return JSON.stringify(first && [first.file, first.line]);
}

/** Resolves once the composer runs, or has nothing to do. */
async function startComposing(
  project: Project,
  sources: Sources,
  memo: Memo,
): Promise<{ readonly result: ReturnType<typeof composeProject> }> {
  return new Promise((resolve, reject) => {
    // It may be called before the promise is there.
    const onStart = (): void => queueMicrotask(() => resolve({ result }));
    const result = composeProject(project, sources, { memo, onStart });
    result.then(onStart, reject);
  });
}

function graphOf(
  supergraph: Supergraph,
  { inputs }: Sources,
): ComparedGraph & Required<Pick<ComparedGraph, "supergraph">> {
  return { schema: supergraph.publicSchema, supergraph, subgraphs: inputs, file: graphName };
}

function readComposed(sdl: string | undefined): { supergraph?: Supergraph; diagnostics: readonly Diagnostic[] } {
  return sdl === undefined ? { diagnostics: [] } : readSupergraph(sdl, graphName);
}

function asComposition(diagnostic: Diagnostic): Finding {
  const finding: Finding = { ...diagnostic, check: "composition" };
  // `users:Query.user[0]`, where clients ask for `Query.user`.
  const [, element] = /^[^:]+:(.+)\[\d+\]$/.exec(diagnostic.coordinate ?? "") ?? [];
  return {
    ...finding,
    ...(element === undefined || finding.affects ? {} : { affects: [element] }),
    // It composes, and what it is for is null to every client.
    ...(diagnostic.code === "UNKNOWN_METHOD" ? { severity: "error" } : {}),
  };
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
async function driftOf(
  project: Project,
  { contracts }: CheckInputs,
  {
    sources,
    before: graph,
    memo,
  }: { readonly sources: Sources; readonly before: ComparedGraph | undefined; readonly memo: Memo },
): Promise<readonly Finding[]> {
  const found = contracts.map(async ({ subgraph, source, before, after }): Promise<readonly Finding[]> => {
    const read = sources.read.find(({ name }) => name === subgraph);
    if (!read?.declared) return [];
    const { document, model } = read.declared;
    const key = `${subgraph}.${source}`;
    const known = model.sources.map(({ name }) => name);
    if (!known.includes(source)) return [unknownSource(project, key, didYouMean(source, known))];
    const forward = project.config.sources?.[key]?.forward ?? [];
    const former = graph ? formerEnums(document, graph.schema) : {};
    const input = { file: read.file, source, before, forward, formerEnums: former, ...(after ? { after } : {}) };
    return memo(["drift", subgraph, document.loc?.source.body ?? null, input], () =>
      checkDrift({ ...input, document, model }),
    );
  });
  return (await Promise.all(found)).flat();
}

/** Values that clients could get until now, of enums that the subgraph has. */
function formerEnums(document: DocumentNode, before: GraphQLSchema): Record<string, string[]> {
  const former: Record<string, string[]> = {};
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION && definition.kind !== Kind.ENUM_TYPE_EXTENSION) continue;
    const { name, values = [] } = definition;
    const was = before.getType(name.value);
    if (!isEnumType(was)) continue;
    const kept = new Set(values.map((value) => value.name.value));
    former[name.value] = (former[name.value] ?? was.getValues().map((value) => value.name)).filter(
      (value) => !kept.has(value),
    );
  }
  return former;
}

function unknownSource(project: Project, key: string, fix: string | undefined): Finding {
  const place = project.locate(["sources", key], "key");
  return {
    check: "drift",
    code: "CONFIG_UNKNOWN_SOURCE",
    severity: "error",
    message: `There is an OpenAPI document for \`${key}\`, and no \`@source\` of that name.`,
    locations: place ? [place] : [],
    subject: key,
    ...(fix === undefined ? {} : { fix }),
  };
}

async function probe(project: Project, sources: Sources): Promise<readonly Finding[]> {
  return runProbes({
    probes: project.config.checks?.probes ?? [],
    declared: sources.read.flatMap(({ declared, file }) => (declared ? [{ ...declared, file }] : [])),
    sources: sourceSettings(project),
    transport: await openProjectTransport(project),
    env: environment(),
    locateProbe: (index) => project.locate(["checks", "probes", index]),
  });
}

function lintOf(project: Project, sources: Sources, before: ComparedGraph | undefined): readonly Finding[] {
  let baseline: ReturnType<typeof subgraphsOf> | undefined;
  return lintSubgraphs({
    subgraphs: sources.read.flatMap(({ name, file, document, declared }) =>
      document ? [{ name, file, document, ...(declared && { model: declared.model }) }] : [],
    ),
    get baseline() {
      return (baseline ??= before?.supergraph && subgraphsOf(before.supergraph, before.file ?? graphName));
    },
    settings: project.config.checks?.rules,
  });
}
