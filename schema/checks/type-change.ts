/** Whether a type may take another's place: in answers it may promise more, in arguments it may ask for less. */
import {
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLType,
} from "graphql";

/** What counts as the same named type. */
export type IsSameType = (before: string, after: string) => boolean;

const isEqual: IsSameType = (before, after) => before === after;

/** Every answer of the new type is one that clients of the old type are made for: `[User]` to `[User!]!`. */
export function isSafeInAnswers(
  before: GraphQLOutputType,
  after: GraphQLOutputType,
  isSame: IsSameType = isEqual,
): boolean {
  return fits(after, before, (name, other) => isSame(other, name));
}

/**
 * Every value and every variable of the old type is one of the new type: `Int!` to `Int`. Not `Int` to `[Int]`, which a
 * literal would fit, but no variable.
 */
export function isSafeInArguments(
  before: GraphQLInputType,
  after: GraphQLInputType,
  isSame: IsSameType = isEqual,
): boolean {
  return fits(before, after, isSame);
}

/** Every value of `given` is one of `wanted`. */
function fits(given: GraphQLType, wanted: GraphQLType, isSame: IsSameType): boolean {
  if (isNonNullType(wanted)) return isNonNullType(given) && fits(given.ofType, wanted.ofType, isSame);
  if (isNonNullType(given)) return fits(given.ofType, wanted, isSame);
  if (isListType(wanted)) return isListType(given) && fits(given.ofType, wanted.ofType, isSame);
  // The casts hold: what is neither a list nor non-null has a name.
  return !isListType(given) && isSame((given as GraphQLNamedType).name, (wanted as unknown as GraphQLNamedType).name);
}
