/** Asks the planner for the plan of one normal operation; says which field is at fault where there is none. */
import { isAbstractType } from "graphql";
import { GatewayError } from "./gateway-error.ts";
import { printHead, type NormalOperation, type Selection } from "./normal-operation.ts";
import type { Override, PlanNode, Planner, QueryPlan } from "./planner.ts";
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
    return planInParts(operation, plan, cause);
  }
}

/** Each leaf costs a planning. */
const MAX_LEAVES = 200;

/**
 * The planner fails on some operations of which it can plan each part. The parts are put together again where they are
 * merged, so that only the fetches that they have in common are made twice.
 */
function planInParts(
  operation: NormalOperation,
  plan: (texts: readonly string[]) => QueryPlan,
  cause: unknown,
): QueryPlan {
  const failed = (what: string): GatewayError =>
    new GatewayError("PLANNING_FAILED", `No plan was found for ${what}.`, {
      originalError: cause instanceof Error ? cause : new Error(String(cause)),
    });
  const all = [...leaves(operation.selections, operation.rootType.name, (inner) => inner)];
  if (all.length > MAX_LEAVES) throw failed("the operation");
  for (const { coordinate, text } of all) {
    if (!succeeds(() => plan([text]))) throw failed(`\`${coordinate}\``);
  }
  // A mutation that is in two parts would be made twice.
  if (operation.isMutation) throw failed("the operation");

  const split = (texts: readonly string[]): PlanNode[] => {
    const whole = succeeds(() => plan(texts));
    if (whole) return whole.node ? [whole.node] : [];
    const middle = Math.ceil(texts.length / 2);
    return [...split(texts.slice(0, middle)), ...split(texts.slice(middle))];
  };
  const nodes = split(all.map(({ text }) => text));
  return { kind: "QueryPlan", node: { kind: "Parallel", nodes } };
}

function succeeds<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
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

/** Every leaf of the operation as an operation of its own, with the type names that completion needs. */
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
      const typename = isAbstractType(selection.type) ? "__typename " : "";
      const wrapInner = (inner: string): string => wrap(`${head} {${typename}${inner}}`);
      // The object itself is wanted, whatever is selected on it.
      if (selection.selections.every((inner) => inner.kind === "field" && inner.name.startsWith("__"))) {
        yield { coordinate: `${parent}.${selection.name}`, text: wrapInner("__typename") };
      }
      yield* leaves(selection.selections, selection.type.name, wrapInner);
    } else if (!selection.name.startsWith("__")) {
      yield { coordinate: `${parent}.${selection.name}`, text: wrap(printHead(selection)) };
    }
  }
}
