/** Runs one connector against a given answer: the request that would be sent, and what the answer is mapped to. */
import { compileConnector, type OwnVariables } from "../connect/connector-call.ts";
import type { Connector } from "../connect/connector.ts";
import type { CallOutcome } from "../connect/response.ts";
import type { MappingProblemReport, OperationContext } from "../operation-context.ts";
import { flattenHeaders } from "../rest/headers.ts";
import type { RestRequest } from "../rest/operation.ts";
import type { CaseVariables, HeaderLists } from "./suite.ts";

export interface CaseInput {
  readonly variables: CaseVariables;
  readonly answer: { readonly status: number; readonly headers: HeaderLists; readonly body?: string };
}

export interface CaseRun {
  /** Absent where none was sent: the connector is virtual, a value was refused, a key is null. */
  readonly request?: Pick<RestRequest, "method" | "url" | "headers"> & { readonly body?: string };
  readonly outcome: CallOutcome;
  readonly requestProblems: readonly MappingProblemReport[];
  readonly responseProblems: readonly MappingProblemReport[];
}

/** Never rejects. The code that builds and maps is that of a served graph; only the answer is made up. */
export async function runCase(connector: Connector, { variables, answer }: CaseInput): Promise<CaseRun> {
  const { $args, $this, $batch, $context = {}, $config = {}, $env = {}, $requestHeaders = {} } = variables;
  const compiled = compileConnector(connector, { settings: { config: $config }, env: $env, production: false });
  const requestProblems: MappingProblemReport[] = [];
  const responseProblems: MappingProblemReport[] = [];
  let request: CaseRun["request"];
  let problems = requestProblems;
  const operation: OperationContext = {
    requestHeaders: $requestHeaders,
    context: $context,
    onProblem: (problem) => problems.push(problem),
    rest: {
      async fetch({ method, url, headers, body }) {
        // Refuses what the real way out refuses: line breaks in a header's value.
        flattenHeaders(headers);
        request = { method, url, headers, ...(typeof body === "string" && { body }) };
        const { status, headers: answerHeaders, body: text = "" } = answer;
        return { status, headers: answerHeaders, body: new TextEncoder().encode(text) };
      },
    },
  };
  const own: OwnVariables = {
    // A field without arguments has an empty `$args`; a type has none at all.
    ...(connector.element.kind === "field" && { $args: $args ?? {} }),
    ...($this !== undefined && { $this }),
    ...($batch !== undefined && { $batch }),
  };
  const prepared = compiled.prepare(own, operation);
  problems = responseProblems;
  const outcome = prepared.kind === "call" ? await compiled.send(prepared, connector.selection, operation) : prepared;
  return { ...(request && { request }), outcome, requestProblems, responseProblems };
}
