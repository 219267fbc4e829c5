/**
 * Holds a mapped value against the type of its field, as the runtime completes it, with the one thing more that only the
 * gateway sees there: null where the type is non-null.
 */
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import { compileComplete } from "../connect/complete.ts";
import type { Run } from "../connect/fetch-plan.ts";
import { isObject, kindOf, ownValue } from "../mapping/json.ts";
import type { Output } from "../mapping/mapping.ts";

export interface AnswerFault {
  readonly kind: "null" | "type" | "enum";
  /** `User.email`; of the connector itself where its whole answer is at fault. */
  readonly coordinate: string;
  /** Keys of the mapping's output that lead there. */
  readonly path: readonly string[];
  /** What was expected and found, without the value. */
  readonly message: string;
  /** In how many places of the answer. */
  readonly count: number;
}

export interface AnswerType {
  readonly type: GraphQLOutputType;
  readonly coordinate: string;
  readonly schema: GraphQLSchema;
  /** Types that have keys: one of which nothing is known is null. */
  readonly entities: ReadonlySet<string>;
}

/** @param output  What the mapping can yield: a key of it that is missing in `value` counts as null. */
export function checkAnswer(value: unknown, output: Output, answer: AnswerType): AnswerFault[] {
  const walk = new AnswerWalk(answer);
  walk.value(value, output, answer.type, { coordinate: answer.coordinate, path: [] });
  return [...walk.faults.values()];
}

interface At {
  readonly coordinate: string;
  readonly path: readonly string[];
}

class AnswerWalk {
  /** Equal faults of many items are one. */
  readonly faults: Map<string, AnswerFault> = new Map();
  readonly #answer: AnswerType;

  constructor(answer: AnswerType) {
    this.#answer = answer;
  }

  value(given: unknown, output: Output, type: GraphQLOutputType, at: At): void {
    if (isNonNullType(type)) {
      if (this.#isNull(given, type.ofType)) this.#report("null", at, `is null, but its type is \`${String(type)}\``);
      return this.value(given, output, type.ofType, at);
    }
    if (this.#isNull(given, type)) return undefined;
    if (isListType(type)) {
      if (!Array.isArray(given)) return this.#report("type", at, `is ${kindText(given)}, but its type is a list`);
      for (const item of given as readonly unknown[]) this.value(item, output, type.ofType, at);
      return undefined;
    }
    return isLeafType(type) ? this.#leaf(given, type, at) : this.#object(given, output, type, at);
  }

  #leaf(given: unknown, type: GraphQLOutputType, at: At): void {
    const run: Run = {
      variables: {},
      operation: unused,
      errors: [],
      pending: undefined,
      batches: new Map(),
    };
    compileComplete(type, at.coordinate, undefined)(given, undefined, "", run);
    if (run.errors.length === 0) return;
    const isUnknown = isEnumType(type) && typeof given === "string";
    // A word that could be a value is of help, and nobody's secret; anything else may be.
    const shown = isUnknown && /^[\w-]{1,40}$/.test(given) ? `\`${given}\`` : undefined;
    if (isUnknown) return this.#report("enum", at, `is ${shown ?? "a text"}, which \`${type.name}\` has not`);
    return this.#report("type", at, `is ${kindText(given)} that \`${String(type)}\` does not take`);
  }

  #object(given: unknown, output: Output, type: GraphQLOutputType, at: At): void {
    if (!isObject(given)) return this.#report("type", at, `is ${kindText(given)}, but its type is an object`);
    const named = getNamedType(type);
    const concrete = isObjectType(named) ? named : this.#concreteType(given);
    if (!concrete) return this.#report("type", at, `has no \`__typename\` of a type that \`${named.name}\` can be`);
    for (const [name, field] of Object.entries(concrete.getFields())) {
      const inner = output.kind === "object" ? output.keys.get(name) : undefined;
      const value = ownValue(given, name);
      if (inner === undefined && value === undefined) continue;
      const below: At = { coordinate: `${concrete.name}.${name}`, path: [...at.path, name] };
      this.value(value, inner ?? { kind: "unknown" }, field.type, below);
    }
    return undefined;
  }

  #concreteType(given: Readonly<Record<string, unknown>>): GraphQLObjectType | undefined {
    const name = ownValue(given, "__typename");
    const type = typeof name === "string" ? this.#answer.schema.getType(name) : undefined;
    return isObjectType(type) ? type : undefined;
  }

  /** A reference to nothing, `author: { id: null }`, is null. */
  #isNull(given: unknown, type: GraphQLOutputType): boolean {
    if (given === null || given === undefined) return true;
    const isEntity = isCompositeType(type) && this.#answer.entities.has(type.name);
    return isEntity && isObject(given) && Object.values(given).every((value) => value === null || value === undefined);
  }

  #report(kind: AnswerFault["kind"], { coordinate, path }: At, message: string): void {
    const key = JSON.stringify([kind, path, message]);
    const known = this.faults.get(key);
    this.faults.set(key, known ? { ...known, count: known.count + 1 } : { kind, coordinate, path, message, count: 1 });
  }
}

/** A leaf is completed without any call. */
const unused: Run["operation"] = {
  requestHeaders: {},
  context: {},
  rest: { fetch: () => Promise.reject(new Error("A value is completed without a call.")) },
};

function kindText(value: unknown): string {
  const kind = kindOf(value);
  if (kind === "array") return "a list";
  return kind === "object" ? "an object" : `a ${kind}`;
}
