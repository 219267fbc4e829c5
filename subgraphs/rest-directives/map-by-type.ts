/**
 * Mappings that are written once per type, put to use where a connector's selection names no fields:
 *
 *     selection "$.items", type User @mapping(fields: "id name: full_name manager")   { manager: User }
 *
 * maps each item by User's mapping, and the manager in it by the same one, and so on. Nothing is spelled out: a whole value
 * is followed as deep as it goes, a narrowed one as deep as somebody asked. So types may refer to each other without end.
 */
import { namedType } from "../connect/ast.ts";
import type { IndexedType, TypeIndex } from "../connect/type-index.ts";
import { isObject, setOwn, type JsonObject } from "../mapping/json.ts";
import type { Mapping, Output, Problem, Variables } from "../mapping/mapping.ts";
import { mergeReads } from "../mapping/reads.ts";
import { narrowMapping, type Wanted } from "../mapping/narrow.ts";

/** `fields` maps one object of the type; `type` says by name which object type a value of an abstract one is. */
export type TypeMapping =
  | { readonly kind: "object"; readonly fields: Mapping }
  | { readonly kind: "abstract"; readonly type: Mapping };

export interface TypeMappings {
  readonly types: TypeIndex;
  readonly byName: ReadonlyMap<string, TypeMapping>;
}

/**
 * @param typeName  Of the values that `mapping` yields, alone or in lists.
 * @returns `mapping` itself where no type mapping applies.
 */
export function mapByType(mapping: Mapping, typeName: string, mappings: TypeMappings): Mapping {
  if (mappings.byName.size === 0) return mapping;
  const compiler = compilerOf(mappings);
  let output: Output | undefined;
  const whole = (): Output => (output ??= compiler.output(mapping.output, typeName));
  return filled(mapping, "all", { typeName, compiler, output: whole });
}

/** One for all connectors of a document: what types yield is the same wherever they are met. */
function compilerOf(mappings: TypeMappings): FillCompiler {
  const known = compilers.get(mappings) ?? new FillCompiler(mappings);
  compilers.set(mappings, known);
  return known;
}

const compilers = new WeakMap<TypeMappings, FillCompiler>();

interface Place {
  readonly typeName: string;
  readonly compiler: FillCompiler;
  readonly output: () => Output;
}

function filled(base: Mapping, depth: Depth, place: Place): Mapping {
  const fill = place.compiler.fillFor(base.output, place.typeName, depth);
  if (!fill) return base;
  let reads: Mapping["reads"] | undefined;
  const evaluate: Mapping["evaluate"] = (data, variables, problems) =>
    fill(base.evaluate(data, variables, problems), variables, problems);
  return {
    source: base.source,
    specVersion: base.specVersion,
    ast: base.ast,
    get reads() {
      return (reads ??= mergeReads([base.reads, ...place.compiler.reads()]));
    },
    evaluate,
    apply(data, { variables = {} } = {}) {
      const problems: Problem[] = [];
      return { value: evaluate(data, variables, problems) ?? null, problems };
    },
    get output() {
      return place.output();
    },
    narrow: (wanted) => filled(narrowMapping(base, wanted), wanted ?? "own", place),
  };
}

/**
 * How far to follow: what is wanted; `own`, the fields that are no objects of mapped types; or `all` that the data has.
 */
type Depth = Wanted | "own" | "all";

/** What is done to a value that a mapping has yielded. */
type Fill = (value: unknown, variables: Variables, problems: Problem[]) => unknown;

/** Lives as long as the mappings of a document. Invariant: `#whole` and `#outputs` have one entry per type at most. */
class FillCompiler {
  readonly #mappings: TypeMappings;
  readonly #whole = new Map<string, Fill>();
  /** By what is wanted: all members of a union share it, and would else be compiled anew for each way that leads to them. */
  readonly #narrowed = new WeakMap<Wanted, Map<string, Fill>>();
  readonly #outputs = new Map<string, Output>();
  /** What is still to be written into `#outputs`; empty between calls. */
  readonly #objects: (() => void)[] = [];
  readonly #unions: (() => void)[] = [];

  constructor(mappings: TypeMappings) {
    this.#mappings = mappings;
  }

  /** Of all types: which of them are met depends on the data. */
  reads(): readonly Mapping["reads"][] {
    return [...this.#mappings.byName.values()].map((mapping) =>
      mapping.kind === "object" ? mapping.fields.reads : mapping.type.reads,
    );
  }

  /** `undefined` where the value stays as it is. */
  fillFor(output: Output, typeName: string, depth: Depth): Fill | undefined {
    const type = this.#mappings.types.get(typeName);
    if (!type) return undefined;
    if (output.kind === "object") return this.#fillSelected(output, type, depth);
    const mapping = this.#mappings.byName.get(typeName);
    if (!mapping) return undefined;
    if (depth === "own") return this.#fillMapped(mapping, type, depth);
    if (depth !== "all") {
      const byType = this.#narrowed.get(depth) ?? new Map<string, Fill>();
      this.#narrowed.set(depth, byType);
      const narrowed = byType.get(typeName) ?? this.#fillMapped(mapping, type, depth);
      byType.set(typeName, narrowed);
      return narrowed;
    }
    const known = this.#whole.get(typeName);
    if (known) return known;
    // Compiled when a value comes along: types refer to each other, and most of them never do.
    let compiled: Fill | undefined;
    // `repo: $` and `owner: $` lead from one object around to itself, which has no end: the second time it is null.
    const entered = new Set<unknown>();
    const fill: Fill = (value, variables, problems) => {
      if (value === null || typeof value !== "object") return value;
      if (entered.has(value)) return null;
      entered.add(value);
      try {
        return (compiled ??= this.#fillMapped(mapping, type, "all"))(value, variables, problems);
      } finally {
        entered.delete(value);
      }
    };
    this.#whole.set(typeName, fill);
    return fill;
  }

  /** Fields were selected by the mapping itself; those of them that are objects may have left their own open. */
  #fillSelected(output: Output, type: IndexedType, depth: Depth): Fill | undefined {
    const alternatives = new Map(
      type.possibleTypes.map((name) => [name, this.#fieldFills(output, this.#mappings.types.get(name), depth)]),
    );
    if ([...alternatives.values()].every((fills) => fills.length === 0)) return undefined;
    const only = type.kind === "object" ? alternatives.get(type.name) : undefined;
    return (value, variables, problems) =>
      eachObject(value, (object) => {
        const typename = object["__typename"];
        const fills = only ?? (typeof typename === "string" ? alternatives.get(typename) : undefined);
        return fills ? fillFields(object, fills, variables, problems) : object;
      });
  }

  #fillMapped(mapping: TypeMapping, type: IndexedType, depth: Depth): Fill {
    switch (mapping.kind) {
      case "object":
        return this.#fillObject(mapping.fields, type, depth);
      case "abstract":
        return this.#fillAbstract(mapping.type, type, depth);
      default:
        return mapping satisfies never;
    }
  }

  #fillObject(fields: Mapping, type: IndexedType, depth: Depth): Fill {
    const own = narrowMapping(fields, depth === "all" ? null : depth === "own" ? this.#ownFields(type) : depth);
    const fills = this.#fieldFills(fields.output, type, depth);
    const isList = own.ast.body.kind === "list";
    return (value, variables, problems) => {
      // A list of fields maps arrays by itself, and counts what is missing in their items.
      const mapped =
        isList || !Array.isArray(value)
          ? own.evaluate(value, variables, problems)
          : value.map((item: unknown) => own.evaluate(item, variables, problems));
      return fills.length === 0
        ? mapped
        : eachObject(mapped, (object) => fillFields(object, fills, variables, problems));
    };
  }

  #fillAbstract(typeOf: Mapping, type: IndexedType, depth: Depth): Fill {
    const fills = new Map(type.possibleTypes.map((name) => [name, this.fillFor(leaf, name, depth)]));
    return (value, variables, problems) =>
      eachObject(value, (object) => {
        const name = typeOf.evaluate(object, variables, problems);
        if (typeof name !== "string") return {};
        const mapped = fills.get(name)?.(object, variables, problems) ?? object;
        return isObject(mapped) ? { ...mapped, __typename: name } : mapped;
      });
  }

  #fieldFills(output: Output, type: IndexedType | undefined, depth: Depth): readonly FieldFill[] {
    if (depth === "own") return [];
    return [...(type?.fields ?? [])].flatMap(([name, field]): FieldFill[] => {
      const inner = output.kind === "object" ? output.keys.get(name) : leaf;
      const below = depth === "all" ? "all" : depth.get(name);
      if (!inner || below === undefined) return [];
      const fill = this.fillFor(inner, namedType(field.type).name.value, below ?? "own");
      return fill ? [{ name, fill }] : [];
    });
  }

  #ownFields(type: IndexedType): Wanted {
    const names = [...type.fields].filter(([, field]) => !this.#mappings.byName.has(namedType(field.type).name.value));
    return new Map(names.map(([name]) => [name, null]));
  }

  /** The keys that are there in the end. A type that has itself inside is one output, which has itself inside. */
  output(output: Output, typeName: string): Output {
    const found = this.#outputOf(output, typeName);
    for (let next = this.#next(); next; next = this.#next()) next();
    return found;
  }

  #outputOf(output: Output, typeName: string): Output {
    const type = this.#mappings.types.get(typeName);
    if (!type) return output;
    if (output.kind === "object") return { kind: "object", keys: this.#keys(output.keys, type) };
    return this.#typeOutput(type) ?? output;
  }

  #typeOutput(type: IndexedType): Output | undefined {
    const known = this.#outputs.get(type.name);
    const mapping = this.#mappings.byName.get(type.name);
    if (known || !mapping) return known;
    const keys = new Map<string, Output>();
    const fields = mapping.kind === "object" ? mapping.fields.output : undefined;
    const output: Output = fields && fields.kind !== "object" ? unknown : { kind: "object", keys };
    this.#outputs.set(type.name, output);
    if (fields?.kind === "object") {
      this.#objects.push(() => {
        for (const [name, inner] of this.#keys(fields.keys, type)) keys.set(name, inner);
      });
    } else if (!fields) {
      const members = type.possibleTypes.map((name) => this.#outputOf(leaf, name));
      this.#unions.push(() => mergeKeys(keys, members));
    }
    return output;
  }

  /** What a union has is known once its members are. */
  #next(): (() => void) | undefined {
    return this.#objects.pop() ?? this.#unions.pop();
  }

  #keys(keys: ReadonlyMap<string, Output>, type: IndexedType): ReadonlyMap<string, Output> {
    return new Map(
      [...keys].map(([name, inner]) => {
        const field = type.fields.get(name) ?? this.#fieldOfMember(type, name);
        return [name, field ? this.#outputOf(inner, namedType(field.type).name.value) : inner];
      }),
    );
  }

  #fieldOfMember({ possibleTypes }: IndexedType, name: string): ReturnType<IndexedType["fields"]["get"]> {
    for (const member of possibleTypes) {
      const field = this.#mappings.types.get(member)?.fields.get(name);
      if (field) return field;
    }
    return undefined;
  }
}

const leaf: Output = { kind: "leaf" };
const unknown: Output = { kind: "unknown" };

/** Of fields that members have in common by name alone, nothing is known. */
function mergeKeys(keys: Map<string, Output>, members: readonly Output[]): void {
  keys.set("__typename", leaf);
  for (const member of members) {
    if (member.kind !== "object") continue;
    for (const [name, output] of member.keys) {
      const other = keys.get(name);
      const isSame = !other || other === output || (other.kind === "leaf" && output.kind === "leaf");
      keys.set(name, isSame ? output : unknown);
    }
  }
}

interface FieldFill {
  readonly name: string;
  readonly fill: Fill;
}

function eachObject(value: unknown, change: (object: JsonObject) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => eachObject(item, change));
  return isObject(value) ? change(value) : value;
}

/** A copy: the object may be part of the response, which other calls read as well. */
function fillFields(
  object: JsonObject,
  fills: readonly FieldFill[],
  variables: Variables,
  problems: Problem[],
): JsonObject {
  const copy = { ...object };
  for (const { name, fill } of fills) {
    if (!Object.hasOwn(copy, name)) continue;
    const before = problems.length;
    setOwn(copy, name, fill(copy[name], variables, problems));
    for (let at = before; at < problems.length; at += 1) {
      const problem = problems[at];
      if (problem) problems[at] = { ...problem, path: problem.path === "" ? name : `${name}.${problem.path}` };
    }
  }
  return copy;
}
