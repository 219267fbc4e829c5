/** Counts the REST calls of client operations, in the graph of the working tree and in the baseline's. */
import { print } from "graphql";
import { checkBudgets, type OperationBudget } from "../../gateway/check-budgets.ts";
import { openCountingGraph } from "../../gateway/open-counting-graph.ts";
import { countOperationCalls, type OperationCalls } from "../../gateway/operation-calls.ts";
import type { ClientOperation } from "../../schema/checks/client-operations.ts";
import type { Finding } from "../../schema/checks/finding.ts";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { locateConnectors } from "../../subgraphs/connect/connector-places.ts";
import type { Memo } from "../memo.ts";
import { createSlicer } from "./operation-slice.ts";
import { sourceSettings, type Project } from "../project.ts";
import type { Sources } from "../read-sources.ts";

export interface CallsInput {
  readonly project: Project;
  readonly sources: Sources;
  readonly operations: readonly ClientOperation[];
  readonly after: Supergraph;
  /** Absent where the baseline is no supergraph. */
  readonly before?: Supergraph | undefined;
  readonly memo: Memo;
}

export interface CheckedCalls {
  readonly findings: readonly Finding[];
  readonly calls: readonly OperationBudget[];
  /** Why nothing was counted. */
  readonly note?: string;
}

export async function checkCalls(input: CallsInput): Promise<CheckedCalls> {
  const { project, sources, operations, after, before } = input;
  if (operations.length === 0 && project.config.checks?.budgets === undefined) return { findings: [], calls: [] };
  const counted = await count(after, input);
  if ("note" in counted) return { findings: [], calls: [], note: counted.note };
  const earlier = before === undefined ? undefined : before.sdl === after.sdl ? counted : await count(before, input);
  const was = earlier && !("note" in earlier) ? earlier.calls : undefined;
  const { findings, budgets } = checkBudgets({
    operations: operations.map(({ name, location }, index) => ({
      name,
      location,
      calls: counted.calls[index] ?? { kind: "invalid" },
      ...(was?.[index] ? { before: was[index] } : {}),
    })),
    ...(project.config.checks?.budgets === undefined ? {} : { budgets: project.config.checks.budgets }),
    connectors: locateConnectors(
      sources.read.flatMap(({ declared, file }) => (declared ? [{ ...declared, file }] : [])),
    ),
    locateBudget: (name) => project.locate(["checks", "budgets", name], "key"),
  });
  return { findings, calls: budgets };
}

/** In the order of the operations. The graph is opened once one of them was not counted before. */
async function count(
  supergraph: Supergraph,
  { project, sources, operations, memo }: CallsInput,
): Promise<{ readonly calls: readonly OperationCalls[] } | { readonly note: string }> {
  const { assumedListSize } = project.config.checks ?? {};
  const settings = sourceSettings(project);
  const coded = new Set(sources.definitions.keys());
  const sliceOf = createSlicer(supergraph.document);
  let opened: ReturnType<typeof openCountingGraph> | undefined;
  const calls: OperationCalls[] = [];
  for (const { document, name, definition } of operations) {
    const key = ["calls", settings, assumedListSize ?? null, [...coded], sliceOf(document), print(document)];
    const counted = await memo(key, () => {
      opened ??= openCountingGraph({ supergraph, coded, sources: settings });
      const operationName = definition.name ? name : undefined;
      return opened.graph && countOperationCalls(opened.graph, { document, operationName }, { assumedListSize });
    });
    if (!counted) return { note: `No calls were counted: ${opened?.diagnostics[0]?.message ?? "no graph."}` };
    calls.push(counted);
  }
  return { calls };
}
