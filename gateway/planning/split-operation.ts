/**
 * Takes an operation apart where its selections first branch; the parts' results, merged, are its result.
 *
 *     { user { __typename orders { id } name } }   ->   { user { __typename orders { id } } }, { user { __typename name } }
 */
import {
  Kind,
  OperationTypeNode,
  print,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** @returns The operation alone where it does not branch. The parts of a mutation are its root fields. */
export function splitOperation(document: DocumentNode): string[] {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) return [];
  return split(operation.selectionSet, operation.operation !== OperationTypeNode.MUTATION).map((selectionSet) => {
    const text = print(selectionSet);
    const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
      new RegExp(`\\$${variable.name.value}\\b`).test(text),
    );
    return print({ ...operation, selectionSet, variableDefinitions });
  });
}

function split({ selections }: SelectionSetNode, isDeep: boolean): SelectionSetNode[] {
  const typenames = selections.filter(isTypename);
  const others = groupByKey(selections.filter((selection) => !isTypename(selection)));
  const [first = []] = others;
  const [only] = first;
  if (
    others.length === 1 &&
    first.length === 1 &&
    only?.kind !== Kind.FRAGMENT_SPREAD &&
    only?.selectionSet &&
    isDeep
  ) {
    return split(only.selectionSet, isDeep).map((selectionSet) => of([...typenames, { ...only, selectionSet }]));
  }
  if (others.length === 0) return [of(typenames)];
  return others.map((group) => of([...typenames, ...group]));
}

/** Fields of one key belong together: they have one value. */
function groupByKey(selections: readonly SelectionNode[]): SelectionNode[][] {
  const groups = new Map<string, SelectionNode[]>();
  for (const [index, selection] of selections.entries()) {
    const key = selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : `${index} `;
    groups.set(key, [...(groups.get(key) ?? []), selection]);
  }
  return [...groups.values()];
}

function isTypename(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value === "__typename";
}

function of(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
