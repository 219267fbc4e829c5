import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, type GraphQLLeafType } from "graphql";
import { inspect } from "graphql/jsutils/inspect.js";

/** Neither null nor an error comes in. @throws whatever the type's `serialize` does. */
export type CompleteLeaf = (value: unknown) => unknown;

/** A scalar or enum value as its type writes it. */
export function compileLeaf(type: GraphQLLeafType): CompleteLeaf {
  const serialize: CompleteLeaf = (value) => {
    const serialized = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    const call = `${inspect(type)}.serialize(${inspect(value)})`;
    throw new Error(`Expected \`${call}\` to return non-nullable value, returned: ${inspect(serialized)}`);
  };
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return (value) => (typeof value === "string" ? value : serialize(typeof value === "bigint" ? `${value}` : value));
    case GraphQLInt:
    case GraphQLFloat:
      return (value) => serialize(typeof value === "bigint" ? Number(value) : value);
    case GraphQLBoolean:
      return (value) => (typeof value === "boolean" ? value : serialize(value));
    default:
      // Scalars of the user's own see the bigint.
      return serialize;
  }
}
