/** Asks the planner for the plan of one normal operation, and says which field is at fault where there is none. */
import { GatewayError } from "./gateway-error.ts";
import { printHead, type NormalOperation, type Selection } from "./normal-operation.ts";
import type { Override, Planner, QueryPlan } from "./planner.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

/** @throws GatewayError `PLANNING_FAILED` */
export function planOperation(
  operation: NormalOperation,
  planner: Planner,
  override: Override,
  types: SupergraphTypes,
): QueryPlan {
  const refused = findRefused(operation.selections, operation.rootType.name, planner.refused, types);
  if (refused !== undefined) {
    const message = `\`${refused}\` cannot be planned: what it requires comes from several subgraphs, in fragments.`;
    throw new GatewayError("PLANNING_FAILED", message);
  }
  const texts = operation.roots.map(({ text }) => text);
  if (texts.length === 0) return { kind: "QueryPlan" };
  const plan = (roots: readonly string[]): QueryPlan => planner.plan(operation.toText(roots), override);
  try {
    const whole = plan(texts);
    // Spec: https://spec.graphql.org/draft/#sec-Mutation
    // A mutation's fields run one after the other, each with all that is selected on it. The planner starts the next
    // field beside the entity fetches of the one before; so, unless all is one fetch, each field gets its own plan.
    const isSerial = operation.isMutation && texts.length > 1 && whole.node?.kind !== "Fetch";
    if (!isSerial) return whole;
    const nodes = texts.flatMap((text) => plan([text]).node ?? []);
    return { kind: "QueryPlan", node: { kind: "Sequence", nodes } };
  } catch (cause) {
    const field = findUnplannable(operation, plan);
    throw new GatewayError("PLANNING_FAILED", `No plan was found for ${field ?? "the operation"}.`, {
      originalError: cause instanceof Error ? cause : new Error(String(cause)),
    });
  }
}

function findRefused(
  selections: readonly Selection[],
  parent: string,
  refused: ReadonlySet<string>,
  types: SupergraphTypes,
): string | undefined {
  if (refused.size === 0) return undefined;
  for (const selection of selections) {
    if (selection.kind === "field") {
      // Asked for on an interface, it is asked for on each implementer.
      const owners = [parent, ...types.membersOf(parent)].map((type) => `${type}.${selection.name}`);
      const found = owners.find((coordinate) => refused.has(coordinate));
      if (found !== undefined) return found;
    }
    const inner = selection.type
      ? findRefused(selection.selections ?? [], selection.type.name, refused, types)
      : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Enough for any operation that a person writes; each try costs a planning. */
const MAX_TRIES = 200;

/** The coordinate of the first leaf that cannot be planned by itself. */
function findUnplannable(
  operation: NormalOperation,
  plan: (roots: readonly string[]) => QueryPlan,
): string | undefined {
  let tries = 0;
  for (const { coordinate, text } of leaves(operation.selections, operation.rootType.name, (inner) => inner)) {
    tries += 1;
    if (tries > MAX_TRIES) return undefined;
    try {
      plan([text]);
    } catch {
      return `\`${coordinate}\``;
    }
  }
  return undefined;
}

function* leaves(
  selections: readonly Selection[],
  parent: string,
  wrap: (inner: string) => string,
): Generator<{ coordinate: string; text: string }> {
  for (const selection of selections) {
    if (selection.kind === "fragment") {
      const { type } = selection;
      yield* leaves(selection.selections, type.name, (inner) => wrap(`... on ${type.name} {${inner}}`));
    } else if (selection.type && selection.selections) {
      const head = printHead(selection);
      yield* leaves(selection.selections, selection.type.name, (inner) => wrap(`${head} {${inner}}`));
    } else if (!selection.name.startsWith("__")) {
      yield { coordinate: `${parent}.${selection.name}`, text: wrap(printHead(selection)) };
    }
  }
}
