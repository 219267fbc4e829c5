/** Asks the planner for the plan of one normal operation; says which field is at fault where there is none. */
import { isAbstractType, type GraphQLCompositeType } from "graphql";
import { GatewayError } from "../gateway-error.ts";
import { printHead, type NormalOperation, type Selection } from "../normal-operation.ts";
import { PlannerStoppedError } from "./planner-process.ts";
import type { Override, PlanNode, Planner, QueryPlan } from "./planner.ts";
import type { SupergraphTypes } from "../supergraph-types.ts";

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
    return planInParts(operation, types, plan, cause);
  }
}

/** Each leaf costs a planning. */
const MAX_LEAVES = 200;
/** How often the planner may end, or have to be ended, for one operation before larger parts are given up. */
const MAX_STOPS = 1;

/**
 * The planner fails on some operations of which it can plan each part. The parts are put together again where they are
 * merged, so that only the fetches that they have in common are made twice.
 */
function planInParts(
  operation: NormalOperation,
  types: SupergraphTypes,
  plan: (texts: readonly string[]) => QueryPlan,
  cause: unknown,
): QueryPlan {
  const failed = (what: string): GatewayError =>
    new GatewayError("PLANNING_FAILED", `No plan was found for ${what}.`, {
      originalError: cause instanceof Error ? cause : new Error(String(cause)),
    });
  let stops = cause instanceof PlannerStoppedError ? 1 : 0;
  const tryPlan = (texts: readonly string[]): QueryPlan | undefined => {
    try {
      return plan(texts);
    } catch (error) {
      if (error instanceof PlannerStoppedError) stops += 1;
      return undefined;
    }
  };
  /** Each stop takes seconds, in which nothing else is answered: after some of them only leaves are planned. */
  const tryLarge = (texts: readonly string[]): QueryPlan | undefined =>
    stops <= MAX_STOPS ? tryPlan(texts) : undefined;

  const parts = operation.roots.flatMap(({ key, text: root }) => {
    const isWhole = operation.roots.length === 1;
    if (!isWhole && tryLarge([root])) return [root];
    const selections = operation.selections.filter(
      (selection) => selection.kind === "field" && selection.key === key && !selection.isDenied,
    );
    const all = [...leaves(selections, operation.rootType.name, types, (inner) => inner)];
    if (all.length > MAX_LEAVES) throw failed("the operation");
    return all.map(({ coordinate, text, instead }) => {
      if (tryPlan([text])) return text;
      if (instead !== undefined && tryPlan([instead])) return instead;
      throw failed(`\`${coordinate}\``);
    });
  });
  // A mutation that is in two parts would be made twice.
  if (operation.isMutation) throw failed("the operation");

  const split = (texts: readonly string[]): PlanNode[] => {
    const middle = Math.ceil(texts.length / 2);
    return [texts.slice(0, middle), texts.slice(middle)].flatMap((half) => {
      const whole = half.length > 1 ? tryLarge(half) : tryPlan(half);
      if (whole) return whole.node ? [whole.node] : [];
      if (half.length < 2) throw failed("the operation");
      return split(half);
    });
  };
  const [only] = parts;
  const nodes = parts.length > 1 ? split(parts) : only === undefined ? [] : [plan([only]).node ?? []].flat();
  return { kind: "QueryPlan", node: { kind: "Parallel", nodes } };
}

function findRefused(
  selections: readonly Selection[],
  parent: string,
  refused: ReadonlySet<string>,
  types: SupergraphTypes,
): string | undefined {
  if (refused.size === 0) return undefined;
  for (const selection of selections) {
    if (selection.isDenied) continue;
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

interface Leaf {
  readonly coordinate: string;
  readonly text: string;
  /** What is left to ask for where no object can have the field: whether there is one. */
  readonly instead?: string;
}

/** Every leaf of the operation as an operation of its own, with the type names that completion needs. */
function* leaves(
  selections: readonly Selection[],
  parent: string,
  types: SupergraphTypes,
  wrap: (inner: string) => string,
): Generator<Leaf> {
  // A subgraph may say that a field returns such an interface, and answer an error or null at most.
  const isEmpty = types.isAbstract(parent) && types.membersOf(parent).size === 0;
  const instead = isEmpty ? { instead: wrap("__typename") } : {};
  for (const selection of selections) {
    if (selection.isDenied) continue;
    if (selection.kind === "fragment") {
      const { type } = selection;
      yield* leaves(selection.selections, type.name, types, (inner) => wrap(`... on ${type.name} {${inner}}`));
    } else if (selection.type && selection.selections) {
      const head = printHead(selection);
      const typename = needsTypename(selection.type, selection.selections, types) ? "__typename " : "";
      const wrapInner = (inner: string): string => wrap(`${head} {${typename}${inner}}`);
      // The object itself is wanted, whatever is selected on it.
      if (
        selection.selections.every((inner) => inner.isDenied || (inner.kind === "field" && inner.name.startsWith("__")))
      ) {
        yield { coordinate: `${parent}.${selection.name}`, text: wrapInner("__typename"), ...instead };
      }
      yield* leaves(selection.selections, selection.type.name, types, wrapInner);
    } else if (!selection.name.startsWith("__")) {
      yield { coordinate: `${parent}.${selection.name}`, text: wrap(printHead(selection)), ...instead };
    }
  }
}

/** For an `@interfaceObject` the type's name is a fetch more, from a subgraph that may have no way to tell. */
function needsTypename(type: GraphQLCompositeType, selections: readonly Selection[], types: SupergraphTypes): boolean {
  if (!isAbstractType(type)) return false;
  if (!types.isInterfaceObject(type.name)) return true;
  return selections.some((selection) => selection.kind === "fragment" || selection.name === "__typename");
}
