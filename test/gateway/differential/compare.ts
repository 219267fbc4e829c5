import { buildSchema, execute, printSchema, type ExecutionResult } from "graphql";
import type { TextResult } from "../../../gateway/graph.ts";
import { createLocalGraph, createLocalSubgraph, localContext, type LocalGraph } from "../../support/local-subgraph.ts";
import type { Draw } from "./draw.ts";
import { withFaults } from "./faults.ts";
import { generateGraph, type GeneratedGraph } from "./generate-graph.ts";
import { generateOperation, type GeneratedOperation } from "./generate-operation.ts";
import { fieldResolverOf, resolveReference, resolveType, rootObject, typeOfId } from "./generated-values.ts";

/**
 * Asks a graph whose executor is the plain one (`execute`) and compiled (`executeText`).
 *
 * @throws where an answer differs from the reference's, or the text from the object.
 */
export async function compareWithReference(draw: Draw, operations: number): Promise<void> {
  const generated = generateGraph(draw);
  let override = 0;
  const local = await composeGenerated(generated, () => override);
  // The composer refuses some that were drawn: what cannot be reached, say.
  if (!local) return;
  for (let index = 0; index < operations; index += 1) {
    const operation = generateOperation(draw, local.graph.schema);
    override = draw.upTo(99) / 100;
    if (operation) await compare(generated, local, operation);
  }
}

/**
 * The same for subgraphs that fail in parts, which no reference knows of.
 *
 * @throws where what is compiled answers something else than the plain executor.
 */
export async function compareWithPlain(draw: Draw, operations: number): Promise<void> {
  const generated = generateGraph(draw);
  const local = await composeGenerated(generated, () => 0, draw.upTo(1_000_000));
  if (!local) return;
  for (let index = 0; index < operations; index += 1) {
    const operation = generateOperation(draw, local.graph.schema);
    if (!operation) continue;
    const { document, variables } = operation;
    local.sent.length = 0;
    const plain = JSON.stringify(await local.graph.execute({ document, variables, context: localContext }));
    const compiled = responseText(await local.graph.executeText({ document, variables, context: localContext }));
    if (plain !== compiled) throw new Error(describe(generated, local, operation, { plain, compiled }));
  }
}

async function composeGenerated(
  generated: GeneratedGraph,
  random: () => number,
  faultSeed?: number,
): Promise<LocalGraph | undefined> {
  const names = [...generated.entities, ...generated.members.keys()];
  const definitions = generated.subgraphs.map(({ name, sdl }) => ({
    name,
    sdl,
    fieldResolver: fieldResolverOf(generated, false),
    typeResolver: resolveType,
    resolvers: Object.fromEntries(
      names
        .filter((type) => new RegExp(`(type|interface) ${type}\\b[^{]*@key`).test(sdl))
        .map((type) => {
          const isInterface = sdl.includes(`interface ${type} `);
          const resolve = (representation: Record<string, unknown>) => {
            const object = resolveReference(type, representation);
            return isInterface ? { ...object, __typename: typeOfId(object.objectId) } : object;
          };
          return [type, { __resolveReference: resolve }];
        }),
    ),
  }));
  try {
    const subgraphs = new Map(
      (faultSeed === undefined ? [] : definitions).map((definition) => [
        definition.name,
        withFaults(createLocalSubgraph(definition), faultSeed ?? 0),
      ]),
    );
    return await createLocalGraph(definitions, { random, subgraphs });
  } catch {
    return undefined;
  }
}

async function compare(generated: GeneratedGraph, local: LocalGraph, operation: GeneratedOperation): Promise<void> {
  const { document, variables } = operation;
  local.sent.length = 0;
  const actual = await local.graph.execute({ document, variables, context: localContext });
  const expected = await execute({
    // A copy, as graphql-js keeps what it collected for the schema that it was given.
    schema: buildSchema(printSchema(local.graph.schema)),
    document,
    variableValues: variables,
    rootValue: rootObject,
    fieldResolver: fieldResolverOf(generated, true),
    typeResolver: resolveType,
  });
  const compiled = await local.graph.executeText({ document, variables, context: localContext });
  const isEqual =
    JSON.stringify(actual.data) === JSON.stringify(expected.data) &&
    JSON.stringify(nulledPlaces(actual)) === JSON.stringify(nulledPlaces(expected)) &&
    responseText(compiled) === JSON.stringify(actual);
  if (isEqual) return;
  throw new Error(
    describe(generated, local, operation, {
      actual: [
        JSON.stringify(actual.data),
        ...(actual.errors ?? []).map((error) =>
          JSON.stringify({ ...error.toJSON(), original: error.originalError?.message }),
        ),
      ].join("\n"),
      compiled: responseText(compiled),
      expected: [JSON.stringify(expected.data), ...(expected.errors ?? []).map((error) => JSON.stringify(error))].join(
        "\n",
      ),
    }),
  );
}

function describe(
  { subgraphs }: GeneratedGraph,
  { sent }: LocalGraph,
  { text, variables }: GeneratedOperation,
  answers: Readonly<Record<string, string>>,
): string {
  return [
    ...subgraphs.map(({ name, sdl }) => `--- ${name}\n${sdl}`),
    `--- operation ${JSON.stringify(variables)}`,
    text,
    "--- sent",
    ...sent.map((each) => `${each.subgraph} ${each.document} ${JSON.stringify(each.variables)}`),
    ...Object.entries(answers).map(([name, answer]) => `--- ${name}\n${answer}`),
  ].join("\n");
}

/** As the plain executor's answer is stringified: not one byte may differ, and an error has to be the same one. */
function responseText(outcome: TextResult): string {
  return outcome.kind === "text" ? `{"data":${outcome.data}}` : JSON.stringify(outcome.result);
}

/**
 * Where errors show in the data: the null at or above the path of each. Below one null graphql-js reports what it met
 * first, and the gateway what the subgraphs met, so the paths themselves may differ.
 */
function nulledPlaces({ data, errors = [] }: ExecutionResult): string[] {
  const places = errors.map(({ path = [] }) => {
    let value: unknown = data;
    const place: (string | number)[] = [];
    for (const key of path) {
      if (value === null || value === undefined) break;
      place.push(key);
      value = (value as Record<string | number, unknown>)[key];
    }
    return place.join(".");
  });
  return [...new Set(places)].toSorted();
}
