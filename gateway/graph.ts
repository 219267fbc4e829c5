/** A supergraph and its subgraphs in, a graph that answers operations out. */
import { GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from "graphql";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { readCarriedHints, type CacheHints } from "../schema/cache-hints.ts";
import { readAccessRules, type AccessRules } from "../schema/access-rules.ts";
import type { Supergraph } from "../schema/read-supergraph.ts";
import type { OperationContext } from "../subgraphs/operation-context.ts";
import { stringifyJson } from "../subgraphs/rest/json.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import { anonymous, type Access } from "./auth/access.ts";
import { findIdentity, type ReadsIdentity } from "./auth/reads-identity.ts";
import { unauthorized, type DeniedErrors } from "./auth/denied-errors.ts";
import { allGranted, type Grants } from "./auth/grants.ts";
import { Requirements } from "./auth/requirements.ts";
import type { Completion } from "./complete-response.ts";
import { executePlan } from "./execute-plan.ts";
import type { PlanResult } from "./run-fetches.ts";
import { GatewayError, OperationErrors } from "./gateway-error.ts";
import { DemandControl } from "./limits/cost/demand-control.ts";
import type { DemandLimits } from "./limits/cost/demand-limits.ts";
import { readListSizeRules, type ListSizeRules } from "./list-sizes.ts";
import { keepMembers } from "./planning/keep-members.ts";
import type { OperationLimits } from "./normal-operation.ts";
import { OperationCache, type PreparedOperation, type RunnablePlan } from "./operation-cache.ts";
import { decideOverride } from "./planning/override.ts";
import { createPlanner, PlannerUnavailableError, type Planner, type QueryPlan } from "./planning/planner.ts";
import { responseErrors } from "./response-errors.ts";
import { readSupergraphTypes, type SupergraphTypes } from "./supergraph-types.ts";

export type { PreparedOperation } from "./operation-cache.ts";

export interface GraphOptions {
  readonly supergraph: Supergraph;
  /** One for each of the supergraph's graphs, by its name. The graph closes them. */
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** True: errors do not tell which subgraph failed. Default false. */
  readonly production?: boolean;
  /** Bounds that are checked before planning, for the planner's time grows with the square. */
  readonly limits?: Partial<OperationLimits>;
  /** What an operation may cost. Absent: it is not measured. */
  readonly demand?: DemandLimits | undefined;
  /** Operations whose plans are kept. Default 1 000. */
  readonly planCacheSize?: number;
  /** Labels of `@override(label:)`, other than `percent(N)`, that are on for an operation. Default none. */
  readonly overrideLabels?: (context: OperationContext) => Iterable<string>;
  /** In [0, 1): decides `percent(N)`. Default `Math.random`. */
  readonly random?: () => number;
  /** Told how long making a plan has taken, with all that is compiled of it, in milliseconds. Must not throw. */
  readonly onPlan?: (durationMs: number) => void;
}

export interface GraphRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  /** As the client sent them; they are coerced here. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly context: OperationContext;
  /** What its client may see. Default: what anybody may. */
  readonly access?: Access | undefined;
  /** True where the document has been validated against the graph's `schema`: that is not done again. Default false. */
  readonly isValid?: boolean | undefined;
}

/** What came of an operation that was asked for as text. */
export type TextResult =
  /**
   * Nothing went wrong. `data` is JSON, the value of the response's `data`: bytes to send, after `{"data":`. `denied`: its
   * client may not see all of it, and is to be told so by these errors.
   */
  | { readonly kind: "text"; readonly data: string; readonly denied?: DeniedErrors }
  /** There are other errors: what `execute` would have answered, for the errors are to be looked at before they are sent. */
  | { readonly kind: "result"; readonly result: ExecutionResult };

export interface PrepareOptions {
  /**
   * What to take of the selections whose `@skip` or `@include` has a variable: all of them, or none. No run makes more
   * calls than a plan with all. Default `all`.
   */
  readonly conditional?: "all" | "none";
}

/** Answers operations over all subgraphs. Made by `createGraph`. */
export interface Graph {
  /** Changes with the supergraph. */
  readonly id: string;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly supergraph: Supergraph;
  /** Lower-case names of the client headers that can change an answer. */
  readonly readsHeaders: ReadonlySet<string> | "all";
  /** What of a client's identity can change an answer. */
  readonly readsIdentity: ReadsIdentity;
  /** Whether anything says how long answers may be kept. Else nobody needs to ask. */
  readonly saysFreshness: boolean;
  /**
   * The plan of an operation, without running it.
   *
   * @throws OperationErrors, GatewayError: codes in `gatewayErrorCodes`.
   */
  plan(document: DocumentNode, operationName?: string, options?: PrepareOptions): QueryPlan;
  /** The plan together with its prepared fetches. @throws as `plan` does. */
  prepare(document: DocumentNode, operationName?: string, options?: PrepareOptions): PreparedOperation;
  /** Never rejects and never throws: whatever goes wrong is in `errors`. */
  execute(request: GraphRequest): Promise<ExecutionResult>;
  /**
   * As `execute`, for who sends the answer on: where nothing went wrong, it is not made as an object first. Parsed, `data`
   * equals what `execute` answers. Never rejects and never throws.
   */
  executeText(request: GraphRequest): Promise<TextResult>;
  /**
   * The data, as JSON, of a query that needs nothing of who asks, nor of any subgraph: `{ __typename }`, by which load
   * balancers find out whether it is alive. `undefined` for any other. Never throws.
   */
  textAtOnce(document: DocumentNode, operationName?: string): string | undefined;
  /** Does what the first operations would have to wait for, a part in each turn of the event loop. Never rejects. */
  warm(): Promise<void>;
  /** Plans an operation that may be asked for soon, where that depends on no variable and nobody's access. Never throws. */
  planAhead(document: DocumentNode, operationName: string | undefined): void;
  /** Closes the subgraphs. */
  close(): Promise<void>;
}

/**
 * @returns The graph, or none and diagnostics `PLANNER_UNAVAILABLE` (a platform that the planner has no binary for),
 *   `SUPERGRAPH_INVALID` (the planner refuses it), `SUBGRAPH_NOT_SERVED`.
 */
export function createGraph(options: GraphOptions): { graph?: Graph; diagnostics: Diagnostic[] } {
  const { supergraph, subgraphs } = options;
  const unserved = supergraph.graphs.filter(({ name }) => !subgraphs.has(name));
  if (unserved.length > 0) {
    const diagnostics = unserved.map(({ name }) =>
      error("SUBGRAPH_NOT_SERVED", `The supergraph's subgraph \`${name}\` is not served by anything.`),
    );
    return { diagnostics };
  }
  try {
    return { graph: new PlannedGraph(options, keepMembers(supergraph, createPlanner)), diagnostics: [] };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof PlannerUnavailableError) return { diagnostics: [error(cause.code, message)] };
    return { diagnostics: [error("SUPERGRAPH_INVALID", `The query planner refuses the supergraph: ${message}`)] };
  }
}

function error(code: Diagnostic["code"], message: string): Diagnostic {
  return { code, severity: "error", message, locations: [] };
}

function unionOf(subgraphs: readonly Subgraph[]): ReadonlySet<string> | "all" {
  const names = new Set<string>();
  for (const { readsHeaders = "all" } of subgraphs) {
    if (readsHeaders === "all") return "all";
    for (const name of readsHeaders) names.add(name);
  }
  return names;
}

class PlannedGraph implements Graph {
  readonly id: string;
  readonly schema: GraphQLSchema;
  readonly supergraph: Supergraph;
  #readsHeaders: ReadonlySet<string> | "all" | undefined;
  #cacheHints: CacheHints | undefined;
  #saysFreshness: boolean | undefined;
  readonly #options: GraphOptions;
  readonly #planner: Planner;
  readonly #types: SupergraphTypes;
  #accessRules: AccessRules | undefined;
  #readsIdentity: ReadsIdentity | undefined;
  readonly #operations: OperationCache;
  /** Those that are not answered at once, and need not be looked at again. */
  readonly #needy = new WeakSet<DocumentNode>();
  /** Absent: nothing is measured. */
  readonly #demand: DemandControl | undefined;

  constructor(options: GraphOptions, planner: Planner) {
    const { supergraph, subgraphs, limits, planCacheSize } = options;
    this.supergraph = supergraph;
    this.id = supergraph.id;
    this.schema = supergraph.publicSchema;
    this.#options = options;
    this.#planner = planner;
    this.#types = readSupergraphTypes(supergraph);
    let requirements: Requirements | undefined;
    this.#demand = options.demand && new DemandControl({ supergraph, schema: this.schema, limits: options.demand });
    let listSizeRules: ListSizeRules | undefined;
    this.#operations = new OperationCache({
      planner,
      subgraphs,
      schema: this.schema,
      types: this.#types,
      requirements: () => (requirements ??= new Requirements(this.#rules(), this.schema)),
      cacheHints: () => this.#hints(),
      // Only who counts calls asks for them.
      listSizeRules: () => (listSizeRules ??= readListSizeRules(supergraph.document)),
      hideSuggestions: options.production === true,
      ...(limits ? { limits } : {}),
      ...(options.onPlan ? { onPlan: options.onPlan } : {}),
      ...(planCacheSize === undefined ? {} : { size: planCacheSize }),
    });
  }

  get readsHeaders(): ReadonlySet<string> | "all" {
    return (this.#readsHeaders ??= unionOf([...this.#options.subgraphs.values()]));
  }

  get readsIdentity(): ReadsIdentity {
    return (this.#readsIdentity ??= findIdentity(this.#rules(), [...this.#options.subgraphs.values()]));
  }

  #rules(): AccessRules {
    return (this.#accessRules ??= readAccessRules(this.supergraph.document));
  }

  get saysFreshness(): boolean {
    return (this.#saysFreshness ??= this.#findFreshness());
  }

  #findFreshness(): boolean {
    if ([...this.#options.subgraphs.values()].some((subgraph) => subgraph.saysFreshness)) return true;
    const { byField, byType } = this.#hints();
    return byField.size + byType.size > 0;
  }

  #hints(): CacheHints {
    return (this.#cacheHints ??= readCarriedHints(this.supergraph));
  }

  async warm(): Promise<void> {
    for (const subgraph of this.#options.subgraphs.values()) {
      // oxlint-disable-next-line no-await-in-loop -- Requests come in between.
      await new Promise((resolve) => setImmediate(resolve));
      try {
        subgraph.warm?.();
      } catch {
        // The first operation that needs it is told.
      }
    }
  }

  planAhead(document: DocumentNode, operationName: string | undefined): void {
    try {
      const operation = this.#operations.get(document, operationName);
      if (operation.clauses.length > 0) return;
      operation.planFor({}, decideOverride(this.#planner, [], this.#options.random ?? Math.random), allGranted);
    } catch {
      // It does not fit this graph, or a condition is a variable. Who asks for it is told.
    }
  }

  plan(document: DocumentNode, operationName?: string, options?: PrepareOptions): QueryPlan {
    return this.prepare(document, operationName, options).plan;
  }

  prepare(document: DocumentNode, operationName?: string, options: PrepareOptions = {}): PreparedOperation {
    return this.#operations.get(document, operationName).prepare(options.conditional ?? "all");
  }

  async execute(request: GraphRequest): Promise<ExecutionResult> {
    try {
      const { plan, variables } = await this.#prepareRun(request);
      const result = await executePlan(plan.step, variables, request.context, this.#types);
      return request.context.rest.isAborted ? cancelled() : this.#complete({ plan, variables, ...result });
    } catch (cause) {
      return failedResult(cause);
    }
  }

  executeText(request: GraphRequest): Promise<TextResult> {
    try {
      const prepared = this.#prepareRun(request);
      const run = ({ plan, variables }: PreparedRun): Promise<TextResult> =>
        plan.program
          .run(variables, request.context)
          .then(({ data, failures }) => this.#toText({ plan, variables, data, failures }, request.context));
      return (prepared instanceof Promise ? prepared.then(run) : run(prepared)).catch(failedText);
    } catch (cause) {
      return Promise.resolve(failedText(cause));
    }
  }

  textAtOnce(document: DocumentNode, operationName?: string): string | undefined {
    // What is told of each answer, and what depends on who asks.
    if (this.#demand || this.#options.overrideLabels || this.#needy.has(document) || this.saysFreshness) {
      return undefined;
    }
    const text = this.#tryTextAtOnce(document, operationName);
    if (text === undefined) this.#needy.add(document);
    return text;
  }

  #tryTextAtOnce(document: DocumentNode, operationName: string | undefined): string | undefined {
    try {
      const operation = this.#operations.get(document, operationName);
      if (operation.takesVariables || operation.clauses.length > 0) return undefined;
      const override = decideOverride(this.#planner, [], this.#options.random ?? Math.random);
      return operation.planFor({}, override, allGranted).textAtOnce();
    } catch {
      return undefined;
    }
  }

  #toText(run: OperationRun, { rest }: OperationContext): TextResult {
    if (rest.isAborted) return { kind: "result", result: cancelled() };
    const data = run.failures.length === 0 ? run.plan.program.write(run.data) : undefined;
    if (data !== undefined) {
      const denied = run.plan.denied();
      return denied ? { kind: "text", data, denied } : { kind: "text", data };
    }
    const result = this.#complete(run);
    return result.errors ? { kind: "result", result } : { kind: "text", data: stringifyJson(result.data ?? null) };
  }

  /** @throws OperationErrors, GatewayError; or rejects with them, and with what asking for policies fails with. */
  #prepareRun(request: GraphRequest): PreparedRun | Promise<PreparedRun> {
    const { document, operationName, variables = {}, context, access = anonymous } = request;
    const operation = this.#operations.get(document, operationName, request.isValid);
    const coerced = operation.coerceVariables(variables);
    const labels = this.#options.overrideLabels?.(context) ?? [];
    const override = decideOverride(this.#planner, labels, this.#options.random ?? Math.random);
    const prepare = (grants: Grants): PreparedRun => {
      const plan = operation.planFor(coerced, override, grants);
      context.policy?.useHints(plan.cacheHints());
      this.#demand?.check(plan, coerced, context);
      return { plan, variables: coerced };
    };
    if (operation.clauses.length === 0) return prepare(allGranted);
    context.policy?.readClient();
    const grants = operation.grantsFor(access);
    return grants instanceof Promise ? grants.then(prepare) : prepare(grants);
  }

  #complete({ plan, variables, data, failures }: OperationRun): ExecutionResult {
    const completion: Completion = { violations: [], introspectionErrors: [], variables };
    const completed = plan.complete(data, completion);
    const { denied } = plan.normal;
    if (denied.length + failures.length + completion.violations.length + completion.introspectionErrors.length === 0) {
      return { data: completed };
    }
    const production = this.#options.production === true;
    const errors = responseErrors(failures, completion.violations, plan.normal.selections, data, this.#types, {
      production,
    });
    return { data: completed, errors: [...denied.map(unauthorized), ...errors, ...completion.introspectionErrors] };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#options.subgraphs.values()].map((subgraph) => subgraph.close()));
  }
}

type PreparedRun = Pick<OperationRun, "plan" | "variables">;

/** An operation whose fetches have ended. */
interface OperationRun extends PlanResult {
  readonly plan: RunnablePlan;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An error for each field of what nobody waits for would take longer to make than the answer. */
function cancelled(): ExecutionResult {
  return { errors: [new GatewayError("SUBGRAPH_FAILED", "The operation was cancelled.")] };
}

function failedText(cause: unknown): TextResult {
  return { kind: "result", result: failedResult(cause) };
}

function failedResult(cause: unknown): ExecutionResult {
  if (cause instanceof OperationErrors) return { errors: cause.errors };
  if (cause instanceof GraphQLError) return { errors: [cause] };
  const originalError = cause instanceof Error ? cause : new Error(String(cause));
  return { errors: [new GatewayError("INTERNAL_SERVER_ERROR", "The gateway failed.", { originalError })] };
}
