/**
 * One subgraph as a federated GraphQL server serves it: `_service`, `_entities`, introspection and its own fields.
 *
 * The subgraph answers the client's document as it answers a gateway's. Then graphql-js walks the same document over
 * that answer, which coerces values, propagates nulls and answers introspection: a field's value is what stands under
 * its response name, and where the subgraph reported an error there stands that error.
 */
import {
  execute,
  getNamedType,
  GraphQLError,
  isAbstractType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  print,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLScalarType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { OperationContext } from "../subgraphs/operation-context.ts";
import { createSubgraphError } from "../subgraphs/subgraph-error.ts";
import type { PreparedFetch, Subgraph, SubgraphError } from "../subgraphs/subgraph.ts";
import { readCacheHints, type CacheHints } from "../schema/cache-hints.ts";
import { defineCacheHints } from "../schema/lift-cache-hints.ts";
import type { OperationHints } from "../subgraphs/answer-policy.ts";
import { acceptBigints } from "./accept-bigints.ts";
import { coerceVariables } from "./coerce-variables.ts";
import { isDeeperThan, MAX_SCALAR_DEPTH } from "./complete-response.ts";
import { GatewayError } from "./gateway-error.ts";
import { toHinted } from "./hinted-document.ts";
import type { Servable } from "./http/graph-generations.ts";
import { findOperationHints } from "./operation-hints.ts";

export interface SingleSubgraphOptions {
  readonly subgraph: Subgraph;
  /** The subgraph's SDL as other gateways compose it: federation directives, no connectors. */
  readonly typeDefs: DocumentNode;
  /** True: errors about variables name nothing of the schema that is near. Default false. */
  readonly production?: boolean;
}

/** @throws Error when the SDL is no valid subgraph schema. */
export async function serveSingleSubgraph(options: SingleSubgraphOptions): Promise<Servable> {
  const { subgraph, typeDefs, production: hideSuggestions = false } = options;
  const defined = defineCacheHints(typeDefs);
  const schema = await buildSchema(defined);
  const hints = readCacheHints(defined);
  const prepared = new WeakMap<DocumentNode, Map<string | undefined, Operation>>();
  const operationOf = (document: DocumentNode, name: string | undefined): Operation => {
    const known = prepared.get(document) ?? new Map<string | undefined, Operation>();
    prepared.set(document, known);
    const operation = known.get(name) ?? prepareOperation(subgraph, schema, hints, document, name);
    known.set(name, operation);
    return operation;
  };
  return {
    schema,
    saysFreshness: subgraph.saysFreshness === true || hints.byField.size + hints.byType.size > 0,
    execute: async ({ document, operationName, variables = {}, context }) =>
      run({ schema, hideSuggestions }, operationOf(document, operationName), variables, context),
    close: () => subgraph.close(),
  };
}

async function buildSchema(typeDefs: DocumentNode): Promise<GraphQLSchema> {
  // Loaded here, since it depends on a package under the Elastic licence, which a gateway must not need.
  const { buildSubgraphSchema } = await import("@apollo/subgraph");
  const schema = buildSubgraphSchema(typeDefs);
  const sdl = print(typeDefs);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) boundDepth(type);
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve =
        field.name === "_service" && type === schema.getQueryType()
          ? () => ({ sdl })
          : (answer: Record<string, unknown>, _arguments, _context, info) => answer[String(info.path.key)];
    }
  }
  acceptBigints(schema);
  return schema;
}

/** A value that is nested deeper than the stack would cost the client the whole response, as `JSON.stringify` recurses. */
function boundDepth(type: GraphQLScalarType): void {
  const serialize = type.serialize.bind(type);
  type.serialize = (value: unknown) => {
    if (!isDeeperThan(value, MAX_SCALAR_DEPTH)) return serialize(value);
    throw new GatewayError("INVALID_RESPONSE", `A value of \`${type.name}\` is nested too deeply.`);
  };
}

interface Operation {
  /** The one operation, with the fragments that it uses. */
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly fetch: PreparedFetch;
  readonly hints: OperationHints;
}

function prepareOperation(
  subgraph: Subgraph,
  schema: GraphQLSchema,
  cacheHints: CacheHints,
  document: DocumentNode,
  name: string | undefined,
): Operation {
  const byName = separateOperations(document);
  const separated = name === undefined ? Object.values(byName)[0] : byName[name];
  const definition = separated?.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  // The server has found the operation before it asks for it.
  if (!separated || !definition) throw new Error(`The document has no operation ${name ?? ""}`);
  const fetch = subgraph.prepare(toFetchDocument(schema, separated));
  const hints = findOperationHints(toHinted(separated, definition, schema), schema, cacheHints);
  return { document: separated, definition, fetch, hints };
}

/** What graphql-js answers by itself is not asked, and what it needs to tell types apart is. */
function toFetchDocument(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter: (node) => (["_service", "__schema", "__type"].includes(node.name.value) ? placeholder(node) : undefined),
        leave: (node) => (isAbstractType(getNamedType(types.getType())) ? withTypename(node) : undefined),
      },
    }),
  );
}

/** Keeps the response name, so that no selection set becomes empty. */
function placeholder({ alias, name }: FieldNode): FieldNode {
  return { kind: Kind.FIELD, alias: alias ?? name, name: { kind: Kind.NAME, value: "__typename" } };
}

function withTypename(node: FieldNode): FieldNode {
  if (!node.selectionSet) return node;
  const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };
  return { ...node, selectionSet: { ...node.selectionSet, selections: [typename, ...node.selectionSet.selections] } };
}

async function run(
  { schema, hideSuggestions }: { readonly schema: GraphQLSchema; readonly hideSuggestions: boolean },
  { document, definition, fetch, hints }: Operation,
  variables: Readonly<Record<string, unknown>>,
  context: OperationContext,
): Promise<ExecutionResult> {
  const { coerced, errors: invalid } = coerceVariables(schema, definition.variableDefinitions ?? [], variables, {
    hideSuggestions,
  });
  if (!coerced) return { errors: invalid ?? [] };
  context.policy?.useHints(hints);
  const answer = await fetch.execute(coerced, context);
  const data = answer.data ?? {};
  const homeless = answer.errors.filter((error) => !placeError(data, error)).map(toGraphQLError);
  const result = await execute({ schema, document, rootValue: data, variableValues: coerced, typeResolver });
  const errors = [...(result.errors ?? []), ...homeless];
  return errors.length > 0 ? { ...result, errors } : result;
}

/** @returns False where the answer has no place for it any more, for something above it is null already. */
function placeError(data: Record<string, unknown>, error: SubgraphError): boolean {
  const path = [...(error.path ?? [])];
  const last = path.pop();
  if (last === undefined) return false;
  let parent: unknown = data;
  // Any value may be indexed here: what is not an object gives undefined.
  for (const step of path) parent = (parent as Record<string | number, unknown> | null | undefined)?.[step];
  if (typeof parent !== "object" || parent === null || parent instanceof Error) return false;
  const answers = parent as Record<string | number, unknown>;
  if (answers[last] instanceof Error) return false;
  // Without its path: graphql-js gives it the one of the field that it throws it for.
  const { message, extensions, cause } = error;
  answers[last] = toGraphQLError(createSubgraphError({ message, ...(extensions && { extensions }), cause }));
  return true;
}

function toGraphQLError({ message, path, extensions, cause }: SubgraphError): GraphQLError {
  const originalError = cause instanceof Error ? cause : null;
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null, originalError });
}

function typeResolver(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && "__typename" in value ? String(value.__typename) : undefined;
}
