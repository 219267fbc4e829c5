import { getOperationAST, Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";

/** What a fetch document asks a subgraph for. */
export interface AskedCoordinate {
  /** `reviews:Query.review` for a root field, `reviews:Product` for an entity type. */
  readonly coordinate: string;
  /** True for an entity type, which is asked once per representation. */
  readonly perEntity: boolean;
}

const rootTypes = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;

/** The root fields and entity types that a fetch document asks for, each once, in the document's order. */
export function askedCoordinates(subgraph: string, document: DocumentNode): readonly AskedCoordinate[] {
  const operation = getOperationAST(document);
  if (!operation) return [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const asked = new Map<string, AskedCoordinate>();
  const add = (coordinate: string, perEntity: boolean): void => void asked.set(coordinate, { coordinate, perEntity });

  function visit(selectionSet: SelectionSetNode, below: "root" | "_entities"): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (below === "_entities") continue;
        if (selection.name.value === "_entities" && selection.selectionSet) visit(selection.selectionSet, "_entities");
        else add(`${subgraph}:${rootTypes[operation?.operation ?? "query"]}.${selection.name.value}`, false);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (below === "_entities" && condition !== undefined) add(`${subgraph}:${condition}`, true);
      else if (fragment) visit(fragment.selectionSet, below);
    }
  }

  visit(operation.selectionSet, "root");
  return [...asked.values()];
}
