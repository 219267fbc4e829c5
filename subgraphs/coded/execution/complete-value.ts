/**
 * What a resolver returned, as the field's type wants it: compiled once for each field of a document.
 * Spec: https://spec.graphql.org/draft/#sec-Value-Completion
 */
import {
  defaultTypeResolver,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import { inspect } from "graphql/jsutils/inspect.js";
import { compileLeaf } from "./complete-leaf.ts";
import { isPromise, type Path, type Position, type Run } from "./run.ts";

/**
 * @param info  The field's; there where `needsInfo` says so.
 * @returns The value or a promise of it.
 * @throws What is to be located at the field or the item.
 */
export type CompleteValue = (value: unknown, path: Path, info: GraphQLResolveInfo | undefined, run: Run) => unknown;

/** Fills in the selected fields of an object. @param path  The object's; `undefined` for a root. */
export type ExecuteFields = (source: unknown, path: Path | undefined, run: Run) => unknown;

export interface CompletedField {
  readonly schema: GraphQLSchema;
  readonly parentType: GraphQLObjectType;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** What is selected below it of a type that its value may have. */
  selectionOf(type: GraphQLObjectType): ExecuteFields;
}

/** Whether the user's own functions are asked about a value of the type: they are given the field's `info`. */
export function needsInfo(type: GraphQLOutputType): boolean {
  if (isNonNullType(type) || isListType(type)) return needsInfo(type.ofType);
  return isAbstractType(type) || (isObjectType(type) && type.isTypeOf !== undefined && type.isTypeOf !== null);
}

export function compileCompletion(type: GraphQLOutputType, field: CompletedField): CompleteValue {
  if (isNonNullType(type)) return completeNonNull(compileCompletion(type.ofType, field), field);
  const complete = compileNullable(type, field);
  return (value, path, info, run) => {
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : complete(value, path, info, run);
  };
}

function completeNonNull(complete: CompleteValue, { parentType, name }: CompletedField): CompleteValue {
  return (value, path, info, run) => {
    const completed = complete(value, path, info, run);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${name}.`);
  };
}

function compileNullable(type: GraphQLOutputType, field: CompletedField): CompleteValue {
  if (isListType(type)) return completeList(type.ofType, field);
  if (isLeafType(type)) return compileLeaf(type);
  if (isAbstractType(type)) return completeAbstract(type, field);
  if (isObjectType(type)) return completeObject(type, field);
  throw new TypeError(`A field cannot have the type \`${String(type)}\`.`);
}

function completeList(itemType: GraphQLOutputType, field: CompletedField): CompleteValue {
  const { parentType, name, nodes } = field;
  const complete = compileCompletion(itemType, field);
  const position: Position = { nodes, isNullable: !isNonNullType(itemType) };

  function completeItem(item: unknown, path: Path, info: GraphQLResolveInfo | undefined, run: Run): unknown {
    const fail = (thrown: unknown): null => run.errors.fail(thrown, position, path);
    try {
      const completed = isPromise(item)
        ? item.then((settled) => complete(settled, path, info, run))
        : complete(item, path, info, run);
      return isPromise(completed) ? completed.then(undefined, fail) : completed;
    } catch (error) {
      return fail(error);
    }
  }

  return (value, path, info, run) => {
    if (!isIterableObject(value)) {
      const message = `Expected Iterable, but did not find one for field "${parentType.name}.${name}".`;
      throw new GraphQLError(message);
    }
    const items: unknown[] = [];
    let isPending = false;
    try {
      for (const item of value) {
        const completed = completeItem(item, { prev: path, key: items.length, typename: undefined }, info, run);
        isPending ||= isPromise(completed);
        items.push(completed);
      }
    } catch (error) {
      ignoreRejections(items);
      throw error;
    }
    return isPending ? Promise.all(items) : items;
  };
}

/** Nobody waits for them any more, and a rejection that nobody handles ends the process. */
function ignoreRejections(values: readonly unknown[]): void {
  for (const value of values) if (isPromise(value)) value.then(undefined, () => {});
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    Symbol.iterator in value &&
    typeof value[Symbol.iterator] === "function"
  );
}

function completeObject(type: GraphQLObjectType, field: CompletedField): CompleteValue {
  const execute = field.selectionOf(type);
  const { isTypeOf } = type;
  if (!isTypeOf) return (value, path, _info, run) => execute(value, path, run);
  return (value, path, info, run) => {
    const proceed = (isOfType: boolean): unknown => {
      if (isOfType) return execute(value, path, run);
      const message = `Expected value of type "${type.name}" but got: ${inspect(value)}.`;
      throw new GraphQLError(message, { nodes: field.nodes });
    };
    const isOfType = isTypeOf(value, run.context, infoFor(info));
    return isPromise(isOfType) ? isOfType.then(proceed) : proceed(isOfType);
  };
}

function completeAbstract(type: GraphQLAbstractType, field: CompletedField): CompleteValue {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const byType = new Map<GraphQLObjectType, CompleteValue>();
  const completeAs = (name: unknown, value: unknown, path: Path, info: GraphQLResolveInfo, run: Run): unknown => {
    const concrete = requireConcreteType(name, type, value, field);
    let complete = byType.get(concrete);
    if (!complete) byType.set(concrete, (complete = completeObject(concrete, field)));
    return complete(value, path, info, run);
  };
  return (value, path, given, run) => {
    const info = infoFor(given);
    const name: unknown = resolveType(value, run.context, info, type);
    return isPromise(name)
      ? name.then((settled) => completeAs(settled, value, path, info, run))
      : completeAs(name, value, path, info, run);
  };
}

/** The type that a value of an abstract type says it has. @throws GraphQLError where it cannot. */
function requireConcreteType(
  name: unknown,
  abstract: GraphQLAbstractType,
  value: unknown,
  { schema, parentType, name: fieldName, nodes }: CompletedField,
): GraphQLObjectType {
  const [type, coordinate] = [abstract.name, `${parentType.name}.${fieldName}`];
  const refuse = (message: string): never => {
    throw new GraphQLError(message, { nodes });
  };
  // The messages are those of graphql-js, which authors know.
  if (name === null || name === undefined) {
    return refuse(
      `Abstract type "${type}" must resolve to an Object type at runtime for field "${coordinate}". Either the "${type}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
    );
  }
  if (typeof name !== "string") {
    throw new GraphQLError(
      `Abstract type "${type}" must resolve to an Object type at runtime for field "${coordinate}" with value ${inspect(value)}, received "${inspect(name)}".`,
    );
  }
  const concrete = schema.getType(name);
  if (!concrete)
    return refuse(`Abstract type "${type}" was resolved to a type "${name}" that does not exist inside the schema.`);
  if (!isObjectType(concrete)) return refuse(`Abstract type "${type}" was resolved to a non-object type "${name}".`);
  if (!schema.isSubType(abstract, concrete)) {
    return refuse(`Runtime Object type "${name}" is not a possible type for "${type}".`);
  }
  return concrete;
}

function infoFor(info: GraphQLResolveInfo | undefined): GraphQLResolveInfo {
  if (!info) throw new Error("A value of a type with functions of its own was completed without its field's info.");
  return info;
}
