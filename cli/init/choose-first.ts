/** With which of a service's operations to begin: one that asks for little and answers much. */
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import type { Connector } from "../../subgraphs/connect/connector.ts";
import type { ImportedOperation } from "../../subgraphs/openapi/import-document.ts";
import type { WrittenTest } from "../../subgraphs/connector-tests/written-suite.ts";
import { requiredArguments, writeOperation, type FirstOperation } from "./first-operation.ts";
import { sampleCase } from "./first-test.ts";
import type { FirstImport } from "./import-first.ts";

export interface FirstSteps {
  readonly operation: FirstOperation;
  readonly test?: WrittenTest;
}

/** Samples cost time, and the best come first. */
const mostTried = 12;

export async function chooseFirst({ result, model }: FirstImport): Promise<FirstSteps | undefined> {
  // Not the composed one: here fields are in the order in which the document has them. All directives are known to be right.
  const schema = buildSchema(result.sdl, { assumeValidSDL: true });
  const fieldConnectors = new Map<string, Connector>();
  for (const connector of model.connectors) {
    const { element } = connector;
    if (element.kind === "field") fieldConnectors.set(`${element.typeName}.${element.fieldName}`, connector);
  }
  let fallback: FirstSteps | undefined;
  for (const imported of rankOperations(result.operations, schema).slice(0, mostTried)) {
    const operation = writeOperation(schema, imported, (coordinate) => fieldConnectors.has(coordinate));
    const connector = fieldConnectors.get(`${imported.root === "query" ? "Query" : "Mutation"}.${imported.field}`);
    const answer = result.answers.get(imported.key);
    if (!operation || !connector || !answer) continue;
    const sampled = await sampleCase(connector, answer, operation.variables);
    if (sampled?.isClean) return { operation, test: sampled.test };
    if (!fallback?.test) fallback = { operation, ...(sampled && { test: sampled.test }) };
  }
  return fallback ?? withoutOperations(schema);
}

/** A document of nothing but callbacks has a version. */
function withoutOperations(schema: GraphQLSchema): FirstSteps | undefined {
  const [field] = Object.keys(schema.getQueryType()?.getFields() ?? {});
  const operation = field === undefined ? undefined : writeOperation(schema, { root: "query", field }, () => true);
  return operation && { operation };
}

function rankOperations(operations: readonly ImportedOperation[], schema: GraphQLSchema): readonly ImportedOperation[] {
  return operations
    .map((operation) => ({ operation, rank: rankOf(operation, schema) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ operation }) => operation);
}

/** Reads before writes, few arguments before many, lists of things before single ones, and those before bare values. */
function rankOf({ root, field }: ImportedOperation, schema: GraphQLSchema): number {
  const type = root === "query" ? schema.getQueryType() : schema.getMutationType();
  const answer = type?.getFields()[field]?.type;
  if (!answer) return Infinity;
  const isThing = isCompositeType(getNamedType(answer));
  const isList = isListType(getNullableType(answer)) || isPage(getNamedType(answer));
  return (root === "query" ? 0 : 1000) + requiredArguments(type, field) * 10 + (isThing ? 0 : 100) + (isList ? 0 : 1);
}

/** What holds a list of things. */
function isPage(type: GraphQLNamedType): boolean {
  if (!isObjectType(type)) return false;
  return Object.values(type.getFields()).some(
    (field) => isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)),
  );
}
