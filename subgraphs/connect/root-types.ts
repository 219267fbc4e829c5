import { Kind, OperationTypeNode, type DocumentNode } from "graphql";

/** Names of the root types, by operation; a document's schema definition or extension may rename them. */
export interface RootTypes {
  readonly query: string;
  readonly mutation: string;
  readonly subscription: string;
}

// Spec: https://spec.graphql.org/draft/#sec-Root-Operation-Types.Default-Root-Operation-Type-Names
export function rootTypes(document: DocumentNode): RootTypes {
  const names = { query: "Query", mutation: "Mutation", subscription: "Subscription" };
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) {
      if (operation === OperationTypeNode.QUERY) names.query = type.name.value;
      if (operation === OperationTypeNode.MUTATION) names.mutation = type.name.value;
      if (operation === OperationTypeNode.SUBSCRIPTION) names.subscription = type.name.value;
    }
  }
  return names;
}
