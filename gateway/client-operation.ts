/** A client's document in, the operation that is to be run out: checked once, then kept. */
import {
  Kind,
  OperationTypeNode,
  specifiedRules,
  validate,
  visit,
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { GatewayError } from "./gateway-error.ts";

export interface ClientOperation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
}

/**
 * @param isValid  True where the document has been validated against `schema` by all rules of the spec.
 * @returns The operation, or why it cannot be run.
 */
export function readClientOperation(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
  isValid: boolean,
): { operation: ClientOperation; errors?: undefined } | { operation?: undefined; errors: readonly GraphQLError[] } {
  const definitions = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const named = operationName ? definitions.filter(({ name }) => name?.value === operationName) : definitions;
  const [definition] = named;
  if (!definition || named.length > 1) return { errors: [unresolved(operationName, named.length)] };
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) return { errors: [unsupported("Subscriptions are")] };

  const incremental = findIncrementalDirective(document);
  if (incremental) return { errors: [unsupported(`\`@${incremental}\` is`)] };

  const rootType = schema.getRootType(definition.operation);
  // The native planner must never see what the schema does not have.
  const errors = isValid ? [] : validate(schema, document, specifiedRules);
  if (errors.length > 0) return { errors: errors.map(withCode) };
  if (!rootType) {
    const message = `The schema has no root type for ${definition.operation} operations.`;
    return { errors: [new GatewayError("GRAPHQL_VALIDATION_FAILED", message, { nodes: definition })] };
  }
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return { operation: { definition, fragments, rootType } };
}

function unresolved(operationName: string | undefined, count: number): GraphQLError {
  if (operationName) {
    return new GatewayError("OPERATION_RESOLUTION_FAILURE", `Unknown operation named "${operationName}".`);
  }
  const message =
    count > 1
      ? "Must provide operation name if query contains multiple operations."
      : "Must provide an operation: the document has only fragments.";
  return new GatewayError("OPERATION_RESOLUTION_FAILURE", message);
}

function unsupported(what: string): GraphQLError {
  return new GatewayError("OPERATION_UNSUPPORTED", `${what} not supported by this gateway.`);
}

function findIncrementalDirective(document: DocumentNode): string | undefined {
  let found: string | undefined;
  visit(document, {
    Directive: (node) => {
      if (node.name.value !== "defer" && node.name.value !== "stream") return undefined;
      found = node.name.value;
      return BREAK;
    },
  });
  return found;
}

function withCode(error: GraphQLError): GraphQLError {
  return new GatewayError("GRAPHQL_VALIDATION_FAILED", error.message, { nodes: error.nodes ?? null });
}
