import {
  defaultFieldResolver,
  getNamedType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";

/**
 * Lets the bigints that `rest/` reads out of JSON pass graphql-js, whose own scalars refuse them: as text for `ID` and
 * `String`, as a number for `Float` and `Int`, which promise no more. Scalars of the user's own see the bigint.
 */
export function acceptBigints(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const convert = converterFor(field.type);
      if (!convert) continue;
      const resolve: GraphQLFieldResolver<unknown, unknown> = field.resolve ?? defaultFieldResolver;
      field.resolve = (parent, args, context, info) => {
        const value: unknown = resolve(parent, args, context, info);
        return isThenable(value) ? value.then((settled) => mapBigints(settled, convert)) : mapBigints(value, convert);
      };
    }
  }
}

type Convert = (value: bigint) => string | number;

function converterFor(type: GraphQLOutputType): Convert | undefined {
  const named = getNamedType(type);
  if (named === GraphQLID || named === GraphQLString) return String;
  return named === GraphQLFloat || named === GraphQLInt ? Number : undefined;
}

function mapBigints(value: unknown, convert: Convert): unknown {
  if (typeof value === "bigint") return convert(value);
  return Array.isArray(value) && value.some((item) => typeof item === "bigint" || Array.isArray(item))
    ? value.map((item) => mapBigints(item, convert))
    : value;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
