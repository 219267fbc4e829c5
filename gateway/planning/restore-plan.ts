/** Puts the real names back into a plan that was made for a planner's supergraph: see planner-supergraph.ts. */
import { Kind, parse, print, visit, type DocumentNode, type FieldNode } from "graphql";
import type { BatchFetchNode, FetchNode, PlanNode, RequiresSelection } from "@graphql-hive/router-query-planner";
import type { PlannerSupergraph } from "./planner-supergraph.ts";

/** Changes `node` in place: it was made for this one plan. */
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
  if (group) node.serviceName = group.subgraph;
  if (isRenamed) node.operation = print(restoreFields(parse(node.operation, { noLocation: true }), fields));
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
