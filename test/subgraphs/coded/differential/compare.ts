import { execute, type ExecutionResult, type GraphQLError } from "graphql";
import { compileExecution } from "../../../../subgraphs/coded/execution/compile-execution.ts";
import type { Draw } from "../../../gateway/differential/draw.ts";
import { generateOperation } from "../../../gateway/differential/generate-operation.ts";
import { generateSchema, type RunContext } from "./generate-schema.ts";
import { Turns } from "./turns.ts";

/**
 * Runs random operations over a random schema by graphql-js and as they are compiled.
 *
 * @throws where data, errors, their order, or what was asked of resolvers differ.
 */
export async function compareWithGraphqlJs(draw: Draw, operations: number): Promise<void> {
  const { sdl, schema } = generateSchema(draw);
  for (let index = 0; index < operations; index += 1) {
    const operation = generateOperation(draw, schema);
    if (!operation) continue;
    const { document, variables, text } = operation;
    // oxlint-disable-next-line no-await-in-loop -- Each has a trace of its own.
    const [expected, found] = [
      await trace(async (contextValue) => execute({ schema, document, variableValues: variables, contextValue })),
      await trace((context) => compileExecution(schema, document)(variables, context)),
    ];
    if (expected !== found) throw new Error([sdl, text, "graphql-js:", expected, "compiled:", found].join("\n"));
  }
}

async function trace(
  run: (context: RunContext) => Promise<ExecutionResult | { data: unknown; errors: readonly GraphQLError[] }>,
): Promise<string> {
  const context: RunContext = { turns: new Turns(), calls: [] };
  const { data, errors = [] } = await context.turns.drive(run(context));
  const told = errors.map((error) => ({ ...error.toJSON(), cause: error.originalError?.message }));
  return JSON.stringify({ data, errors: told, calls: context.calls }, undefined, 1);
}
