/** Client operations with everything that is made of them once: checks, plans, prepared fetches, completion. */
import { createHash } from "node:crypto";
import { print, type DocumentNode, type GraphQLSchema } from "graphql";
import { LRUCache } from "lru-cache";
import type { CacheHints } from "../schema/cache-hints.ts";
import type { OperationHints } from "../subgraphs/answer-policy.ts";
import type { PreparedFetch, Subgraph } from "../subgraphs/subgraph.ts";
import { createAccessFilter } from "./auth/access-filter.ts";
import type { Access } from "./auth/access.ts";
import { writeDenied, type DeniedErrors } from "./auth/denied-errors.ts";
import { allGranted, decideGrants, findClauses, type Grants } from "./auth/grants.ts";
import type { Clause, Requirements } from "./auth/requirements.ts";
import { bindPlan, type Step } from "./bind-plan.ts";
import { readClientOperation, type ClientOperation } from "./client-operation.ts";
import { coerceVariables } from "./coerce-variables.ts";
import { compileProgram, type Program } from "./compiled/run-program.ts";
import { compileCompletion } from "./complete-response.ts";
import { GatewayError, OperationErrors } from "./gateway-error.ts";
import { introspect } from "./introspection.ts";
import { findListSizes, type ListSizeRules, type ListSizes, type VariableSizes } from "./list-sizes.ts";
import {
  conditionVariables,
  normaliseOperation,
  type DecideCondition,
  type NormalOperation,
  type OperationLimits,
} from "./normal-operation.ts";
import { findOperationHints } from "./operation-hints.ts";
import { planOperation } from "./planning/plan-operation.ts";
import type { BatchFetchNode, FetchNode, Override, Planner, QueryPlan } from "./planning/planner.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

export interface PreparedOperation {
  readonly plan: QueryPlan;
  /** For each fetch node in `plan`, what its subgraph made of it. */
  readonly fetches: ReadonlyMap<FetchNode | BatchFetchNode, PreparedFetch>;
  /** What is known of the lengths of its lists, by the keys of `plan`. Found out when it is first asked for. */
  readonly listSizes: (run?: VariableSizes) => ListSizes;
}

export interface OperationCacheOptions {
  readonly planner: Planner;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly schema: GraphQLSchema;
  readonly types: SupergraphTypes;
  /** Asked for with the first operation. */
  readonly requirements: () => Requirements;
  readonly listSizeRules: () => ListSizeRules;
  /** Asked for where somebody wants to know how long answers may be kept. */
  readonly cacheHints: () => CacheHints;
  readonly limits?: Partial<OperationLimits>;
  /** True: errors about variables name nothing of the schema that is near. */
  readonly hideSuggestions?: boolean;
  /** Operations that are kept, and plans of all of them together. Default 1 000. */
  readonly size?: number;
  /**
   * Most characters of operations and fetches in the plans that are kept. Default 1 000 000: what is made of a character
   * takes about a hundred bytes.
   */
  readonly maxPlanText?: number;
  /** Told how long making a plan has taken, in milliseconds. */
  readonly onPlan?: (durationMs: number) => void;
}

export class OperationCache {
  readonly #options: OperationCacheOptions;
  /** By document hash and operation name. */
  readonly #operations: LRUCache<string, PlannedOperation>;
  /** Of all operations, so that neither many of them nor the many plans of one can fill memory. */
  readonly #plans: PlanCache;
  /** Servers keep parsed documents, so most are printed and hashed once. Invariant: a document is never changed. */
  readonly #hashes = new WeakMap<DocumentNode, string>();

  constructor(options: OperationCacheOptions) {
    this.#options = options;
    const max = options.size ?? 1_000;
    this.#operations = new LRUCache({ max });
    this.#plans = new LRUCache({ max, maxSize: options.maxPlanText ?? 1_000_000, sizeCalculation: textOf });
  }

  /** What is kept now. */
  get kept(): { readonly operations: number; readonly plans: number; readonly planText: number } {
    return { operations: this.#operations.size, plans: this.#plans.size, planText: this.#plans.calculatedSize };
  }

  /**
   * @param isValid  True where somebody has validated the document against this very schema. Default false.
   * @throws OperationErrors where the document cannot be run.
   */
  get(document: DocumentNode, operationName: string | undefined, isValid: boolean = false): PlannedOperation {
    let hash = this.#hashes.get(document);
    if (hash === undefined) {
      // Printed, as the text that a document was parsed from may not be what a plugin made of it.
      hash = createHash("sha256").update(print(document)).digest("base64url");
      this.#hashes.set(document, hash);
    }
    const key = `${hash} ${operationName ?? ""}`;
    let operation = this.#operations.get(key);
    if (!operation) {
      const { operation: read, errors } = readClientOperation(document, operationName, this.#options.schema, isValid);
      if (!read) throw new OperationErrors(errors);
      operation = new PlannedOperation(key, read, this.#options, this.#plans);
      this.#operations.set(key, operation);
    }
    return operation;
  }
}

export interface RunnablePlan extends PreparedOperation {
  readonly normal: NormalOperation;
  /** What `@cacheControl` says of it. Found out when it is first asked for. */
  readonly cacheHints: () => OperationHints;
  readonly step: Step | undefined;
  /** Compiled when it is first asked for: most answers have no errors, and are written as text. */
  readonly complete: ReturnType<typeof compileCompletion>;
  readonly program: Program;
  /** `undefined` where the client may see all of it. */
  readonly denied: () => DeniedErrors | undefined;
  /** The response's `data` as JSON where nothing is fetched for it; `undefined` where something is, or it cannot be written. */
  readonly textAtOnce: () => string | undefined;
}

/** An operation that cannot be planned is not tried again: saying which field is at fault takes many plans. */
type PlanCache = LRUCache<string, RunnablePlan | GatewayError>;

function textOf(plan: RunnablePlan | GatewayError): number {
  if (plan instanceof GatewayError) return 100;
  const fetches = [...plan.fetches.keys()].map(({ operation }) => operation.length);
  return plan.normal.roots.reduce((sum, { text }) => sum + text.length, 100) + fetches.reduce((a, b) => a + b, 0);
}

const defaultLimits: OperationLimits = { maxDepth: 48, maxNodes: 2_000 };

class PlannedOperation {
  readonly #operation: ClientOperation;
  readonly #options: OperationCacheOptions;
  readonly #conditions: readonly string[];
  /** What decides which of it a client may see. */
  readonly clauses: readonly Clause[];
  readonly #key: string;
  readonly #plans: PlanCache;

  constructor(key: string, operation: ClientOperation, options: OperationCacheOptions, plans: PlanCache) {
    this.#key = key;
    this.#plans = plans;
    this.#operation = operation;
    this.#options = options;
    this.#conditions = conditionVariables(operation);
    this.clauses = findClauses(operation, options.requirements(), options.schema);
  }

  get takesVariables(): boolean {
    return (this.#operation.definition.variableDefinitions ?? []).length > 0;
  }

  /** @throws OperationErrors where a value does not fit. */
  coerceVariables(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { variableDefinitions = [] } = this.#operation.definition;
    if (variableDefinitions.length === 0) return {};
    const { schema, hideSuggestions = false } = this.#options;
    const { coerced, errors } = coerceVariables(schema, variableDefinitions, values, { hideSuggestions });
    if (!coerced) {
      throw new OperationErrors(
        errors.map(({ message, nodes }) => new GatewayError("BAD_USER_INPUT", message, { nodes: nodes ?? null })),
      );
    }
    return coerced;
  }

  /** @returns A promise only where policies have to be asked for. */
  grantsFor(access: Access): Grants | Promise<Grants> {
    return this.clauses.length === 0 ? allGranted : decideGrants(this.clauses, access);
  }

  /** @throws GatewayError `PLANNING_FAILED`, `OPERATION_TOO_LARGE` */
  planFor(
    variables: Readonly<Record<string, unknown>>,
    override: Override & { readonly key: string },
    grants: Grants,
  ): RunnablePlan {
    let key = override.key;
    for (const name of this.#conditions) {
      if (typeof variables[name] !== "boolean") {
        const message = `Variable "$${name}" decides about \`@skip\` or \`@include\` and must not be null.`;
        throw new GatewayError("BAD_USER_INPUT", message);
      }
      key += variables[name] ? "1" : "0";
    }
    if (grants.key !== "") key += ` ${grants.key}`;
    const decide: DecideCondition = (directive, name) => (variables[name] === true) === (directive === "include");
    return this.#plan(key, decide, override, grants);
  }

  /** The plan with all, or none, of the selections whose condition is a variable. */
  prepare(conditional: "all" | "none"): PreparedOperation {
    // Without a condition the two are one.
    const variant = this.#conditions.length === 0 ? "all" : conditional;
    const override = { labels: new Set<string>(), percentage: 0 };
    return this.#plan(variant, () => conditional === "all", override, allGranted);
  }

  /** @param variant  The values of the conditions, the override and what is granted. */
  #plan(variant: string, decide: DecideCondition, override: Override, grants: Grants): RunnablePlan {
    const key = `${this.#key} ${variant}`;
    let plan = this.#plans.get(key);
    if (!plan) {
      plan = this.#makePlan(decide, override, grants);
      this.#plans.set(key, plan);
    }
    if (plan instanceof GatewayError) throw plan;
    return plan;
  }

  #makePlan(decide: DecideCondition, override: Override, grants: Grants): RunnablePlan | GatewayError {
    const startedAt = performance.now();
    try {
      return this.#tryPlan(decide, override, grants);
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    } finally {
      this.#options.onPlan?.(performance.now() - startedAt);
    }
  }

  #tryPlan(decide: DecideCondition, override: Override, grants: Grants): RunnablePlan {
    const { planner, subgraphs, schema, types } = this.#options;
    const limits = { ...defaultLimits, ...this.#options.limits };
    const filter = createAccessFilter(this.#options.requirements(), grants);
    const normal = normaliseOperation(this.#operation, decide, schema, types, limits, filter);
    const plan = planOperation(normal, planner, override, types);
    const { variableDefinitions = [] } = this.#operation.definition;
    const bound = bindPlan(plan.node, subgraphs, types);
    const compile = (): RunnablePlan["complete"] =>
      compileCompletion(normal, schema, types, (nodes, completion) => {
        const { value, errors } = introspect(this.#operation, nodes, completion.variables, schema);
        completion.introspectionErrors.push(...errors);
        return value;
      });
    let complete: RunnablePlan["complete"] | undefined;
    let cacheHints: OperationHints | undefined;
    let denied: DeniedErrors | undefined;
    const program = compileProgram(bound.step, normal, schema, types);
    let text: { readonly written: string | undefined } | undefined;
    return {
      normal,
      plan,
      listSizes: (run) => findListSizes(normal, variableDefinitions, this.#options.listSizeRules(), run),
      ...bound,
      cacheHints: () => (cacheHints ??= findOperationHints(normal, schema, this.#options.cacheHints())),
      complete: (data, completion) => (complete ??= compile())(data, completion),
      program,
      denied: () => (normal.denied.length === 0 ? undefined : (denied ??= writeDenied(normal.denied))),
      textAtOnce: () => (text ??= { written: bound.step ? undefined : program.write({}) }).written,
    };
  }
}
