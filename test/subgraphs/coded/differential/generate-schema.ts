/** A random schema with resolvers that answer, late or at once, and go wrong in every way that a resolver can. */
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  responsePathAsArray,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import type { Draw } from "../../../gateway/differential/draw.ts";
import type { Turns } from "./turns.ts";

/** What one run is given as its context. */
export interface RunContext {
  readonly turns: Turns;
  /** What was asked of resolvers, in order. */
  readonly calls: string[];
}

export interface GeneratedSchema {
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

const scalars = ["Int", "Float", "String", "Boolean", "ID", "Odd", "Colour"];
const names = ["A", "B", "C"];

export function generateSchema(draw: Draw): GeneratedSchema {
  const composites = [...names, "Named", "Either"];
  const field = (name: string): string => {
    const isLeaf = draw.chance(50);
    const args = draw.chance(25) ? "(x: Int = 5)" : "";
    return `${name}${args}: ${wrap(draw, draw.pick(isLeaf ? scalars : composites))}`;
  };
  const fields = (prefix: string): string =>
    Array.from({ length: 2 + draw.upTo(3) }, (_, index) => field(`${prefix}${index}`)).join(" ");
  const objects = names.map((name) => `type ${name} implements Named { name: String ${fields(name.toLowerCase())} }`);
  const sdl = `
    scalar Odd
    enum Colour { RED GREEN }
    interface Named { name: String }
    union Either = A | B
    ${objects.join("\n")}
    type Query { ${fields("f")} }
  `;
  const schema = buildSchema(sdl);
  new Behaviour(draw, schema).addAll();
  return { sdl, schema };
}

function wrap(draw: Draw, name: string): string {
  return draw.pick([name, `${name}!`, `[${name}]`, `[${name}!]`, `[${name}!]!`, name, `[[${name}]!]`]);
}

class Behaviour {
  readonly #draw: Draw;
  readonly #schema: GraphQLSchema;
  readonly #seed: number;
  /** Of a hundred values, how many are wrong, and how many are late. */
  readonly #faults: number;
  readonly #late: number;

  constructor(draw: Draw, schema: GraphQLSchema) {
    this.#draw = draw;
    this.#schema = schema;
    this.#seed = draw.upTo(1_000_000);
    this.#faults = draw.pick([0, 3, 15]);
    this.#late = draw.pick([0, 10, 40]);
  }

  addAll(): void {
    const odd = this.#schema.getType("Odd");
    if (isScalarType(odd)) {
      odd.serialize = (value) => {
        if (value === "throw") throw new TypeError("An odd value");
        return value === "none" ? null : value;
      };
    }
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (type.name.startsWith("__")) continue;
      if (isObjectType(type)) this.#addResolvers(type);
      if (isAbstractType(type) && this.#draw.chance(50)) {
        type.resolveType = (value: unknown, context: RunContext, info: GraphQLResolveInfo) => {
          const at = this.#ask("resolveType", context, info);
          const name = (value as { kind?: string }).kind;
          return this.#settle(at, context, () =>
            this.#isFaulty(at) ? pick(at, [undefined, "Query", "Odd", 7]) : name,
          ) as string;
        };
      }
    }
  }

  #addResolvers(type: GraphQLObjectType): void {
    if (this.#draw.chance(25)) {
      type.isTypeOf = (value: unknown, context: RunContext, info: GraphQLResolveInfo) => {
        const at = this.#ask(`isTypeOf ${type.name}`, context, info);
        const isOf = (value as { kind?: string }).kind === type.name;
        return this.#settle(at, context, () => isOf !== this.#isFaulty(at)) as boolean;
      };
    }
    for (const field of Object.values(type.getFields())) {
      if (type !== this.#schema.getQueryType() && this.#draw.chance(50)) continue;
      field.resolve = (_source, args, context: RunContext, info) =>
        this.#answer(field.type, `${this.#ask("resolve", context, info)} ${JSON.stringify(args)}`, context, 0);
    }
  }

  #ask(what: string, context: RunContext, info: GraphQLResolveInfo): string {
    const at = `${what} ${info.parentType.name}.${info.fieldName} ${responsePathAsArray(info.path).join(".")}`;
    context.calls.push(`${at} ${info.fieldNodes.length} ${JSON.stringify(info.variableValues)}`);
    return at;
  }

  /** @throws sometimes. */
  #answer(type: GraphQLOutputType, at: string, context: RunContext, depth: number): unknown {
    return this.#settle(at, context, () => this.#value(type, at, context, depth));
  }

  #settle(at: string, { turns }: RunContext, settle: () => unknown): unknown {
    return this.#percent(`${at} late`) < this.#late ? turns.later(settle) : settle();
  }

  #value(type: GraphQLOutputType, at: string, context: RunContext, depth: number): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, at, context, depth);
    if (this.#isFaulty(at)) {
      const fault = pick(at, [
        "throw",
        "error",
        null,
        undefined,
        {},
        "throw",
        "none",
        1.5,
        () => "called",
        Symbol.iterator,
      ]);
      if (fault === "throw") throw new RangeError(`Thrown at ${at}`);
      return fault === "error" ? new Error(`Returned at ${at}`) : fault;
    }
    if (isListType(type)) {
      const items = Array.from({ length: this.#hash(`${at} length`) % 4 }, (_, index) =>
        this.#item(type.ofType, `${at}.${index}`, context, depth),
      );
      return this.#percent(`${at} set`) < 10 ? new Set(items) : items;
    }
    if (isEnumType(type)) return pick(at, ["RED", "GREEN"]);
    if (isScalarType(type)) return scalarValues[type.name];
    if (depth > 2) return null;
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [getNamedType(type)];
    const concrete = pick(at, possible);
    return isObjectType(concrete) ? this.#object(concrete, at, context, depth + 1) : null;
  }

  /**
   * Never throws, for that would be the list's fault. Where null may not stand for an item, all items are late or none is:
   * in graphql-js, an item that fails after another has failed the list is a rejection that nobody handles.
   */
  #item(type: GraphQLOutputType, at: string, context: RunContext, depth: number): unknown {
    if (isNonNullType(type) && this.#late > 0) return context.turns.later(() => this.#value(type, at, context, depth));
    try {
      return this.#answer(type, at, context, depth);
    } catch (error) {
      return error;
    }
  }

  #object(type: GraphQLObjectType, at: string, context: RunContext, depth: number): unknown {
    const object: Record<string, unknown> = { kind: type.name };
    if (this.#percent(`${at} typename`) < 70) object["__typename"] = type.name;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve) continue;
      const inner = `${at}.${field.name}`;
      if (this.#percent(`${inner} method`) < 10) {
        object[field.name] = (args: unknown, runContext: RunContext, info: GraphQLResolveInfo) => {
          this.#ask("method", runContext, info);
          return this.#answer(field.type, `${inner} ${JSON.stringify(args)}`, runContext, depth);
        };
        continue;
      }
      // One read makes one value: what is late would be late twice otherwise.
      Object.defineProperty(object, field.name, { get: () => this.#answer(field.type, inner, context, depth) });
    }
    return object;
  }

  #isFaulty(at: string): boolean {
    return this.#percent(`${at} fault`) < this.#faults;
  }

  #percent(at: string): number {
    return this.#hash(at) % 100;
  }

  #hash(at: string): number {
    return hash(`${this.#seed} ${at}`);
  }
}

const scalarValues: Readonly<Record<string, unknown>> = {
  Int: 7,
  Float: 1.5,
  String: "text",
  Boolean: true,
  ID: 12,
  Odd: { odd: true },
};

function pick<T>(at: string, items: readonly T[]): T {
  return items[hash(at) % items.length] as T;
}

/** FNV-1a, mixed: equal texts give equal decisions in both runs, however often and in whatever order they are made. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
