/** The first mapping test of an imported subgraph: what a connector makes of an answer that its document allows. */
import type { Connector } from "../../subgraphs/connect/connector.ts";
import { printSuite } from "../../subgraphs/connector-tests/print-suite.ts";
import { recordCase } from "../../subgraphs/connector-tests/record-case.ts";
import { runCase } from "../../subgraphs/connector-tests/run-case.ts";
import type { WrittenTest } from "../../subgraphs/connector-tests/written-suite.ts";
import type { TypeRef } from "../../subgraphs/openapi/model.ts";
import { sampleAnswer } from "../../subgraphs/openapi/sample-answer.ts";

export interface SampledCase {
  readonly test: WrittenTest;
  /** Whether the answer was mapped whole: nothing is missing, and something is there. */
  readonly isClean: boolean;
}

/** @returns `undefined` where no request can be made up that the connector would send. */
export async function sampleCase(
  connector: Connector,
  answer: TypeRef,
  $args: Readonly<Record<string, unknown>>,
): Promise<SampledCase | undefined> {
  const body = JSON.stringify(sampleAnswer(answer));
  const $config = configOf(connector);
  const { request, outcome, requestProblems, responseProblems } = await runCase(connector, {
    variables: { $args, $config },
    answer: { status: 200, headers: {}, body },
  });
  if (!request) return undefined;
  const recorded = await recordCase(
    {
      connector,
      variables: { $args, $config, $request: { headers: {} } },
      selection: connector.selection,
      request,
      response: { status: 200, headers: {}, body: new TextEncoder().encode(body) },
      outcome,
      problems: [],
    },
    connector,
  );
  if (recorded.kind === "left-out") return undefined;
  const isMapped = outcome.kind === "value" && outcome.value !== null && outcome.value !== undefined;
  return {
    test: recorded.test,
    isClean: isMapped && requestProblems.length === 0 && responseProblems.length === 0,
  };
}

export function printFirstSuite(subgraph: string, test: WrittenTest): string {
  return printSuite(
    { config: { schema: `../subgraphs/${subgraph}.graphql` }, tests: [test] },
    "The answer is made up from the OpenAPI document. `npx restuary record <operation>` takes one from the service.",
  );
}

/** What the base URL reads of the config, each with its name for a value. */
function configOf({ source }: Connector): Record<string, unknown> {
  const names = source?.baseUrl.reads.get("$config")?.keys() ?? [];
  return Object.fromEntries([...names].map((name) => [name, name]));
}
