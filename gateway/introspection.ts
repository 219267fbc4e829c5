import { executeSync, Kind, type FieldNode, type GraphQLError, type GraphQLSchema } from "graphql";
import type { ClientOperation } from "./client-operation.ts";

/**
 * Answers a `__schema` or `__type` field from the public schema; subgraphs know only parts of it.
 *
 * @param nodes  The field, wherever it stands in the operation with the same response name.
 */
export function introspect(
  operation: ClientOperation,
  nodes: readonly FieldNode[],
  variables: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): { value: unknown; errors: readonly GraphQLError[] } {
  const { data, errors = [] } = executeSync({
    schema,
    document: {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: operation.definition.operation,
          variableDefinitions: operation.definition.variableDefinitions ?? [],
          selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
        },
        ...operation.fragments.values(),
      ],
    },
    variableValues: variables,
  });
  const [node] = nodes;
  return { value: node && data?.[node.alias?.value ?? node.name.value], errors };
}
