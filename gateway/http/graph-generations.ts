import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { AnswerCaching } from "../../subgraphs/answer-policy.ts";
import type { OperationContext } from "../../subgraphs/operation-context.ts";
import { stringifyJson } from "../../subgraphs/rest/json.ts";
import type { RestTransport } from "../../subgraphs/rest/transport.ts";
import type { Access } from "../auth/access.ts";
import type { DeniedErrors } from "../auth/denied-errors.ts";
import type { ReadsIdentity } from "../auth/reads-identity.ts";
import type { TextResult } from "../graph.ts";
import { DEBUGGING_EXTENSION, debuggingExtension } from "./connector-debugging.ts";
import { maskFault, tellFailures, type FailureListener } from "./failures.ts";
import type { HeldContext } from "./held-context.ts";
import type { InFlight } from "./in-flight.ts";
import type { RequestContext } from "./request-context.ts";
import type { ServerObserver } from "./server-observer.ts";
import { SharedRuns } from "./shared-runs.ts";
import { hideUpstreamHttp } from "./upstream-http.ts";

/** What is served: a composed graph, or one subgraph alone. */
export interface Servable {
  readonly schema: GraphQLSchema;
  /** Lower-case names of the client headers that can change an answer. Absent: all. */
  readonly readsHeaders?: ReadonlySet<string> | "all";
  /** What of a client's identity can change an answer. Absent: all that is in its token. */
  readonly readsIdentity?: ReadsIdentity;
  /** Whether anything says how long answers may be kept. Absent: nothing does. */
  readonly saysFreshness?: boolean;
  execute(request: ServableRequest): Promise<ExecutionResult>;
  /** As `execute`; where there are no errors, with `data` as JSON. */
  executeText?(request: ServableRequest): Promise<TextResult>;
  /** Does for an operation what its first run would have to, where that depends on no request. Never throws. */
  planAhead?(document: DocumentNode, operationName: string | undefined): void;
  /** The data, as JSON, of a query that needs nothing of who asks, nor of any service; `undefined` for any other. */
  textAtOnce?(document: DocumentNode, operationName?: string): string | undefined;
  close(): Promise<void>;
}

export interface ServableRequest {
  readonly document: DocumentNode;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly context: OperationContext;
  readonly access: Access;
  /** Whether `document` is as it was when it was validated against `schema`. */
  readonly isValid: boolean;
}

type SchemaCallback = (loaded: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void;

/** The part of Apollo Server's request context that is read here. */
interface ExecutorRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  /** Apollo Server's types know nothing of it, but it is missing where `operationName` names none. */
  readonly operation?: OperationDefinitionNode;
  readonly request: {
    readonly query?: string;
    readonly operationName?: string;
    readonly variables?: Record<string, unknown>;
  };
  readonly context: Record<string, unknown>;
  /** What Apollo Server makes Cache-Control of, for an answer without errors. */
  readonly overallCachePolicy?: { replace(caching: AnswerCaching): void };
}

/** An operation as a graph runs it. */
export interface SeenOperation {
  readonly generation: Generation;
  /** The text that `document` was parsed from. */
  readonly query: string;
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * A graph with its way to the services, the texts that were parsed and found valid for it, and what equal requests are
 * waiting for.
 */
export interface Generation {
  readonly graph: Servable;
  readonly transport: RestTransport;
  readonly documents: LRUCache<string, DocumentNode>;
  readonly runs: SharedRuns;
}

/** Most characters of texts that are kept; their documents take some ten times of that in bytes. */
const MAX_TEXT = 4_000_000;

function createGeneration(graph: Servable, transport: RestTransport, observer: ServerObserver | undefined): Generation {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: MAX_TEXT,
    sizeCalculation: (_document, text) => text.length,
  });
  return { graph, transport, documents, runs: new SharedRuns(observer?.onSharedOperation) };
}

export interface GenerationsOptions extends FailureListener {
  readonly graph: Servable;
  readonly transport: RestTransport;
  readonly production: boolean;
  readonly observer?: ServerObserver;
  /** Whether anything may change a document between its validation and its execution. */
  readonly mayChangeDocuments: boolean;
}

/**
 * The graphs that requests may still be running on, as Apollo Server's gateway. An operation is executed by the graph
 * whose schema it was validated against, so that a swap between the two never mixes them.
 */
export class GraphGenerations {
  readonly #bySchema = new WeakMap<GraphQLSchema, Generation>();
  readonly #listeners = new Set<SchemaCallback>();
  readonly #options: GenerationsOptions;
  #current: Generation;

  constructor(options: GenerationsOptions) {
    this.#options = options;
    this.#current = createGeneration(options.graph, options.transport, options.observer);
    this.#bySchema.set(options.graph.schema, this.#current);
  }

  /** What new requests are answered by. */
  get current(): Generation {
    return this.#current;
  }

  /**
   * Requests that run now may have begun with the graph before; none that begins later can. When they have ended, it is
   * closed, and then its transport, where the new one has another.
   */
  replace(graph: Servable, requests: InFlight, transport: RestTransport = this.#current.transport): void {
    const previous = this.#current;
    this.#current = createGeneration(graph, transport, this.#options.observer);
    this.#bySchema.set(graph.schema, this.#current);
    for (const listener of this.#listeners) this.#announce(listener);
    void requests
      .settled()
      .then(() => previous.graph.close())
      .then(() => (previous.transport === transport ? undefined : previous.transport.close()))
      .catch((error: unknown) => this.#options.onError?.(error));
  }

  /** What it is asked for, the latest first. */
  get documents(): Iterable<DocumentNode> {
    return [...this.#current.documents.values()];
  }

  onSchemaLoadOrUpdate(callback: SchemaCallback): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  async load(): Promise<{ executor: (request: ExecutorRequest) => Promise<ExecutionResult> }> {
    for (const listener of this.#listeners) this.#announce(listener);
    return { executor: (request) => this.#execute(request) };
  }

  async stop(): Promise<void> {
    await this.#current.graph.close();
  }

  #announce(listener: SchemaCallback): void {
    // The supergraph's text is for reporting plugins, and there are none.
    listener({ apiSchema: this.#current.graph.schema, coreSupergraphSdl: "" });
  }

  async #execute(request: ExecutorRequest): Promise<ExecutionResult> {
    const { document, operation, schema } = request;
    // What its only caller gives Apollo Server.
    const { request: context } = (request.context as unknown as HeldContext).held;
    if (!context) throw new Error("The request has been answered.");
    const refused = context.refusals?.get(request.request.query);
    if (refused) return refused;
    const operationName = request.request.operationName ?? undefined;
    // Spec: https://spec.graphql.org/draft/#GetOperation()
    // Apollo Server calls the executor without an operation too, and makes the 400 of the one error it returns.
    if (!operation) return { errors: [new GraphQLError(whyNoOperation(document, operationName))] };
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      const extensions = { code: "BAD_REQUEST", http: { status: 400 } };
      return { errors: [new GraphQLError("Subscriptions are not supported.", { nodes: operation, extensions })] };
    }
    const generation = this.#bySchema.get(schema);
    if (!generation) throw new Error("The schema of the request belongs to no graph.");
    if (context.executed) return context.executed;
    const { query = "", variables = {} } = request.request;
    // A persisted query is known by its hash, which is not looked up here.
    if (query !== "") generation.documents.set(query, document);
    const seen = { generation, query, document, kind: operation.operation, operationName, variables };
    const result = await this.run(seen, context);
    const caching = context.operation.policy?.at(Date.now());
    if (caching) request.overallCachePolicy?.replace(caching);
    return result;
  }

  /** @throws What the graph throws, which should not happen; in production an error without details. */
  run(operation: SeenOperation, context: RequestContext): Promise<ExecutionResult> {
    context.use(operation.generation.transport);
    return this.#settle(operation, async () =>
      this.#finish(await operation.generation.graph.execute(this.#requestOf(operation, context)), operation, context),
    );
  }

  /** As `run`, with `data` as JSON where there are no errors but of what is denied. */
  runText(operation: SeenOperation, context: RequestContext): Promise<TextOutcome> {
    const { graph, transport } = operation.generation;
    context.use(transport);
    return this.#settle(operation, async () => {
      const request = this.#requestOf(operation, context);
      const outcome: TextResult = graph.executeText
        ? await graph.executeText(request)
        : { kind: "result", result: await graph.execute(request) };
      if (outcome.kind === "text") return { ...outcome, ...withExtensions(ownExtensions(context)) };
      const result = this.#finish(outcome.result, operation, context);
      const { data, errors, extensions } = result;
      if (errors !== undefined || data === undefined) return { kind: "result", result };
      return { kind: "text", data: stringifyJson(data), ...(extensions && { extensions }) };
    });
  }

  #requestOf({ document, operationName, variables }: SeenOperation, context: RequestContext): ServableRequest {
    return {
      document,
      ...(operationName === undefined ? {} : { operationName }),
      variables,
      context: context.operation,
      access: context.access,
      isValid: !this.#options.mayChangeDocuments,
    };
  }

  #finish(result: ExecutionResult, operation: SeenOperation, context: RequestContext): ExecutionResult {
    const { errors } = result;
    const ids = errors && tellFailures(errors, nameOf(operation), this.#options);
    return {
      ...result,
      ...(errors && { errors: errors.map((error) => hideUpstreamHttp(error, ids?.get(error))) }),
      ...withExtensions({ ...result.extensions, ...ownExtensions(context) }),
    };
  }

  async #settle<Outcome>({ generation, kind }: SeenOperation, run: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await run();
    } catch (error) {
      throw maskFault(error, this.#options);
    } finally {
      // What began before a write ended may have read what was before it.
      if (kind === OperationTypeNode.MUTATION) generation.runs.close();
    }
  }
}

/** What came of an operation that was asked for as text; `data` is JSON. */
export type TextOutcome =
  | {
      readonly kind: "text";
      readonly data: string;
      readonly denied?: DeniedErrors;
      readonly extensions?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "result"; readonly result: ExecutionResult };

/** The operation's, be it that the client did not have to say which of the document's it is. */
function nameOf({ document, operationName }: SeenOperation): string | undefined {
  return getOperationAST(document, operationName)?.name?.value;
}

function ownExtensions({ problems, calls, demands, secrets }: RequestContext): Record<string, unknown> {
  return {
    ...(problems.length > 0 && { mappingProblems: problems }),
    ...(demands?.[0] && { cost: demands[0] }),
    ...(calls && { [DEBUGGING_EXTENSION]: debuggingExtension(calls, secrets()) }),
  };
}

function withExtensions(extensions: Record<string, unknown>): Pick<ExecutionResult, "extensions"> {
  return Object.keys(extensions).length > 0 ? { extensions } : {};
}

function whyNoOperation(document: DocumentNode, operationName: string | undefined): string {
  if (operationName) return `Unknown operation named "${operationName}".`;
  return document.definitions.some((node) => node.kind === Kind.OPERATION_DEFINITION)
    ? "Must provide operation name if query contains multiple operations."
    : "Must provide an operation.";
}
