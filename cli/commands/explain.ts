import { GraphQLError, type GraphQLSchema, type Source } from "graphql";
import { estimateCalls, type CallCount, type OperationEstimate } from "../../gateway/estimate.ts";
import { OperationErrors } from "../../gateway/gateway-error.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { isProduction } from "../environment.ts";
import { openGraph } from "../open-graph.ts";
import { hasError } from "../output.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { operationDiagnostic, parseOperation, readOperationFile } from "../operation-file.ts";
import { openProject } from "../project.ts";

export interface ExplainOptions {
  readonly operation?: string;
  readonly assumeListSize?: number;
  readonly supergraph?: string;
}

/** Prints the REST calls of an operation with their bounds. Makes none. */
export async function explain(
  { output, ...location }: CommandContext,
  operationFile: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const project = await openProject(location);
  const source = await readOperationFile(location.dir, operationFile);
  const { graph, diagnostics, texts } = await openGraph(project, { ...options, production: isProduction() });
  const estimated = graph ? estimate(graph, source, options) : { diagnostics: [] };
  await graph?.close();

  // It makes no call, and runs where the values of production are not set.
  const findings = [...diagnostics.filter(({ code }) => code !== "CONFIG_VALUE_UNSET"), ...estimated.diagnostics];
  output.findings(findings, texts);
  if (!estimated.estimate || hasError(findings)) {
    output.json({ findings });
    return 1;
  }
  output.json(estimated.estimate);
  output.text(describeEstimate(estimated.estimate, options.assumeListSize));
  return 0;
}

type EstimableGraph = Parameters<typeof estimateCalls>[0] & { readonly schema: GraphQLSchema };

function estimate(
  graph: EstimableGraph,
  source: Source,
  { operation: operationName, assumeListSize }: ExplainOptions,
): { estimate?: OperationEstimate; diagnostics: readonly Diagnostic[] } {
  const { document, diagnostics } = parseOperation(source, graph.schema, operationName);
  if (!document) return { diagnostics };
  try {
    return { estimate: estimateCalls(graph, { document, operationName }, { assumeListSize }), diagnostics: [] };
  } catch (error) {
    const errors = error instanceof OperationErrors ? error.errors : [error];
    return {
      diagnostics: errors.map((each) => {
        if (each instanceof GraphQLError) return operationDiagnostic(each, source);
        throw error;
      }),
    };
  }
}

/**
 *     1. GET https://api.test/posts                     1 call
 *        posts:Query.posts[0]
 *     2. GET https://api.test/users?id={$batch.id}      0 or more, after 1
 *        users:User[0]
 *     At least 1 call, with no upper bound.
 */
function describeEstimate({ calls, total }: OperationEstimate, assumeListSize: number | undefined): string {
  if (calls.length === 0) return "No REST calls.";
  const requests = calls.map(({ method, url }) => `${method ?? "code"}${url === null ? "" : ` ${url}`}`);
  const width = Math.max(...requests.map(({ length }) => length));
  const indent = String(calls.length).length + 2;
  const lines = calls.flatMap(({ coordinate, count, after }, index) => {
    const number = `${index + 1}.`.padEnd(indent);
    const waits = after.map((each) => calls.findIndex((call) => call.coordinate === each) + 1).filter((at) => at > 0);
    const order = waits.length === 0 ? "" : `, after ${[...new Set(waits)].join(" and ")}`;
    return [
      `${number}${(requests[index] ?? "").padEnd(width)}  ${describeCount(count)}${order}`,
      `${" ".repeat(indent)}${coordinate}`,
    ];
  });
  const hint =
    total.max === null && assumeListSize === undefined
      ? "\nA number grows with a list, or code decides it. --assume-list-size <n> counts with lists of that length."
      : "";
  return `${lines.join("\n")}\n\nIn all ${describeCount(total)}.${hint}`;
}

function describeCount({ min, max }: CallCount): string {
  if (max === null) return `${min} or more calls`;
  return min === max ? `${min} call${min === 1 ? "" : "s"}` : `${min} to ${max} calls`;
}
