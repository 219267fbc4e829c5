/**
 * What each run of an operation demands, held against limits. With the values of its variables:
 *
 *     query ($n: Int) { posts(first: $n) { author { name } } }     $n = 20: cost 40, 21 REST calls at most
 *
 * Found out once for each plan and each combination of the values that it depends on, which are few: page sizes mostly.
 */
import type { GraphQLSchema } from "graphql";
import { LRUCache } from "lru-cache";
import type { Supergraph } from "../../../schema/read-supergraph.ts";
import type { DemandReport, OperationContext } from "../../../subgraphs/operation-context.ts";
import { mostCalls } from "../../estimate.ts";
import type { ListSizeRule } from "../../list-sizes.ts";
import type { RunnablePlan } from "../../operation-cache.ts";
import { RefusedError } from "../refused-error.ts";
import type { DemandLimits } from "./demand-limits.ts";
import { costOf, type CostRules } from "./operation-cost.ts";
import { readWeights } from "./read-weights.ts";

export interface DemandControlOptions {
  readonly supergraph: Supergraph;
  readonly schema: GraphQLSchema;
  readonly limits: DemandLimits;
}

/** Combinations of values that are kept for one plan, and characters of one. */
const MAX_KEPT = 100;
const MAX_KEY = 500;

interface Measured {
  readonly report: DemandReport;
  readonly error: RefusedError | undefined;
}

interface KnownPlan {
  /** Names of the variables that the demand depends on. */
  readonly variables: readonly string[];
  readonly measured: LRUCache<string, Measured>;
}

export class DemandControl {
  readonly #limits: DemandLimits;
  readonly #rules: CostRules;
  readonly #plans = new WeakMap<RunnablePlan, KnownPlan>();

  constructor({ supergraph, schema, limits }: DemandControlOptions) {
    this.#limits = limits;
    this.#rules = { schema, weights: readWeights(supergraph.document), assumedListSize: limits.listSize ?? 10 };
  }

  /**
   * @param variables  Coerced.
   * @throws RefusedError `OPERATION_TOO_EXPENSIVE` where limits are enforced and it passes one.
   */
  check(
    plan: RunnablePlan,
    variables: Readonly<Record<string, unknown>>,
    { onDemand }: Pick<OperationContext, "onDemand">,
  ): void {
    const { report, error } = this.#measure(plan, variables);
    onDemand?.(report);
    if (error && report.refused) throw error;
  }

  #measure(plan: RunnablePlan, variables: Readonly<Record<string, unknown>>): Measured {
    const known = this.#plans.get(plan);
    const key = known && keyOf(known.variables, variables);
    const found = key === undefined ? undefined : known?.measured.get(key);
    if (found) return found;
    const names = new Set<string>();
    const measured = this.#calculate(plan, variables, names);
    const kept = known ?? { variables: [...names], measured: new LRUCache<string, Measured>({ max: MAX_KEPT }) };
    if (!known) this.#plans.set(plan, kept);
    const own = keyOf(kept.variables, variables);
    if (own !== undefined) kept.measured.set(own, measured);
    return measured;
  }

  #calculate(plan: RunnablePlan, variables: Readonly<Record<string, unknown>>, names: Set<string>): Measured {
    const onVariable = (name: string): unknown => names.add(name);
    const unsliced: { coordinate: string; rule: ListSizeRule }[] = [];
    const listSizes = plan.listSizes({
      values: variables,
      onVariable,
      onUnsliced: (coordinate, rule) => unsliced.push({ coordinate, rule }),
    });
    const cost = costOf(plan.normal, { variables, listSizes, onVariable }, this.#rules);
    const calls = mostCalls(plan, listSizes, this.#rules.assumedListSize);
    const { maxCost = Infinity, maxCalls = Infinity, mode } = this.#limits;
    const [first] = unsliced;
    const errors = [
      ...(first ? [unslicedError(first.coordinate, first.rule)] : []),
      ...(cost > maxCost ? [tooExpensive("cost", "cost", cost, maxCost)] : []),
      ...(calls > maxCalls ? [tooExpensive("calls", "number of calls to services", calls, maxCalls)] : []),
    ];
    const exceeded = [
      ...(first ? (["slicing"] as const) : []),
      ...(cost > maxCost ? (["cost"] as const) : []),
      ...(calls > maxCalls ? (["calls"] as const) : []),
    ];
    const refused = mode === "enforce" && errors.length > 0;
    return { report: { cost, calls, exceeded, refused }, error: errors[0] };
  }
}

/** @returns `undefined` where it would be too long to be worth keeping, or cannot be written. */
function keyOf(names: readonly string[], variables: Readonly<Record<string, unknown>>): string | undefined {
  if (names.length === 0) return "";
  try {
    const key = JSON.stringify(names.map((name) => (Object.hasOwn(variables, name) ? [variables[name]] : [])));
    return key.length > MAX_KEY ? undefined : key;
  } catch {
    return undefined;
  }
}

function tooExpensive(limit: "cost" | "calls", noun: string, value: number, max: number): RefusedError {
  const message = `The operation's estimated ${noun} is ${value}; at most ${max} is allowed. Ask for fewer objects or shorter lists.`;
  return new RefusedError("OPERATION_TOO_EXPENSIVE", message, { limit, max, value });
}

function unslicedError(coordinate: string, { slicingArguments }: ListSizeRule): RefusedError {
  const names = slicingArguments.map((name) => `\`${name}\``).join(", ");
  const which = slicingArguments.length === 1 ? names : `exactly one of ${names}`;
  const message = `\`${coordinate}\` must be given ${which}: nothing else says how long its list is.`;
  return new RefusedError("OPERATION_TOO_EXPENSIVE", message, { limit: "slicing" });
}
