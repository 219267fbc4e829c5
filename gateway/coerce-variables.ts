import {
  getNullableType,
  getVariableValues,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  isInputObjectType,
  isInputType,
  isListType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from "graphql";
import { holdsBigint } from "../subgraphs/connect/json-safe.ts";

/**
 * `getVariableValues`, for values in which integers beyond 2^53 are bigints: an `ID` takes all their digits, a custom
 * scalar the bigint. graphql-js' own types refuse bigints, for JSON as it knows it has rounded them before.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Readonly<Record<string, unknown>>,
): ReturnType<typeof getVariableValues> {
  const fitting = holdsBigint(values) ? fitVariables(schema, definitions, values) : values;
  return getVariableValues(schema, definitions, fitting, { maxErrors: 50 });
}

function fitVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fitting = { ...values };
  for (const { variable, type: node } of definitions) {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (isInputType(type) && Object.hasOwn(values, name)) fitting[name] = fit(values[name], type);
  }
  return fitting;
}

function fit(value: unknown, type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (typeof value === "bigint") {
    if (isListType(nullable)) return fit(value, nullable.ofType);
    if (nullable === GraphQLID) return value.toString();
    return nullable === GraphQLInt || nullable === GraphQLFloat ? Number(value) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (isListType(nullable)) {
    return Array.isArray(value) ? value.map((item) => fit(item, nullable.ofType)) : fit(value, nullable.ofType);
  }
  if (!isInputObjectType(nullable)) return value;
  const fields = nullable.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return [name, field ? fit(member, field.type) : member];
    }),
  );
}
