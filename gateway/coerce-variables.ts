import {
  coerceInputValue,
  getNullableType,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  print,
  typeFromAST,
  valueFromAST,
  type ASTNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from "graphql";
import { holdsBigint } from "../subgraphs/connect/json-safe.ts";
import { showBriefly } from "./show-briefly.ts";

/** Of one operation's variables: who means well has few. */
const MAX_ERRORS = 20;
/** Characters of a value, or of what a type says to it, that a client is shown. */
const MAX_SHOWN = 300;

export type CoercedVariables =
  | { readonly coerced: Record<string, unknown>; readonly errors?: never }
  | { readonly coerced?: never; readonly errors: readonly GraphQLError[] };

/**
 * The values that a client sent, as the types of its variables have them; or what does not fit.
 *
 * graphql-js' `getVariableValues` with two differences. It shows the whole value in each of fifty errors: a megabyte
 * with an unknown key makes fifty megabytes of answer and seconds of work. And integers beyond 2^53 are bigints here: an
 * `ID` takes all their digits, a custom scalar the bigint.
 *
 * Spec: https://spec.graphql.org/October2021/#CoerceVariableValues()
 *
 * @param options.hideSuggestions  True: errors do not say which names of the schema are near. Default false.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Readonly<Record<string, unknown>>,
  options: { readonly hideSuggestions?: boolean } = {},
): CoercedVariables {
  const errors: GraphQLError[] = [];
  const report = (message: string, nodes: ASTNode, originalError?: GraphQLError): void => {
    errors.push(new GraphQLError(message, { nodes, originalError: originalError ?? null }));
    if (errors.length < MAX_ERRORS) return;
    errors.push(new GraphQLError("Too many errors processing variables, error limit reached. Execution aborted."));
    throw tooMany;
  };
  try {
    const fitting = holdsBigint(values) ? fitVariables(schema, definitions, values) : values;
    const coerced = coerceAll(schema, definitions, fitting, report, options.hideSuggestions ?? false);
    return errors.length > 0 ? { errors } : { coerced };
  } catch (error) {
    if (error !== tooMany) throw error;
    return { errors };
  }
}

const tooMany = new Error("Enough errors have been found.");

function coerceAll(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Readonly<Record<string, unknown>>,
  report: (message: string, nodes: ASTNode, originalError?: GraphQLError) => void,
  hideSuggestions: boolean,
): Record<string, unknown> {
  const coerced: Record<string, unknown> = {};
  const keep = (name: string, value: unknown): void => {
    if (name !== "__proto__") coerced[name] = value;
    // An assignment would set the prototype.
    else Object.defineProperty(coerced, name, { value, enumerable: true, configurable: true, writable: true });
  };
  let shown: { readonly value: unknown; readonly text: string } | undefined;
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) {
      // Validation has refused it.
      report(
        `Variable "$${name}" expected value of type "${print(definition.type)}" which cannot be used as an input type.`,
        definition.type,
      );
    } else if (!Object.hasOwn(values, name)) {
      if (definition.defaultValue) keep(name, valueFromAST(definition.defaultValue, type));
      else if (isNonNullType(type)) {
        report(`Variable "$${name}" of required type "${String(type)}" was not provided.`, definition);
      }
    } else if (values[name] === null && isNonNullType(type)) {
      report(`Variable "$${name}" of non-null type "${String(type)}" must not be null.`, definition);
    } else {
      const onError = (path: readonly (string | number)[], invalid: unknown, error: GraphQLError): void => {
        // One object may have all the errors, and be huge.
        if (!shown || shown.value !== invalid) shown = { value: invalid, text: showBriefly(invalid) };
        const at = path.length > 0 ? ` at "${name}${printPath(path)}"` : "";
        report(
          `Variable "$${name}" got invalid value ${shown.text}${at}; ${shorten(error.message)}`,
          definition,
          error,
        );
      };
      keep(name, coerceInputValue(values[name], type, onError, hideSuggestions));
    }
  }
  return coerced;
}

function printPath(path: readonly (string | number)[]): string {
  return shorten(path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join(""));
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
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
