/** Which connectors are asked once for each item of a list (N+1), with what would ask for all at once. */
import type { Finding, OperationUse } from "../schema/checks/finding.ts";
import type { ConnectorPlace } from "../subgraphs/connect/connector-places.ts";
import type { CountedCalls, RepeatedCall } from "./operation-calls.ts";

export interface RepeatingOperation {
  readonly use: OperationUse;
  readonly calls: CountedCalls;
  /** In the baseline. */
  readonly before: CountedCalls | undefined;
  readonly isOverBudget: boolean;
}

/**
 * One finding for each connector, with all operations that repeat it. A connector that the baseline repeats as well is
 * left out, unless it is to blame for a budget: it is no news.
 */
export function findRepeatedCalls(
  operations: readonly RepeatingOperation[],
  connectors: ReadonlyMap<string, ConnectorPlace>,
): Finding[] {
  const byConnector = new Map<string, Repeats[]>();
  for (const operation of operations) {
    const known = new Set(singles(operation.before?.repeated ?? []).map(({ coordinate }) => coordinate));
    for (const call of singles(operation.calls.repeated)) {
      if (known.has(call.coordinate) && !operation.isOverBudget) continue;
      byConnector.set(call.coordinate, [...(byConnector.get(call.coordinate) ?? []), { operation, call }]);
    }
  }
  return [...byConnector].map(([coordinate, repeats]) => describe(coordinate, repeats, connectors.get(coordinate)));
}

interface Repeats {
  readonly operation: RepeatingOperation;
  readonly call: RepeatedCall;
}

function singles(repeated: readonly RepeatedCall[]): readonly RepeatedCall[] {
  return repeated.filter(({ isSingle, max }) => isSingle && (max === null || max > 1));
}

/** Over a budget, another finding says it. */
function difference({ use: { name }, calls, before, isOverBudget }: RepeatingOperation): string {
  if (!before || before.max === null || calls.max === before.max || isOverBudget) return "";
  return ` \`${name}\`: ${before.max} -> ${calls.max ?? "any number of"} REST calls at worst.`;
}

function describe(coordinate: string, repeats: readonly Repeats[], place: ConnectorPlace | undefined): Finding {
  const worst = repeats.reduce((most, each) =>
    (each.call.max ?? Infinity) > (most.call.max ?? Infinity) ? each : most,
  );
  const { name } = worst.operation.use;
  const count = worst.call.max === null ? "without bound" : `up to ${worst.call.max} calls`;
  const others = repeats.length === 1 ? "" : `, and in ${repeats.length - 1} more`;
  const uses = new Map(repeats.map(({ operation: { use } }) => [use, { name: use.name, location: use.location }]));
  return {
    check: "budgets",
    code: "N_PLUS_ONE",
    severity: "warning",
    message: `\`${coordinate}\` is asked once for each item of ${listNames(worst.call)} in \`${name}\` (${count})${others}.${difference(worst.operation)}`,
    locations: place ? [place.location] : [],
    ...(place ? { coordinate: place.element, fix: fixFor(place) } : {}),
    subject: coordinate,
    operations: [...uses.values()],
  };
}

/** `` `Query.posts` ``, or `` `Query.posts` and `Post.tags` ``: one for each item of the last, in each of the first. */
export function listNames({ lists }: RepeatedCall): string {
  return lists.map(({ coordinate }) => `\`${coordinate}\``).join(" and ");
}

function fixFor({ typeName, fieldName, hasBatch }: ConnectorPlace): string {
  if (fieldName === undefined) return `Add a batch connector to \`${typeName}\`: one that reads \`$batch\`.`;
  const selects = `selects \`${fieldName}\` too`;
  if (hasBatch) return `Let the batch connector of \`${typeName}\` answer it: one that ${selects}.`;
  return `Add a batch connector to \`${typeName}\`: one that reads \`$batch\` and ${selects}.`;
}
