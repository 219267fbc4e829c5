/**
 * graphql-js' `execute` for one document that is run many times, and with its results: data, errors and their order. What
 * a document asks for is found once, and what is usual costs little: a field without a resolver, an answer that is there.
 *
 * A differential test holds it against graphql-js (test/subgraphs/coded/execution.test.ts).
 */
import {
  assertValidSchema,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { byConditions } from "../../connect/by-conditions.ts";
import { createFieldCollector } from "../../connect/collect-fields.ts";
import type { Deadline } from "../../rest/deadline.ts";
import type { ExecuteFields } from "./complete-value.ts";
import { executeFields, executeSerially, SelectionCompiler } from "./compile-selections.ts";
import { FieldErrors, type Run } from "./run.ts";

export interface Execution {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
}

/**
 * Never rejects for what a resolver does.
 *
 * @param context  What resolvers are given.
 * @param deadline  When resolvers are waited for no longer, whatever they wait for. Absent: they are.
 */
export type Execute = (
  variables: Readonly<Record<string, unknown>>,
  context: unknown,
  deadline?: Deadline,
) => Promise<Execution>;

/** @throws Error where the schema is not valid or the document has no operation that it has a root type for. */
export function compileExecution(schema: GraphQLSchema, document: DocumentNode): Execute {
  assertValidSchema(schema);
  const { operation, fragments } = readDocument(document);
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) {
    const message = `Schema is not configured to execute ${operation.operation} operation.`;
    throw new GraphQLError(message, { nodes: operation });
  }
  const rootOf = byConditions(document, (decide): ExecuteFields => {
    const compiler = new SelectionCompiler(
      { schema, operation, fragments },
      createFieldCollector(schema, document, decide),
    );
    const fields = compiler.fields(rootType, [{ set: operation.selectionSet, conditional: false }]);
    return operation.operation === OperationTypeNode.MUTATION ? executeSerially(fields) : executeFields(fields);
  });

  return async (given, context, deadline) => {
    const { coerced, errors: faults } = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
      maxErrors: 50,
    });
    if (!coerced) return { data: null, errors: faults ?? [] };
    const run: Run = { context, variables: coerced, errors: new FieldErrors(), deadline, isLate: false };
    try {
      // An object of the fields is what both ways of executing them make.
      return { data: (await rootOf(coerced)(undefined, undefined, run)) as Execution["data"], errors: run.errors.all };
    } catch (error) {
      // Located by what threw it; its class may be of another copy of graphql.
      run.errors.add(error as GraphQLError, undefined);
      return { data: null, errors: run.errors.all };
    }
  };
}

function readDocument(document: DocumentNode): {
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
} {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operation ??= definition;
    else if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  if (!operation) throw new Error("A fetch document has no operation.");
  return { operation, fragments };
}
