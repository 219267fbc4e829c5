/** Puts the real names back into a plan that was made for a planner's supergraph: see planner-supergraph.ts. */
import { Kind, parse, print, visit, type DocumentNode, type FieldNode, type SelectionSetNode } from "graphql";
import type { BatchFetchNode, FetchNode, PlanNode, RequiresSelection } from "@graphql-hive/router-query-planner";
import type { PlannerSupergraph } from "./planner-supergraph.ts";

/**
 * Changes `node` in place: it was made for this one plan.
 *
 * @throws where the plan is wrong.
 */
export function restorePlan(node: PlanNode, supergraph: PlannerSupergraph): void {
  switch (node.kind) {
    case "Fetch":
      restoreFetch(node, supergraph);
      if (node.requires) restoreRequires(node.requires, supergraph);
      return;
    case "BatchFetch":
      restoreFetch(node, supergraph);
      for (const { requires } of node.entityBatch.aliases) restoreRequires(requires, supergraph);
      return;
    case "Sequence":
    case "Parallel":
      for (const inner of node.nodes) restorePlan(inner, supergraph);
      return;
    case "Flatten":
      restorePlan(node.node, supergraph);
      return;
    case "Condition":
      for (const inner of [node.ifClause, node.elseClause]) if (inner) restorePlan(inner, supergraph);
      return;
    case "Subscription":
    case "Defer":
      return;
  }
}

function restoreFetch(node: FetchNode | BatchFetchNode, { subgraphs, fields }: PlannerSupergraph): void {
  const group = subgraphs.get(node.serviceName);
  const isRenamed = [...fields.keys()].some((name) => node.operation.includes(name));
  if (!group && !isRenamed) return;
  const document = parse(node.operation, { noLocation: true });
  if (group) {
    node.serviceName = group.subgraph;
    refuseNested(document, group.fieldNames);
  }
  if (isRenamed) node.operation = print(restoreFields(document, fields));
}

function restoreFields(document: DocumentNode, fields: PlannerSupergraph["fields"]): DocumentNode {
  return visit(document, {
    Field: (field): FieldNode | undefined => {
      const renamed = fields.get(field.name.value);
      if (!renamed) return undefined;
      return {
        ...field,
        alias: field.alias ?? { kind: Kind.NAME, value: renamed.name },
        name: { kind: Kind.NAME, value: renamed.definition.name.value },
        arguments: renamed.arguments,
        ...(renamed.selectionSet ? { selectionSet: renamed.selectionSet } : {}),
      };
    },
  });
}

/**
 * What leads from an entity to others of its type can lead past what these require. Such a plan would be answered wrongly.
 */
function refuseNested(document: DocumentNode, fieldNames: ReadonlySet<string>): void {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const check = ({ selections }: SelectionSetNode, depth: number): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        // `_entities` is at depth 0, the entity's own fields at 1.
        if (depth > 1 && fieldNames.has(selection.name.value)) {
          throw new Error(`\`${selection.name.value}\` would be asked for without what it requires.`);
        }
        if (selection.selectionSet) check(selection.selectionSet, depth + 1);
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment) check(fragment.selectionSet, depth);
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) check(definition.selectionSet, 0);
  }
}

/** The value stands under the planner's name in the data, and goes out under the real one. */
function restoreRequires(requires: readonly RequiresSelection[], supergraph: PlannerSupergraph): void {
  for (const selection of requires) {
    if (selection.kind === "FragmentSpread") continue;
    if (selection.selections) restoreRequires(selection.selections, supergraph);
    if (selection.kind !== "Field") continue;
    const renamed = supergraph.fields.get(selection.alias ?? selection.name);
    if (renamed) selection.alias = renamed.definition.name.value;
  }
}
