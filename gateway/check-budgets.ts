/**
 * Holds the REST calls of client operations against their budgets, and against those that they made in the baseline.
 *
 *     Feed: 3 -> 53 calls, its budget is 10     BUDGET_EXCEEDED at the operation,
 *                                               N_PLUS_ONE at the connector that lost its batch
 */
import type { Finding } from "../schema/checks/finding.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import type { SourceRange } from "../schema/diagnostic.ts";
import type { ConnectorPlace } from "../subgraphs/connect/connector-places.ts";
import { findRepeatedCalls, listNames, type RepeatingOperation } from "./find-repeated-calls.ts";
import type { CountedCalls, OperationCalls, RepeatedCall } from "./operation-calls.ts";

export interface BudgetInput {
  readonly operations: readonly BudgetedOperation[];
  /** Most calls at worst, by the operation's name; `*` is for every other. */
  readonly budgets?: Readonly<Record<string, number>>;
  /** Where the connectors are written, by coordinate, as `locateConnectors` says. */
  readonly connectors: ReadonlyMap<string, ConnectorPlace>;
  /** Where a budget is written. */
  readonly locateBudget?: (name: string) => SourceRange | undefined;
}

export interface BudgetedOperation {
  /** `(anonymous)` where it has none. */
  readonly name: string;
  readonly location: SourceRange;
  /** What `countOperationCalls` says. */
  readonly calls: OperationCalls;
  /** The same of the same operation in the baseline. Absent where there is no baseline. */
  readonly before?: OperationCalls;
}

/** One line of the table that a report shows. */
export interface OperationBudget {
  readonly operation: string;
  readonly location: SourceRange;
  readonly min: number;
  /** `null`: without bound. */
  readonly max: number | null;
  /** Coordinates of what code decides: its calls are not in the numbers. */
  readonly uncounted: readonly string[];
  readonly budget?: number;
  readonly before?: { readonly min: number; readonly max: number | null };
}

/** @returns Findings of `budgetCodes`, and the calls of every operation that could be counted, in the order given. */
export function checkBudgets(input: BudgetInput): { findings: Finding[]; budgets: OperationBudget[] } {
  const { operations, budgets = {}, connectors } = input;
  const counted: OperationBudget[] = [];
  const findings: Finding[] = unknownOperations(input);
  const repeating: RepeatingOperation[] = [];
  for (const operation of operations) {
    const { calls, before } = operation;
    if (calls.kind === "unplanned") findings.push(notPlanned(operation, calls.message));
    if (calls.kind !== "counted") continue;
    const earlier = before?.kind === "counted" ? before : undefined;
    const line = budgetLine(operation, calls, earlier, budgetOf(operation.name, budgets));
    counted.push(line);
    const found = judge(line, calls, earlier);
    if (found) findings.push(found);
    repeating.push({ use: operation, calls, before: earlier, isOverBudget: found?.severity === "error" });
  }
  const repeated = findRepeatedCalls(repeating, connectors);
  return { findings: [...withoutExplained(findings, repeated), ...repeated], budgets: counted };
}

/** That calls grew is said by why they did, where that is known; the table has the numbers. */
function withoutExplained(findings: readonly Finding[], repeated: readonly Finding[]): Finding[] {
  const explained = new Set(repeated.flatMap(({ operations = [] }) => operations.map(({ name }) => name)));
  return findings.filter(({ code, subject }) => code !== "CALLS_GREW" || !explained.has(subject ?? ""));
}

function budgetOf(name: string, budgets: Readonly<Record<string, number>>): number | undefined {
  return Object.hasOwn(budgets, name) ? budgets[name] : budgets["*"];
}

function budgetLine(
  { name, location }: BudgetedOperation,
  { min, max, uncounted }: CountedCalls,
  before: CountedCalls | undefined,
  budget: number | undefined,
): OperationBudget {
  return {
    operation: name,
    location,
    min,
    max,
    uncounted,
    ...(budget === undefined ? {} : { budget }),
    ...(before ? { before: { min: before.min, max: before.max } } : {}),
  };
}

function judge(
  line: OperationBudget,
  { repeated }: CountedCalls,
  earlier: CountedCalls | undefined,
): Finding | undefined {
  const { operation, location, max, budget, before } = line;
  const operations = [{ name: operation, location }];
  const finding = { check: "budgets", locations: [location], subject: operation, operations } as const;
  const grew = before !== undefined && isMore(max, before.max);
  const difference = grew ? `\`${operation}\`: ${countText(before.max)} -> ${countText(max)} REST calls at worst` : "";
  if (budget !== undefined && max === null) {
    const lists = unsizedLists(repeated);
    const names = lists.map((list) => `\`${list}\``).join(", ");
    const reason = `nothing says how long ${names} may be`;
    return {
      ...finding,
      code: "BUDGET_UNBOUNDED",
      severity: "error",
      message: `${difference || `\`${operation}\` may make any number of REST calls`}; its budget is ${budget}, but ${reason}.`,
      fix: `Say how long with \`@listSize(assumedSize:)\` on ${names}, or for all lists with \`checks.assumedListSize\`.`,
    };
  }
  if (budget !== undefined && max !== null && max > budget) {
    const text = difference || `\`${operation}\` makes up to ${countText(max)} REST calls`;
    return {
      ...finding,
      code: "BUDGET_EXCEEDED",
      severity: "error",
      message: `${text}; its budget is ${budget}.${largestPart(repeated, grew ? earlier : undefined)}`,
    };
  }
  if (!grew) return undefined;
  const within = budget === undefined ? "" : `, within its budget of ${budget}`;
  return {
    ...finding,
    code: "CALLS_GREW",
    severity: "warning",
    message: `${difference}${within}.${largestPart(repeated, grew ? earlier : undefined)}`,
  };
}

function isMore(now: number | null, before: number | null): boolean {
  return before !== null && (now === null || now > before);
}

function countText(count: number | null): string {
  return count === null ? "any number of" : String(count);
}

/** The lists that make a number of calls unbounded. */
function unsizedLists(repeated: readonly RepeatedCall[]): readonly string[] {
  const unbounded = repeated.filter(({ max }) => max === null);
  const lists = unbounded.flatMap((call) => call.lists.filter(({ size }) => size === null));
  return [...new Set(lists.map(({ coordinate }) => coordinate))];
}

/**
 * ` Up to 50 of them are of `users:User[0]`, one for each item of `Query.posts`.`
 *
 * @param before  Where it is about growth: what grew most is named, be it not the largest.
 */
function largestPart(repeated: readonly RepeatedCall[], before: CountedCalls | undefined): string {
  const known = new Map(before?.repeated.map(({ coordinate, max }) => [coordinate, max ?? Infinity]));
  const grownBy = ({ coordinate, max }: RepeatedCall): number => {
    const was = known.get(coordinate) ?? 0;
    return was === Infinity ? 0 : (max ?? Infinity) - was;
  };
  const largest = repeated.reduce<RepeatedCall | undefined>(
    (most, call) => (most === undefined || grownBy(call) > grownBy(most) ? call : most),
    undefined,
  );
  if (!largest || !largest.isSingle) return "";
  const count = largest.max === null ? "Any number" : `Up to ${largest.max}`;
  return ` ${count} of them are of \`${largest.coordinate}\`, one for each item of ${listNames(largest)}.`;
}

function notPlanned({ name, location }: BudgetedOperation, reason: string): Finding {
  return {
    check: "budgets",
    code: "OPERATION_NOT_PLANNED",
    severity: "error",
    message: `The gateway cannot plan \`${name}\`: ${reason}`,
    locations: [location],
    subject: name,
    operations: [{ name, location }],
  };
}

function unknownOperations({ operations, budgets = {}, locateBudget }: BudgetInput): Finding[] {
  const names = new Set(operations.map(({ name }) => name));
  return Object.keys(budgets).flatMap((name): Finding[] => {
    if (name === "*" || names.has(name)) return [];
    const location = locateBudget?.(name);
    return [
      {
        check: "budgets",
        code: "BUDGET_UNKNOWN_OPERATION",
        severity: "warning",
        message: `\`checks.budgets\` has a budget for \`${name}\`, but there is no operation of that name.`,
        locations: location ? [location] : [],
        subject: name,
        fix: didYouMean(name, names) ?? "Remove it, or name the operation's file in `checks.operations`.",
      },
    ];
  });
}
