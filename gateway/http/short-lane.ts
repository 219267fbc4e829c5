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
import type { IncomingMessage, ServerResponse } from "node:http";
import { getOperationAST, OperationTypeNode, type ExecutionResult } from "graphql";
import { LRUCache } from "lru-cache";
import type { Access } from "../auth/access.ts";
import { identityKey } from "../auth/reads-identity.ts";
import type { GraphGenerations, SeenOperation } from "./graph-generations.ts";
import { headersOf, type RequestContext } from "./request-context.ts";
import type { ServerObserver } from "./server-observer.ts";
import { runKey } from "./shared-runs.ts";

export interface LaneAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface LaneRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of a POST, parsed. */
  readonly body: unknown;
  readonly access: Access;
  /** Makes the context when it is first called; Apollo Server is to be given the same. */
  readonly context: () => Promise<RequestContext>;
}

export interface ShortLaneOptions {
  /** Equal queries in flight are executed once. */
  readonly share: boolean;
  /** Whether a context may differ for clients whose headers are the same to the graph. */
  readonly hasOwnContext: boolean;
  readonly observer?: ServerObserver;
}

export class ShortLane {
  readonly #graphs: GraphGenerations;
  readonly #options: ShortLaneOptions;
  /** How Apollo Server has answered without errors, by what the client accepts. */
  readonly #headers = new LRUCache<string, Readonly<Record<string, string>>>({ max: 100 });

  constructor(graphs: GraphGenerations, options: ShortLaneOptions) {
    this.#graphs = graphs;
    this.#options = options;
  }

  /** Learns from an answer of Apollo Server's to a POST. */
  learn(request: IncomingMessage, { status, headers, body }: LaneAnswer & { readonly body: string }): void {
    // What has errors begins with them.
    if (status !== 200 || !body.startsWith('{"data":')) return;
    // How long that answer may be kept says nothing of any other.
    const learned = "cache-control" in headers ? { ...headers, "cache-control": "no-store" } : headers;
    this.#headers.set(request.headers.accept ?? "", learned);
  }

  /** @returns `undefined` where Apollo Server has to answer; no promise where nobody has to be asked. */
  answer(asked: LaneRequest): LaneAnswer | undefined | Promise<LaneAnswer | undefined> {
    const headers = this.#headers.get(asked.request.headers.accept ?? "");
    const operation = headers && this.#seen(asked.body);
    if (!headers || !operation) return undefined;
    const data = this.#textAtOnce(operation);
    if (data === undefined) return this.#answerLater(operation, asked, headers);
    this.#tell(operation);
    return { status: 200, headers, body: `{"data":${data}}\n` };
  }

  #textAtOnce({ generation, kind, document, operationName }: SeenOperation): string | undefined {
    // The function that makes a context may refuse its client anything, and who debugs is told of no calls, too.
    if (this.#options.hasOwnContext || kind !== OperationTypeNode.QUERY) return undefined;
    return generation.graph.textAtOnce?.(document, operationName);
  }

  /** @param codes  Of errors. */
  #tell({ kind }: SeenOperation, codes: readonly string[] = []): void {
    this.#options.observer?.onOperation({ type: kind, outcome: codes.length > 0 ? "partial" : "success", codes });
  }

  async #answerLater(
    operation: SeenOperation,
    asked: LaneRequest,
    headers: LaneAnswer["headers"],
  ): Promise<LaneAnswer | undefined> {
    let outcome: Outcome;
    try {
      outcome = await (this.#follow(operation, asked) ?? this.#execute(operation, asked));
      if (outcome.kind === "result") (await asked.context()).executed = Promise.resolve(outcome.result);
    } catch {
      // It will be thrown again where Apollo Server catches it.
      return undefined;
    }
    if (outcome.kind !== "body") return undefined;
    const { body, cacheControl, codes } = outcome;
    this.#tell(operation, codes);
    // Where a plugin keeps Apollo Server from saying it, it is not said here.
    const isSaid = cacheControl !== undefined && "cache-control" in headers;
    return { status: 200, headers: isSaid ? { ...headers, "cache-control": cacheControl } : headers, body };
  }

  /** Waits for an equal query that is being executed; `undefined` where there is none. */
  #follow(operation: SeenOperation, { request, response, access }: LaneRequest): Promise<Outcome> | undefined {
    if (!this.#isShareable(operation) || this.#options.hasOwnContext || response.destroyed) return undefined;
    const key = keyOf(operation, headersOf(request), {}, access);
    const run = key === undefined ? undefined : operation.generation.runs.follow<Outcome>(key);
    if (run) response.once("close", run.leave);
    return run?.result;
  }

  async #execute(operation: SeenOperation, { context }: LaneRequest): Promise<Outcome> {
    const made = await context();
    const run = (): Promise<Outcome> => this.#run(operation, made);
    // What a client sees of the calls while it debugs them is its own, and one that has gone cannot leave a run.
    if (!this.#isShareable(operation) || made.calls || made.demands || made.hasLeft) return run();
    const key = keyOf(operation, made.client.requestHeaders, made.client.context, made.access);
    return key === undefined ? run() : operation.generation.runs.join(key, made, run);
  }

  #isShareable({ kind }: SeenOperation): boolean {
    return this.#options.share && kind === OperationTypeNode.QUERY;
  }

  async #run(operation: SeenOperation, context: RequestContext): Promise<Outcome> {
    const started = this.#graphs.runText(operation, context);
    started.catch((error: unknown) => {
      // Apollo Server asks again, and is to catch it.
      context.executed = Promise.reject(error);
      context.executed.catch(() => {});
    });
    const outcome = await started;
    if (outcome.kind === "result") return outcome;
    const { data, denied, extensions } = outcome;
    // What has errors is not kept.
    const caching = denied ? undefined : context.operation.policy?.at(Date.now());
    const cacheControl = caching && `max-age=${caching.maxAge}, ${caching.scope.toLowerCase()}`;
    const text = `{${denied ? `"errors":${denied.text},` : ""}"data":${data}${extensions ? `,"extensions":${JSON.stringify(extensions)}` : ""}}\n`;
    // All who share it get the same bytes; for one alone they are made as they are sent.
    return { kind: "body", body: this.#options.share ? Buffer.from(text) : text, cacheControl, codes: denied?.codes };
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

type Outcome =
  | {
      readonly kind: "body";
      readonly body: string | Buffer;
      /** `undefined` where it is not to be kept. */
      readonly cacheControl: string | undefined;
      /** Of its errors. */
      readonly codes: readonly string[] | undefined;
    }
  | { readonly kind: "result"; readonly result: ExecutionResult };

function keyOf(
  operation: SeenOperation,
  headers: RequestContext["client"]["requestHeaders"],
  context: RequestContext["client"]["context"],
  access: Access,
): string | undefined {
  const { readsHeaders = "all", readsIdentity = "token" } = operation.generation.graph;
  const read = readsIdentity === "request" ? "all" : readsHeaders;
  return runKey(operation, read, headers, context, identityKey(readsIdentity, access));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
