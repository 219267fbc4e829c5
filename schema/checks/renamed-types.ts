/** Types that were removed because something else was: only the one is a finding, and the other says no more. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
  isScalarType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { reachTypes } from "./schema-reach.ts";
import { isSafeInAnswers, isSafeInArguments, type IsSameType } from "./type-change.ts";

export interface Renames {
  /** A removed type to the one that stands wherever it stood, and takes and answers all that it did. */
  readonly names: ReadonlyMap<string, string>;
  /** Removed types that nothing led to but fields and arguments that were removed, or have another type. */
  readonly consequences: ReadonlySet<string>;
  /** Equal names, and renamed types. */
  readonly isSame: IsSameType;
}

export function findRenames(before: GraphQLSchema, after: GraphQLSchema): Renames {
  const removed = Object.values(before.getTypeMap()).filter(({ name }) => !after.getType(name));
  if (removed.length === 0) return { names: new Map(), consequences: new Set(), isSame: (a, b) => a === b };

  const uses = indexUses(before);
  const replaced = indexUses(after);
  const names = new Map<string, string>();
  for (const { name } of removed) {
    const successors = new Set<string>();
    for (const [coordinate, typeName] of uses) {
      const is = replaced.get(coordinate);
      // What is gone with its owner says nothing: a type may hold itself.
      if (typeName === name && is !== undefined) successors.add(is);
    }
    const [successor, ...others] = successors;
    if (successor !== undefined && others.length === 0 && !before.getType(successor)) names.set(name, successor);
  }
  const isSame: IsSameType = (a, b) => a === b || names.get(a) === b;
  // What is not like it is no new name of it. The others were taken for renamed meanwhile: a type may hold itself.
  for (const [name, successor] of names) {
    if (!isLike(before.getType(name), after.getType(successor), isSame)) names.delete(name);
  }

  const isGone = (coordinate: string): boolean => {
    const [was, is] = [uses.get(coordinate), replaced.get(coordinate)];
    return was !== undefined && (is === undefined || !isSame(was, is));
  };
  const { output, input } = reachTypes(before, isGone);
  const consequences = removed.flatMap(({ name }) => (output.has(name) || input.has(name) ? [] : [name]));
  return { names, consequences: new Set(consequences), isSame };
}

/** The named type of every field, argument and input field. */
function indexUses(schema: GraphQLSchema): Map<string, string> {
  const uses = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    const fields: (GraphQLField<unknown, unknown> | GraphQLInputField)[] = Object.values(type.getFields());
    for (const field of fields) {
      const coordinate = `${type.name}.${field.name}`;
      uses.set(coordinate, getNamedType(field.type).name);
      for (const argument of "args" in field ? field.args : []) {
        uses.set(`${coordinate}(${argument.name}:)`, getNamedType(argument.type).name);
      }
    }
  }
  return uses;
}

function isLike(was: GraphQLNamedType | undefined, is: GraphQLNamedType | undefined, isSame: IsSameType): boolean {
  if (isObjectType(was) && isObjectType(is)) return hasFieldsOf(was, is, isSame);
  if (isInterfaceType(was) && isInterfaceType(is)) return hasFieldsOf(was, is, isSame);
  if (isInputObjectType(was) && isInputObjectType(is)) return takesFieldsOf(was, is, isSame);
  if (isEnumType(was) && isEnumType(is)) {
    return String(was.getValues().map(({ name }) => name)) === String(is.getValues().map(({ name }) => name));
  }
  if (isUnionType(was) && isUnionType(is)) {
    return was.getTypes().every(({ name }) => is.getTypes().some((other) => isSame(name, other.name)));
  }
  return isScalarType(was) && isScalarType(is) && was.specifiedByURL === is.specifiedByURL && isOwn(was) && isOwn(is);
}

/** `Int` to `Float` is no new name. */
function isOwn({ name }: GraphQLNamedType): boolean {
  return !["Int", "Float", "String", "Boolean", "ID"].includes(name);
}

type WithFields = Extract<GraphQLNamedType, { getInterfaces: unknown }>;

function hasFieldsOf(was: WithFields, is: WithFields, isSame: IsSameType): boolean {
  const fields = is.getFields();
  return Object.values(was.getFields()).every((old) => {
    const current = fields[old.name];
    return (
      current && isSafeInAnswers(old.type, current.type, isSame) && takesArgumentsOf(old.args, current.args, isSame)
    );
  });
}

function takesArgumentsOf(
  was: readonly GraphQLArgument[],
  is: readonly GraphQLArgument[],
  isSame: IsSameType,
): boolean {
  return (
    was.length === is.length &&
    was.every((old) => {
      const current = is.find(({ name }) => name === old.name);
      return current && isSafeInArguments(old.type, current.type, isSame) && hasDefault(old) === hasDefault(current);
    })
  );
}

function hasDefault({ defaultValue }: { readonly defaultValue?: unknown }): boolean {
  return defaultValue !== undefined;
}

function takesFieldsOf(
  was: Extract<GraphQLNamedType, { isOneOf: boolean }>,
  is: Extract<GraphQLNamedType, { isOneOf: boolean }>,
  isSame: IsSameType,
): boolean {
  const [old, current] = [was.getFields(), is.getFields()];
  return (
    was.isOneOf === is.isOneOf &&
    Object.values(old).every((field) => {
      const successor = current[field.name];
      return (
        successor &&
        isSafeInArguments(field.type, successor.type, isSame) &&
        hasDefault(field) === hasDefault(successor)
      );
    }) &&
    Object.values(current).every((field) => old[field.name] || !isRequiredInputField(field))
  );
}
