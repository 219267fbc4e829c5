import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { HintedOperation, HintedSelection } from "./operation-hints.ts";

/** An operation as it is written, for its hints. What `@skip` and `@include` may leave out counts as well. */
export function toHinted(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  schema: GraphQLSchema,
): HintedOperation {
  const rootType = schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation}.`);
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const read = ({ selections }: SelectionSetNode, parent: GraphQLCompositeType): HintedSelection[] =>
    selections.flatMap((node): HintedSelection[] => {
      if (node.kind === Kind.FIELD) {
        const name = node.name.value;
        const isFielded = isObjectType(parent) || isInterfaceType(parent);
        // `__schema` and `__type` are no fields of it, and their selections have no hints.
        const type = isFielded ? getNamedType(parent.getFields()[name]?.type) : undefined;
        if (!type || !isCompositeType(type) || !node.selectionSet) return [{ kind: "field", name }];
        return [{ kind: "field", name, type, selections: read(node.selectionSet, type) }];
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      const on = fragment?.typeCondition?.name.value;
      const type = on === undefined ? parent : schema.getType(on);
      if (!fragment || !isCompositeType(type)) return [];
      return [{ kind: "fragment", type, selections: read(fragment.selectionSet, type) }];
    });
  return {
    isMutation: definition.operation === OperationTypeNode.MUTATION,
    rootType,
    selections: read(definition.selectionSet, rootType),
  };
}
