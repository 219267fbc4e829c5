/**
 * The short way through HTTP, for operations that Apollo Server has let through before: their text is known to parse and
 * to be valid for the graph that is served, so they are executed at once, and an answer without errors is sent in the
 * words in which Apollo Server has answered such a client before.
 *
 *     POST, `{ query, variables }`, seen before   ->  execute, `{"data": ...}`
 *     anything else                               ->  Apollo Server
 *
 * Nothing of Apollo Server's is decided here a second time. A text is new, a body odd or an operation unknown: Apollo
 * Server gets the request. The answer has errors: Apollo Server gets it together with what came of it, and formats it.
 */
import type { IncomingHttpHeaders } from "node:http";
import { getOperationAST, OperationTypeNode, type ExecutionResult } from "graphql";
import { LRUCache } from "lru-cache";
import { stringifyJson } from "../../subgraphs/rest/json.ts";
import type { GraphGenerations, SeenOperation } from "./graph-generations.ts";
import type { RequestContext } from "./request-context.ts";
import { runKey } from "./shared-runs.ts";

export interface LaneAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class ShortLane {
  readonly #graphs: GraphGenerations;
  /** How Apollo Server has answered without errors, by what the client accepts. */
  readonly #headers = new LRUCache<string, Readonly<Record<string, string>>>({ max: 100 });

  readonly #share: boolean;

  /** @param options.share  Equal queries in flight are executed once. */
  constructor(graphs: GraphGenerations, options: { readonly share: boolean }) {
    this.#graphs = graphs;
    this.#share = options.share;
  }

  /** Learns from an answer of Apollo Server's to a POST. */
  learn(requestHeaders: IncomingHttpHeaders, answer: LaneAnswer): void {
    // What has errors begins with them.
    if (answer.status !== 200 || !answer.body.startsWith('{"data":')) return;
    this.#headers.set(requestHeaders.accept ?? "", answer.headers);
  }

  /**
   * @param body     Of a POST, parsed.
   * @param context  Called at most once; Apollo Server is to be given the same.
   * @returns `undefined` where Apollo Server has to answer.
   */
  async answer(
    requestHeaders: IncomingHttpHeaders,
    body: unknown,
    context: () => Promise<RequestContext>,
  ): Promise<LaneAnswer | undefined> {
    const headers = this.#headers.get(requestHeaders.accept ?? "");
    const operation = headers && this.#seen(body);
    if (!headers || !operation) return undefined;
    let outcome: Outcome;
    try {
      const made = await context();
      const started = this.#start(operation, made);
      made.executed = started.then(({ result }) => result);
      // Who is told of a failure is Apollo Server, below.
      made.executed.catch(() => {});
      outcome = await started;
    } catch {
      // It will be thrown again where Apollo Server catches it.
      return undefined;
    }
    return outcome.body === undefined ? undefined : { status: 200, headers, body: outcome.body };
  }

  #start(operation: SeenOperation, context: RequestContext): Promise<Outcome> {
    const run = async (): Promise<Outcome> => outcomeOf(await this.#graphs.run(operation, context));
    // What a client sees of the calls while it debugs them is its own, and one that has gone cannot leave a run.
    const { calls, hasLeft } = context;
    const isShareable = this.#share && operation.kind === OperationTypeNode.QUERY && !calls && !hasLeft;
    const key = isShareable ? runKey(operation, context.operation) : undefined;
    return key === undefined ? run() : operation.generation.runs.join(key, context, run);
  }

  #seen(body: unknown): SeenOperation | undefined {
    if (!isRecord(body)) return undefined;
    const { query, operationName, variables, extensions } = body;
    if (typeof query !== "string") return undefined;
    if (operationName !== undefined && operationName !== null && typeof operationName !== "string") return undefined;
    if (variables !== undefined && variables !== null && !isRecord(variables)) return undefined;
    // A persisted query has to be compared with its hash and kept; of the rest nobody reads anything.
    if (extensions !== undefined && extensions !== null && (!isRecord(extensions) || extensions["persistedQuery"])) {
      return undefined;
    }
    const generation = this.#graphs.current;
    const document = generation.documents.get(query);
    const operation = document && getOperationAST(document, operationName);
    if (!document || !operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
    return {
      generation,
      query,
      document,
      kind: operation.operation,
      operationName: operationName ?? undefined,
      variables: variables ?? {},
    };
  }
}

/** `body` is what is sent, where there are no errors; once for all who share the run. */
interface Outcome {
  readonly result: ExecutionResult;
  readonly body?: string;
}

function outcomeOf(result: ExecutionResult): Outcome {
  const { data, errors, extensions } = result;
  if (errors !== undefined || data === undefined) return { result };
  return { result, body: stringifyResult({ data, ...(extensions && { extensions }) }) };
}

/** Integers beyond 2^53 are bigints, which `JSON.stringify` refuses; they are too rare to slow every response for. */
export function stringifyResult(result: unknown): string {
  try {
    return `${JSON.stringify(result)}\n`;
  } catch {
    return `${stringifyJson(result)}\n`;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
