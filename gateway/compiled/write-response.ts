/**
 * Writes the response of merged data as JSON text, where nothing is wrong with it: compiled once per plan to closures that
 * concatenate. It knows no errors. At the first thing that completion would report, or that it does not know how to write,
 * it gives up, and the caller makes the response as an object (complete-response.ts), which says what is wrong and where.
 *
 *     { posts: [{ title: "A", user: U }, { title: "B", user: U }] }, shared at `posts.user`
 *     {"posts":[{"title":"A","user":{"name":"Ada"}},{"title":"B","user":{"name":"Ada"}}]}        U is written once
 */
import {
  getNullableType,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLEnumType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import { needsTypename, type NormalOperation, type Selection } from "../normal-operation.ts";
import { collectFields, fieldOf, type CollectedField } from "../response-fields.ts";
import type { SupergraphTypes } from "../supergraph-types.ts";
import { giveUp, refuse } from "./give-up.ts";
import { compileObjectWriter, type Write, type WrittenField } from "./write-object.ts";
import { writeScalar } from "./write-scalar.ts";

/** @returns The JSON text of the response's `data`; `undefined` where only completion can tell what it is. */
export type WriteResponse = (data: Readonly<Record<string, unknown>>) => string | undefined;

/**
 * @param sharedPlaces  Paths of keys (`posts.user`) at which several places may hold the same object.
 */
export function compileWriter(
  operation: NormalOperation,
  schema: GraphQLSchema,
  types: SupergraphTypes,
  sharedPlaces: ReadonlySet<string>,
): WriteResponse {
  const write = new WriterCompiler(schema, types, sharedPlaces).object(operation.rootType, operation.selections, []);
  return (data) => {
    try {
      return write(data, new Map());
    } catch (thrown) {
      if (thrown === giveUp) return undefined;
      throw thrown;
    }
  };
}

class WriterCompiler {
  readonly #schema: GraphQLSchema;
  readonly #types: SupergraphTypes;
  readonly #sharedPlaces: ReadonlySet<string>;

  constructor(schema: GraphQLSchema, types: SupergraphTypes, sharedPlaces: ReadonlySet<string>) {
    this.#schema = schema;
    this.#types = types;
    this.#sharedPlaces = sharedPlaces;
  }

  /** @param path  Of keys, from the root. */
  object(type: GraphQLCompositeType, selections: readonly Selection[], path: readonly string[]): Write {
    return compileObjectWriter(
      collectFields(type, selections, this.#schema).map((field) => this.#field(type, field, path)),
    );
  }

  #field(parent: GraphQLCompositeType, field: CollectedField, path: readonly string[]): WrittenField {
    const { responseName, key, name, selections } = field;
    const common = { name: `"${responseName}":`, key };
    if (name === "__typename") {
      return { key, name: `"${responseName}":"${parent.name}"`, write: undefined, isNullable: false };
    }
    const definition = fieldOf(parent, name);
    if (field.isDenied) {
      const isNullable = definition !== undefined && !isNonNullType(definition.type);
      // Where it cannot be null, something above it is.
      return isNullable
        ? { ...common, name: `${common.name}null`, write: undefined, isNullable }
        : { ...common, write: refuse, isNullable };
    }
    // Introspection, which is not in the data.
    if (!definition) return { ...common, write: refuse, isNullable: false };
    const write = this.#nullable(definition.type, selections, [...path, key]);
    const holds = heldBy.get(getNullableType(definition.type));
    return { ...common, write, isNullable: !isNonNullType(definition.type), holds };
  }

  #nullable(type: GraphQLOutputType, selections: readonly Selection[], path: readonly string[]): Write {
    if (isNonNullType(type)) return this.#nullable(type.ofType, selections, path);
    if (isListType(type)) return this.#list(type.ofType, selections, path);
    if (isEnumType(type)) return writeEnum(type);
    if (isLeafType(type)) return writeScalar;
    const write =
      isAbstractType(type) && needsTypename(selections, type, this.#schema, this.#types)
        ? this.#concrete(type, selections, path)
        : this.object(type, selections, path);
    return this.#sharedPlaces.has(path.join(".")) ? writeOnce(write) : ofObjects(write);
  }

  #list(type: GraphQLOutputType, selections: readonly Selection[], path: readonly string[]): Write {
    const write = this.#nullable(type, selections, path);
    const isNullable = !isNonNullType(type);
    return (value, written) => {
      if (!Array.isArray(value)) throw giveUp;
      let text = "[";
      for (let index = 0; index < value.length; index += 1) {
        const item: unknown = value[index];
        if (index > 0) text += ",";
        if (item !== null && item !== undefined) text += write(item, written);
        else if (isNullable) text += "null";
        else throw giveUp;
      }
      return `${text}]`;
    };
  }

  /** Of an object whose type stands in the data. */
  #concrete(type: GraphQLCompositeType, selections: readonly Selection[], path: readonly string[]): Write {
    const byName = new Map<unknown, Write>();
    const compile = (typename: unknown): Write => {
      const concrete = typeof typename === "string" ? this.#schema.getType(typename) : undefined;
      const isPossible = isObjectType(concrete) && isAbstractType(type) && this.#schema.isSubType(type, concrete);
      if (!isPossible) throw giveUp;
      const write = this.object(concrete, selections, path);
      byName.set(typename, write);
      return write;
    };
    return (value, written) => {
      const typename = (value as Readonly<Record<string, unknown>>)["__typename"];
      return (byName.get(typename) ?? compile(typename))(value, written);
    };
  }
}

const heldBy: ReadonlyMap<GraphQLOutputType, WrittenField["holds"]> = new Map<GraphQLOutputType, WrittenField["holds"]>(
  [
    [GraphQLString, "text"],
    [GraphQLID, "text"],
    [GraphQLInt, "int"],
  ],
);

function ofObjects(write: Write): Write {
  return (value, written) => {
    if (typeof value !== "object" || Array.isArray(value)) throw giveUp;
    return write(value, written);
  };
}

function writeOnce(write: Write): Write {
  const writeNew = ofObjects(write);
  return (value, written) => {
    let texts = written.get(write);
    if (!texts) {
      texts = new Map();
      written.set(write, texts);
    }
    // What is no object is in no map.
    const known = texts.get(value as object);
    if (known !== undefined) return known;
    const text = writeNew(value, written);
    texts.set(value as object, text);
    return text;
  };
}

function writeEnum(type: GraphQLEnumType): Write {
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
  return (value) => texts.get(value) ?? refuse();
}
