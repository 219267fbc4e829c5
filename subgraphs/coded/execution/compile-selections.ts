/**
 * The fields of a document as functions that resolve and complete them: compiled once, where graphql-js looks at the
 * document and the schema for every object anew.
 *
 *     { posts { id author { name } } }     a field without a resolver is one property; no arguments, path or info are made for it
 *
 * Spec: https://spec.graphql.org/draft/#sec-Executing-Selection-Sets
 */
import {
  getArgumentValues,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { FieldCollector, SelectedField, Selections } from "../../connect/collect-fields.ts";
import { compileCompletion, needsInfo, type CompleteValue, type ExecuteFields } from "./complete-value.ts";
import { withinDeadline } from "../../rest/deadline.ts";
import { RestError } from "../../rest/rest-error.ts";
import { isPromise, type Path, type Position, type Run } from "./run.ts";

/** What is compiled, as `info` tells resolvers. */
export interface Compiled {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

export interface FieldProgram {
  readonly responseName: string;
  /** @returns The completed value or a promise of it. @throws GraphQLError where null may not stand for it. */
  readonly execute: ExecuteFields;
}

type Field = GraphQLField<unknown, unknown>;

export class SelectionCompiler {
  readonly #compiled: Compiled;
  readonly #collector: FieldCollector;

  constructor(compiled: Compiled, collector: FieldCollector) {
    this.#compiled = compiled;
    this.#collector = collector;
  }

  fields(type: GraphQLObjectType, selections: Selections): readonly FieldProgram[] {
    return this.#collector.collect(selections, type.name).flatMap((selected) => {
      const execute = this.#field(type, selected);
      return execute ? [{ responseName: selected.responseName, execute }] : [];
    });
  }

  #field(type: GraphQLObjectType, selected: SelectedField): ExecuteFields | undefined {
    if (selected.name === "__typename") return () => type.name;
    const field = this.#definition(type, selected.name);
    if (!field) return undefined;
    const site = new FieldSite(this.#compiled, type, field, selected, (concrete) =>
      executeFields(this.fields(concrete, selected.selections)),
    );
    return field.resolve ? site.resolveBy(field.resolve) : site.readProperty();
  }

  #definition(type: GraphQLObjectType, name: string): Field | undefined {
    if (type === this.#compiled.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }
}

class FieldSite {
  readonly #compiled: Compiled;
  readonly #parentType: GraphQLObjectType;
  readonly #field: Field;
  readonly #selected: SelectedField;
  readonly #position: Position;
  readonly #complete: CompleteValue;

  constructor(
    compiled: Compiled,
    parentType: GraphQLObjectType,
    field: Field,
    selected: SelectedField,
    selectionOf: (type: GraphQLObjectType) => ExecuteFields,
  ) {
    this.#compiled = compiled;
    this.#parentType = parentType;
    this.#field = field;
    this.#selected = selected;
    this.#position = { nodes: selected.nodes, isNullable: !isNonNullType(field.type) };
    const { schema } = compiled;
    this.#complete = compileCompletion(field.type, {
      schema,
      parentType,
      name: field.name,
      nodes: selected.nodes,
      selectionOf,
    });
  }

  resolveBy(resolve: GraphQLFieldResolver<unknown, unknown>): ExecuteFields {
    return (source, parentPath, run) => {
      const path = this.#pathBelow(parentPath);
      const info = this.#infoOf(path, run);
      try {
        refuseLate(run);
        return this.#settle(resolve(source, this.#argumentsOf(run), run.context, info), path, info, run);
      } catch (error) {
        return run.errors.fail(error, this.#position, path);
      }
    };
  }

  /** What graphql-js' default resolver does. */
  readProperty(): ExecuteFields {
    const { name, type } = this.#field;
    const isLeaf = isLeafType(isNonNullType(type) ? type.ofType : type);
    const isAsking = needsInfo(type);
    const hasArguments = this.#field.args.length > 0;
    return (source, parentPath, run) => {
      let path: Path | undefined;
      try {
        // Only a method is given them, but a null that may not be there fails any field.
        const args = hasArguments ? this.#argumentsOf(run) : undefined;
        let value = propertyOf(source, name);
        if (isLeaf && typeof value !== "function" && !isPromise(value)) {
          // Neither looks at the path.
          return this.#complete(value, noPath, undefined, run);
        }
        path = this.#pathBelow(parentPath);
        const info = isAsking || typeof value === "function" ? this.#infoOf(path, run) : undefined;
        if (typeof value === "function") {
          refuseLate(run);
          value = value.call(source, args ?? {}, run.context, info);
        }
        return this.#settle(value, path, info, run);
      } catch (error) {
        return run.errors.fail(error, this.#position, path ?? this.#pathBelow(parentPath));
      }
    };
  }

  /** @throws where no promise is in the way. */
  #settle(value: unknown, path: Path, info: GraphQLResolveInfo | undefined, run: Run): unknown {
    const fail = (error: unknown): null => run.errors.fail(error, this.#position, path);
    const settled = this.#settleInTime(value, path, info, run, fail);
    if (path.prev || !run.deadline || !isPromise(settled)) return settled;
    // One timer for all below a root field; its neighbours are delivered without it.
    return withinDeadline(settled, run.deadline, "a resolver").then(undefined, (error: unknown) => {
      run.isLate ||= run.deadline?.remainingMs === 0;
      return fail(error);
    });
  }

  #settleInTime(
    value: unknown,
    path: Path,
    info: GraphQLResolveInfo | undefined,
    run: Run,
    fail: (error: unknown) => null,
  ): unknown {
    if (isPromise(value)) {
      return value.then((settled) => {
        try {
          const completed = this.#complete(settled, path, info, run);
          return isPromise(completed) ? completed.then(undefined, fail) : completed;
        } catch (error) {
          return fail(error);
        }
      }, fail);
    }
    const completed = this.#complete(value, path, info, run);
    return isPromise(completed) ? completed.then(undefined, fail) : completed;
  }

  #pathBelow(prev: Path | undefined): Path {
    return { prev, key: this.#selected.responseName, typename: this.#parentType.name };
  }

  #argumentsOf({ variables }: Run): Record<string, unknown> {
    return this.#field.args.length === 0 ? {} : getArgumentValues(this.#field, this.#selected.node, variables);
  }

  #infoOf(path: Path, { variables }: Run): GraphQLResolveInfo {
    const { schema, operation, fragments } = this.#compiled;
    return {
      fieldName: this.#field.name,
      fieldNodes: this.#selected.nodes,
      returnType: this.#field.type,
      parentType: this.#parentType,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: variables,
    };
  }
}

/** A mutation's next field would write for somebody who has gone. */
function refuseLate({ isLate }: Run): void {
  if (isLate) throw new RestError("REST_TIMEOUT", "The operation's time was over before this was begun.");
}

const noPath: Path = { prev: undefined, key: "", typename: undefined };

function propertyOf(source: unknown, name: string): unknown {
  const hasProperties = (typeof source === "object" && source !== null) || typeof source === "function";
  return hasProperties ? (source as Readonly<Record<string, unknown>>)[name] : undefined;
}

function newObject(fields: readonly FieldProgram[]): () => Record<string, unknown> {
  // An object without a prototype is a slow one; one with a prototype cannot have an own `__proto__`, a valid alias.
  return fields.some(({ responseName }) => responseName === "__proto__")
    ? () => Object.create(null) as Record<string, unknown>
    : () => ({});
}

/** Of an object below a root, or of the root of a query. */
export function executeFields(fields: readonly FieldProgram[]): ExecuteFields {
  const create = newObject(fields);
  return (source, path, run) => {
    const object = create();
    let isPending = false;
    try {
      for (const { responseName, execute } of fields) {
        const value = execute(source, path, run);
        isPending ||= isPromise(value);
        object[responseName] = value;
      }
    } catch (error) {
      if (!isPending) throw error;
      // The others are waited for: each may fail too, and has to be listened to.
      return settleMembers(object).finally(() => {
        throw error;
      });
    }
    return isPending ? settleMembers(object) : object;
  };
}

async function settleMembers(object: Record<string, unknown>): Promise<Record<string, unknown>> {
  const values = await Promise.all(Object.values(object));
  for (const [index, name] of Object.keys(object).entries()) object[name] = values[index];
  return object;
}

/**
 * Of the root of a mutation: a field begins when the one before has ended.
 * Spec: https://spec.graphql.org/draft/#sec-Mutation
 */
export function executeSerially(fields: readonly FieldProgram[]): ExecuteFields {
  const create = newObject(fields);
  return async (source, path, run) => {
    const object = create();
    for (const { responseName, execute } of fields) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other is the point.
      object[responseName] = await execute(source, path, run);
    }
    return object;
  };
}
