/** Arguments of fields and variables of a fetch, compiled: coerced values by name, with the schema's defaults. */
import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
  valueFromAST,
  visit,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from "graphql";
import type { ReadArguments } from "./fetch-plan.ts";
import { losslessLiteral } from "./lossless-literal.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * @returns `undefined` for a field that has no arguments. An argument that is not given is absent, as `$args` wants it.
 *   What is returned throws a GraphQLError for variables that give a value which is not of the argument's type.
 * @throws GraphQLError for a constant that is not of the argument's type.
 */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments | undefined {
  if (field.args.length === 0) return undefined;
  const constants: Record<string, unknown> = {};
  const readers: { name: string; read: (variables: Values) => unknown }[] = [];
  for (const { name, type, defaultValue } of field.args) {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (!value) {
      if (defaultValue !== undefined) constants[name] = defaultValue;
    } else if (hasVariable(value)) {
      readers.push({
        name,
        read: (variables) => {
          const given: unknown = valueFromAST(value, type, variables);
          // Variables are coerced already; only their absence gives way to the default. Where one may be null and its
          // place may not, as the place has a default, null is an error.
          // Spec: https://spec.graphql.org/draft/#CoerceArgumentValues()
          if (given !== undefined) return given;
          if (isAbsent(value, variables) && (defaultValue !== undefined || !isNonNullType(type))) return defaultValue;
          throw wrongValue(name, value);
        },
      });
    } else {
      const constant: unknown = valueFromAST(value, type);
      if (constant === undefined) throw wrongValue(name, value);
      constants[name] = constant;
    }
  }
  if (readers.length === 0) return () => constants;
  return (variables) => {
    const args = { ...constants };
    for (const { name, read } of readers) {
      const value = read(variables);
      if (value !== undefined) args[name] = value;
    }
    return args;
  };
}

function wrongValue(name: string, value: ValueNode): GraphQLError {
  return new GraphQLError(`The value of argument \`${name}\` is not of its type.`, { nodes: value });
}

function isAbsent(value: ValueNode, variables: Values): boolean {
  return value.kind === Kind.VARIABLE && variables[value.name.value] === undefined;
}

function hasVariable(value: ValueNode): boolean {
  let found = false;
  visit(value, { [Kind.VARIABLE]: () => void (found = true) });
  return found;
}

/** A value without a type, such as `representations`. */
export function compileUntyped(value: ValueNode | undefined): (variables: Values) => unknown {
  if (!value) return () => undefined;
  if (value.kind === Kind.VARIABLE) return (variables) => variables[value.name.value];
  return (variables) => losslessLiteral(value, variables);
}

/**
 * Coerces the variables of an operation. Those of a type that the subgraph's SDL does not define (`[_Any!]!`) stay as they
 * are.
 *
 * @throws GraphQLError, from what is returned, for a value that is not of its variable's type.
 */
export function compileVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
): (variables: Values) => Values {
  const readers = (variableDefinitions ?? []).map(({ variable, type: typeNode, defaultValue }) => {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) return { name, read: (value: unknown) => value };
    const fallback: unknown = defaultValue && valueFromAST(defaultValue, type);
    const read = (value: unknown): unknown => {
      if (value === undefined) {
        if (fallback === undefined && isNonNullType(type))
          throw new GraphQLError(`Variable \`$${name}\` of type \`${String(type)}\` has no value.`);
        return fallback;
      }
      return coerceInputValue(value, type, (_path, _invalid, error) => {
        throw new GraphQLError(`Variable \`$${name}\` has a wrong value: ${error.message}`);
      });
    };
    return { name, read };
  });
  return (variables) => {
    const coerced: Record<string, unknown> = {};
    for (const { name, read } of readers) {
      const value = read(Object.hasOwn(variables, name) ? variables[name] : undefined);
      if (value !== undefined) coerced[name] = value;
    }
    return coerced;
  };
}
