/**
 * Where a field of a union type is in several subgraphs whose unions have different members, the planner (0.0.38) asks
 * for those members alone that all of them have, even where it can go to one of them only:
 *
 *     a: union Action = Shared | OnlyA    b: union Action = Shared | OnlyB
 *     { inA { actions { ... on OnlyA { size } } } }    is planned as    a: { inA { actions { __typename } } }
 *
 * Such an operation is planned again by a planner for which the field is in that subgraph alone; where the operation
 * needs it from another one, too, its parts are planned.
 */
import {
  Kind,
  parse,
  print,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { findPartialUnions, type UnionField } from "./partial-unions.ts";
import { pinFields, type Pin } from "./pin-fields.ts";
import type { BatchFetchNode, FetchNode, PlanNode, Planner, QueryPlan } from "./planner.ts";
import { splitOperation } from "./split-operation.ts";
import { readSupergraphTypes, type SupergraphTypes } from "../supergraph-types.ts";

/** Union fields within union fields are pinned one after the other. */
const MAX_PINS = 4;
/** Each part is planned by itself. */
const MAX_PARTS = 16;
/** Planners that are kept: each has a graph of the whole supergraph. */
const MAX_PLANNERS = 16;

export function keepMembers(supergraph: Supergraph, create: (supergraph: Supergraph) => Planner): Planner {
  const planner = create(supergraph);
  const fields = findPartialUnions(supergraph);
  if (fields.length === 0) return planner;
  const keeper = new MemberKeeper(supergraph, fields, create);
  return {
    ...planner,
    plan: (operation, override) => keeper.plan(operation, planner, (by, text) => by.plan(text, override)),
  };
}

type PlanBy = (planner: Planner, operation: string) => QueryPlan;

class MemberKeeper {
  readonly #supergraph: Supergraph;
  readonly #fields: readonly UnionField[];
  readonly #create: (supergraph: Supergraph) => Planner;
  readonly #types: SupergraphTypes;
  readonly #enumNames: ReadonlyMap<string, string>;
  readonly #pattern: RegExp;
  readonly #pinned = new Map<string, Planner>();

  constructor(supergraph: Supergraph, fields: readonly UnionField[], create: (supergraph: Supergraph) => Planner) {
    this.#supergraph = supergraph;
    this.#fields = fields;
    this.#create = create;
    this.#types = readSupergraphTypes(supergraph);
    this.#enumNames = new Map(supergraph.graphs.map(({ name, enumName }) => [name, enumName]));
    this.#pattern = new RegExp(`\\b(?:${[...new Set(fields.map(({ fieldName }) => fieldName))].join("|")})\\b`);
  }

  plan(operation: string, planner: Planner, planBy: PlanBy): QueryPlan {
    const plan = planBy(planner, operation);
    if (!this.#pattern.test(operation)) return plan;
    const document = parse(operation, { noLocation: true });
    const lost = this.#findLost(document, plan);
    if (lost.length === 0) return plan;
    // Two root fields may each have to stay in their own subgraph.
    const better = hasOneRoot(document) ? this.#pin(document, lost, planBy) : undefined;
    if (better) return better;
    const parts = splitOperation(document);
    if (parts.length === 1 || parts.length > MAX_PARTS) return plan;
    const nodes = parts.flatMap((part) => this.plan(part, planner, planBy).node ?? []);
    return { kind: "QueryPlan", node: { kind: "Parallel", nodes } };
  }

  /** @returns `undefined` where that is no way to keep all members. */
  #pin(document: DocumentNode, pins: readonly Pin[], planBy: PlanBy): QueryPlan | undefined {
    let plan: QueryPlan;
    try {
      plan = planBy(this.#plannerFor(pins), print(document));
    } catch {
      return undefined;
    }
    const lost = this.#findLost(document, plan);
    if (lost.length === 0) return plan;
    return pins.length < MAX_PINS ? this.#pin(document, [...pins, ...lost], planBy) : undefined;
  }

  #plannerFor(pins: readonly Pin[]): Planner {
    const key = pins.map((pin) => `${pin.typeName}.${pin.fieldName}@${pin.graph}`).join(" ");
    let planner = this.#pinned.get(key);
    if (!planner) {
      planner = this.#create(pinFields(this.#supergraph, pins));
      if (this.#pinned.size >= MAX_PLANNERS) this.#pinned.clear();
      this.#pinned.set(key, planner);
    }
    return planner;
  }

  /** The first field of which a fetch does not ask for a member that the operation wants and the subgraph has. */
  #findLost(document: DocumentNode, plan: QueryPlan): Pin[] {
    const wanted = new Map<string, SelectionSetNode[]>();
    this.#walk(document, (_, field, union) => {
      const key = `${responseKey(field)} ${union}`;
      if (field.selectionSet) wanted.set(key, [...(wanted.get(key) ?? []), field.selectionSet]);
    });
    for (const { serviceName, operation } of fetchesOf(plan.node)) {
      if (!this.#pattern.test(operation)) continue;
      const graph = this.#enumNames.get(serviceName);
      const fetched = parse(operation, { noLocation: true });
      const fragments = fragmentsOf(fetched);
      const found: Pin[] = [];
      this.#walk(fetched, (parent, field, union) => {
        if (found.length > 0 || graph === undefined) return;
        const places = this.#fields.filter(
          ({ typeName, fieldName, members }) =>
            fieldName === field.name.value && this.#types.isOfType(typeName, parent) && members.has(graph),
        );
        const members = places[0]?.members.get(graph) ?? [];
        const isLost = [...members].some(
          (member) =>
            wanted
              .get(`${responseKey(field)} ${union}`)
              ?.some((selectionSet) => this.#asksFor(member, selectionSet, new Map())) &&
            !(field.selectionSet && this.#asksFor(member, field.selectionSet, fragments)),
        );
        if (isLost) found.push(...places.map(({ typeName, fieldName }) => ({ typeName, fieldName, graph })));
      });
      if (found.length > 0) return found;
    }
    return [];
  }

  #asksFor(
    member: string,
    { selections }: SelectionSetNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value !== "__typename";
      const fragment = fragmentOf(selection, fragments);
      const condition = fragment?.typeCondition?.name.value;
      const applies = condition === undefined || this.#types.isOfType(member, condition);
      return applies && fragment !== undefined && this.#asksFor(member, fragment.selectionSet, fragments);
    });
  }

  /** Visits each field whose type is a union, with the type that it is asked for on. */
  #walk(document: DocumentNode, visit: (parent: string, field: FieldNode, union: string) => void): void {
    const fragments = fragmentsOf(document);
    const walk = ({ selections }: SelectionSetNode, parent: string): void => {
      for (const selection of selections) {
        if (selection.kind !== Kind.FIELD) {
          const fragment = fragmentOf(selection, fragments);
          if (fragment) walk(fragment.selectionSet, fragment.typeCondition?.name.value ?? parent);
          continue;
        }
        const type = this.#types.typeOfField(parent, selection.name.value) ?? "";
        if (this.#fields.some(({ union }) => union === type)) visit(parent, selection, type);
        if (selection.selectionSet) walk(selection.selectionSet, type);
      }
    };
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const { publicSchema } = this.#supergraph;
      walk(definition.selectionSet, publicSchema.getRootType(definition.operation)?.name ?? "");
    }
  }
}

function hasOneRoot(document: DocumentNode): boolean {
  const [operation] = document.definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION && operation.selectionSet.selections.length === 1;
}

function responseKey(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): (Pick<FragmentDefinitionNode, "selectionSet"> & Partial<Pick<FragmentDefinitionNode, "typeCondition">>) | undefined {
  if (selection.kind === Kind.FRAGMENT_SPREAD) return fragments.get(selection.name.value);
  const { typeCondition, selectionSet } = selection;
  return { selectionSet, ...(typeCondition ? { typeCondition } : {}) };
}

function fetchesOf(node: PlanNode | undefined): (FetchNode | BatchFetchNode)[] {
  switch (node?.kind) {
    case "Fetch":
    case "BatchFetch":
      return [node];
    case "Sequence":
    case "Parallel":
      return node.nodes.flatMap(fetchesOf);
    case "Flatten":
      return fetchesOf(node.node);
    case "Condition":
      return [...fetchesOf(node.ifClause ?? undefined), ...fetchesOf(node.elseClause ?? undefined)];
    default:
      return [];
  }
}
