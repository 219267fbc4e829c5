/**
 * Makes the client's response of the merged data: the client's names in the order of the operation, type names, nulls
 * where the spec wants them. Compiled once per plan to closures, so that a request does no more than read and write.
 *
 * A completer returns the completed value, or `INVALID` where a null has to go further up. Violations carry their path
 * inside out: each level adds its own name to those that arose below it, so a response without any costs no paths.
 *
 * Spec: https://spec.graphql.org/draft/#sec-Executing-Selection-Sets
 * Spec: https://spec.graphql.org/draft/#sec-Handling-Execution-Errors
 */
import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLError,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import type { GatewayErrorCode } from "./error-codes.ts";
import { needsTypename, type NormalOperation, type Selection } from "./normal-operation.ts";
import { collectFields, fieldOf, type CollectedField } from "./response-fields.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

export interface Violation {
  readonly code: GatewayErrorCode;
  readonly message: string;
  readonly nodes: readonly FieldNode[];
  /** From the field up to the root. */
  readonly reversedPath: (string | number)[];
  /** `null`: a subgraph said so. `missing`: nothing came. `value`: what came does not fit. */
  readonly found: "null" | "missing" | "value";
}

export interface Completion {
  readonly violations: Violation[];
  readonly introspectionErrors: GraphQLError[];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Answers `__schema` or `__type`, and reports what goes wrong. */
export type Introspect = (nodes: readonly FieldNode[], completion: Completion) => unknown;

/** @returns What makes the response of the merged data; `null` where a null went all the way up. */
export function compileCompletion(
  operation: NormalOperation,
  schema: GraphQLSchema,
  types: SupergraphTypes,
  introspect: Introspect,
): (data: Record<string, unknown>, completion: Completion) => Record<string, unknown> | null {
  const compiler = new Compiler(schema, types, introspect);
  const complete = compiler.object(operation.rootType, operation.selections);
  return (data, completion) => {
    const completed = complete(data, completion);
    return completed === INVALID ? null : (completed as Record<string, unknown>);
  };
}

const INVALID: unique symbol = Symbol("invalid");

type Complete = (value: unknown, completion: Completion) => unknown;

interface CompletedField {
  readonly responseName: string;
  readonly key: string;
  readonly complete: Complete;
}

/** Where a type is completed: for messages, and for the places that they name. */
interface Place {
  readonly coordinate: string;
  readonly nodes: readonly FieldNode[];
  readonly selections: readonly Selection[];
}

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #types: SupergraphTypes;
  readonly #introspect: Introspect;

  constructor(schema: GraphQLSchema, types: SupergraphTypes, introspect: Introspect) {
    this.#schema = schema;
    this.#types = types;
    this.#introspect = introspect;
  }

  /** Of an object that is there. `type` may be an interface, where the concrete type changes nothing. */
  object(type: GraphQLCompositeType, selections: readonly Selection[]): Complete {
    const fields = collectFields(type, selections, this.#schema).map((field) => this.#field(type, field));
    return (value, completion) => {
      const source = value as Record<string, unknown>;
      const completed: Record<string, unknown> = {};
      for (const field of fields) {
        const before = completion.violations.length;
        const result = field.complete(source[field.key], completion);
        if (completion.violations.length > before) addToPaths(completion, before, field.responseName);
        if (result === INVALID) return INVALID;
        if (field.responseName === "__proto__") define(completed, field.responseName, result);
        else completed[field.responseName] = result;
      }
      return completed;
    };
  }

  #field(parent: GraphQLCompositeType, field: CollectedField): CompletedField {
    const { responseName, key, name, nodes } = field;
    if (name === "__typename") return { responseName, key, complete: constant(parent.name) };
    if (field.isDenied) return { responseName, key, complete: this.#denied(parent, name) };
    if (name === "__schema" || name === "__type") {
      return { responseName, key, complete: (_, completion) => this.#introspect(nodes, completion) };
    }
    const definition = fieldOf(parent, name);
    if (!definition) throw new Error(`\`${parent.name}\` has no field \`${name}\`.`);
    const place = { coordinate: `${parent.name}.${name}`, nodes, selections: field.selections };
    return { responseName, key, complete: this.#output(definition.type, place) };
  }

  /** Why it is null is said beside it, once for all objects. */
  #denied(parent: GraphQLCompositeType, name: string): Complete {
    return constant(isNonNullType(fieldOf(parent, name)?.type) ? INVALID : null);
  }

  #output(type: GraphQLOutputType, place: Place): Complete {
    if (isNonNullType(type)) {
      const complete = this.#nullable(type.ofType, place);
      const message = `Cannot return null for non-nullable field ${place.coordinate}.`;
      return (value, completion) => {
        const before = completion.violations.length;
        const completed = complete(value, completion);
        if (completed !== null) return completed;
        // A value that did not fit has its error already.
        if (completion.violations.length === before) {
          const found = value === undefined ? "missing" : "null";
          report(completion, "NON_NULL_VIOLATION", message, place, found);
        }
        return INVALID;
      };
    }
    const complete = this.#nullable(type, place);
    return (value, completion) => {
      const completed = complete(value, completion);
      return completed === INVALID ? null : completed;
    };
  }

  #nullable(type: GraphQLOutputType, place: Place): Complete {
    if (isListType(type)) return this.#list(type.ofType, place);
    if (isEnumType(type)) {
      const values = new Set(type.getValues().map(({ name }) => name));
      return (value, completion) => {
        if (value === null || value === undefined) return null;
        if (typeof value === "string" && values.has(value)) return value;
        // The value is not named: it may be one that is `@inaccessible`.
        const message = `\`${place.coordinate}\` is no value of the enum \`${type.name}\`.`;
        report(completion, "INVALID_RESPONSE", message, place, "value");
        return null;
      };
    }
    if (isLeafType(type)) return completeScalar(place);
    if (isAbstractType(type) && needsTypename(place.selections, type, this.#schema, this.#types)) {
      return this.#concrete(type, place);
    }
    if (isObjectType(type) || isAbstractType(type)) {
      const complete = this.object(type, place.selections);
      return (value, completion) => (isObject(value, completion, place) ? complete(value, completion) : null);
    }
    throw new Error(`\`${place.coordinate}\` has no output type.`);
  }

  #list(type: GraphQLOutputType, place: Place): Complete {
    const complete = this.#output(type, place);
    return (value, completion) => {
      if (value === null || value === undefined) return null;
      if (!Array.isArray(value)) {
        report(completion, "INVALID_RESPONSE", `\`${place.coordinate}\` is no list.`, place, "value");
        return null;
      }
      const items: readonly unknown[] = value;
      const completed: unknown[] = [];
      for (let index = 0; index < items.length; index += 1) {
        const before = completion.violations.length;
        const item = complete(items[index], completion);
        if (completion.violations.length > before) addToPaths(completion, before, index);
        if (item === INVALID) return INVALID;
        completed.push(item);
      }
      return completed;
    };
  }

  /** Of an object whose type stands in the data. */
  #concrete(type: GraphQLCompositeType, place: Place): Complete {
    const byName = new Map<string, Complete | undefined>();
    const compile = (typename: string): Complete | undefined => {
      const concrete = this.#schema.getType(typename);
      const isPossible = isObjectType(concrete) && isAbstractType(type) && this.#schema.isSubType(type, concrete);
      const complete = isPossible ? this.object(concrete, place.selections) : undefined;
      byName.set(typename, complete);
      return complete;
    };
    return (value, completion) => {
      if (!isObject(value, completion, place)) return null;
      const typename = value["__typename"];
      const complete =
        typeof typename === "string" ? (byName.has(typename) ? byName.get(typename) : compile(typename)) : undefined;
      if (complete) return complete(value, completion);
      // The type is not named: it may be one that is `@inaccessible`.
      const message = `The type of \`${place.coordinate}\` is not known, or none of \`${type.name}\`.`;
      report(completion, "INVALID_RESPONSE", message, place, typename === undefined ? "missing" : "value");
      return null;
    };
  }
}

/** An assignment to `__proto__`, a valid alias, would set the prototype. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** `JSON.stringify` recurses: a value that is nested deeper than the stack would cost the client the whole response. */
export const MAX_SCALAR_DEPTH = 1_000;

function completeScalar(place: Place): Complete {
  return (value, completion) => {
    if (typeof value !== "object" || !isDeeperThan(value, MAX_SCALAR_DEPTH)) return value ?? null;
    report(completion, "INVALID_RESPONSE", `\`${place.coordinate}\` is nested too deeply.`, place, "value");
    return null;
  };
}

export function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}

function constant(value: unknown): Complete {
  return () => value;
}

function isObject(value: unknown, completion: Completion, place: Place): value is Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return true;
  if (value !== null && value !== undefined) {
    report(completion, "INVALID_RESPONSE", `\`${place.coordinate}\` is no object.`, place, "value");
  }
  return false;
}

function report(
  completion: Completion,
  code: GatewayErrorCode,
  message: string,
  place: Place,
  found: Violation["found"],
): void {
  completion.violations.push({ code, message, nodes: place.nodes, reversedPath: [], found });
}

function addToPaths({ violations }: Completion, from: number, name: string | number): void {
  for (let index = from; index < violations.length; index += 1) violations[index]?.reversedPath.push(name);
}
