/**
 * Finds plans that would be answered wrongly. A field with `@requires` gets what it requires from the representation of
 * its object, so it may be asked for only directly under `_entities`. Where an entity leads to others of its type in the
 * same subgraph, the planner (0.0.38) asks for the field of the second one below the first, whose values it gets:
 *
 *     _entities(representations: $first) { ... on Person { friend { greeting } } }
 */
import { Kind, parse, type DocumentNode, type SelectionSetNode } from "graphql";
import type { PlanNode } from "@graphql-hive/router-query-planner";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { findRequires } from "./required-fields.ts";
import { readSupergraphTypes, type SupergraphTypes } from "../supergraph-types.ts";

/** @returns What throws on a plan that is wrong. */
export function compileRequiresCheck(supergraph: Supergraph): (node: PlanNode) => void {
  const subgraphOf = new Map(supergraph.graphs.map(({ enumName, name }) => [enumName, name]));
  const requiring = new Map<string, Set<string>>();
  for (const { type, field, graph } of findRequires(supergraph)) {
    const subgraph = subgraphOf.get(graph) ?? graph;
    const coordinates = requiring.get(subgraph) ?? new Set();
    requiring.set(subgraph, coordinates.add(`${type.name.value}.${field.name.value}`));
  }
  if (requiring.size === 0) return () => {};
  const types = readSupergraphTypes(supergraph);
  return (node) => checkNode(node, requiring, types);
}

function checkNode(node: PlanNode, requiring: ReadonlyMap<string, ReadonlySet<string>>, types: SupergraphTypes): void {
  switch (node.kind) {
    case "Fetch":
    case "BatchFetch": {
      const coordinates = requiring.get(node.serviceName) ?? new Set();
      // Most fetches have no such field in them, and need not be parsed for it.
      const isSuspect = [...coordinates].some((each) => node.operation.includes(each.slice(each.indexOf(".") + 1)));
      if (isSuspect) checkOperation(parse(node.operation, { noLocation: true }), coordinates, types);
      return;
    }
    case "Sequence":
    case "Parallel":
      for (const inner of node.nodes) checkNode(inner, requiring, types);
      return;
    case "Flatten":
      checkNode(node.node, requiring, types);
      return;
    case "Condition":
      for (const inner of [node.ifClause, node.elseClause]) if (inner) checkNode(inner, requiring, types);
      return;
    case "Subscription":
    case "Defer":
      return;
  }
}

function checkOperation(document: DocumentNode, coordinates: ReadonlySet<string>, types: SupergraphTypes): void {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const check = ({ selections }: SelectionSetNode, parent: string, isEntity: boolean): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment) check(fragment.selectionSet, fragment.typeCondition?.name.value ?? parent, isEntity);
        continue;
      }
      const name = selection.name.value;
      // Asked for on an interface, it is asked for on each implementer.
      const owners = [parent, ...types.membersOf(parent)].map((type) => `${type}.${name}`);
      const found = isEntity ? undefined : owners.find((coordinate) => coordinates.has(coordinate));
      if (found !== undefined) throw new Error(`\`${found}\` would be asked for without what it requires.`);
      if (selection.selectionSet) {
        check(selection.selectionSet, types.typeOfField(parent, name) ?? "", name === "_entities");
      }
    }
  };
  for (const definition of document.definitions) {
    // No root field requires anything, so the root type's own name does not matter, but the types of its fields do.
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      check(definition.selectionSet, types.rootTypeOf(definition.operation), false);
    }
  }
}
