/**
 * How long the lists of an operation are, as far as its schema and its arguments say:
 *
 *     posts(first: Int = 10): [Post!]                             10, or what the operation gives
 *     posts: [Post!] @listSize(assumedSize: 50)                   50
 *     orders(perPage: Int = 20): OrderPage                        20 for `items`, the list of `OrderPage`
 *     feed(first: Int): Feed @listSize(slicingArguments: ["first"], sizedFields: ["entries"])
 *
 * A variable without a default may be anything, so that its list has the assumed size, if any. Where the values of the
 * variables are known, they count.
 *
 * Spec: https://ibm.github.io/graphql-specs/cost-spec.html#sec-The-List-Size-Directive
 */
import {
  getNamedType,
  isCompositeType,
  isListType,
  isObjectType,
  isNonNullType,
  Kind,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type ValueNode,
  type VariableDefinitionNode,
} from "graphql";
import { directiveNameIn, readLinks } from "../schema/link.ts";
import type { NormalOperation, Selection } from "./normal-operation.ts";

/** One `@listSize`. */
export interface ListSizeRule {
  readonly assumedSize?: number;
  readonly slicingArguments: readonly string[];
  /** Fields of the answer that the size is of; without them it is that of the field itself. */
  readonly sizedFields: readonly string[];
  /** An operation has to give exactly one of the slicing arguments. */
  readonly requiresOne: boolean;
}

/** By coordinate: `Query.posts`. */
export type ListSizeRules = ReadonlyMap<string, ListSizeRule>;

/** @returns The list at that path of response keys; `undefined` where the client asked for none. */
export type ListSizes = (path: readonly string[]) => KnownList | undefined;

export interface KnownList {
  /** `Query.posts` */
  readonly coordinate: string;
  /** Absent where nothing says it. */
  readonly size?: number | undefined;
}

/** The `@listSize`s of a supergraph, whatever it calls the directive. */
export function readListSizeRules(supergraph: DocumentNode): ListSizeRules {
  const rules = new Map<string, ListSizeRule>();
  const link = readLinks(supergraph).find(({ spec }) => spec === "cost");
  if (!link) return rules;
  const name = directiveNameIn(link, "listSize");
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const directive = field.directives?.find((each) => each.name.value === name);
      if (directive) rules.set(`${definition.name.value}.${field.name.value}`, readRule(directive));
    }
  }
  return rules;
}

function readRule(directive: ConstDirectiveNode): ListSizeRule {
  const args = new Map((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
  const assumedSize = args.get("assumedSize");
  return {
    ...(typeof assumedSize === "number" ? { assumedSize } : {}),
    slicingArguments: stringsOf(args.get("slicingArguments")),
    sizedFields: stringsOf(args.get("sizedFields")),
    requiresOne: args.get("requireOneSlicingArgument") !== false,
  };
}

function stringsOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === "string");
}

export interface VariableSizes {
  /** The variables of one run, coerced. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Told of each variable that a size depends on. */
  readonly onVariable: (name: string) => void;
  /** Told of each field that has to have one slicing argument, and has none or several. */
  readonly onUnsliced: (coordinate: string, rule: ListSizeRule) => void;
}

/**
 * @param variables  The operation's, for their defaults.
 * @param run  Absent: the sizes are to hold for all values.
 */
export function findListSizes(
  operation: NormalOperation,
  variables: readonly VariableDefinitionNode[],
  rules: ListSizeRules,
  run?: VariableSizes,
): ListSizes {
  const defaults = new Map(variables.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]));
  const root = new SizedPlace();
  const hasVariable = (name: string): boolean => {
    run?.onVariable(name);
    return !run || Object.hasOwn(run.values, name);
  };
  const sizeOfVariable = (name: string): number | null | undefined => {
    if (!run) return sizeInLiteral(defaults.get(name));
    const value = run.values[name];
    return value === null || value === undefined ? null : sizeIn(value);
  };
  fill(root, operation.selections, operation.rootType, {
    hasVariable,
    sizeOfVariable,
    rules,
    sizes: new Map(),
    ...(run && { onUnsliced: run.onUnsliced }),
  });
  return (path) => {
    let place: SizedPlace | undefined = root;
    for (const key of path) place = place?.below.get(key);
    return place?.list;
  };
}

class SizedPlace {
  list: KnownList | undefined;
  readonly below: Map<string, SizedPlace> = new Map();

  at(key: string): SizedPlace {
    const place = this.below.get(key) ?? new SizedPlace();
    this.below.set(key, place);
    return place;
  }

  /** Several types may have a field of that name: the list is as long as the longest. */
  meet(coordinate: string, size: number | undefined): void {
    const known = this.list;
    if (!known) this.list = { coordinate, size };
    else if (known.size !== undefined && (size === undefined || size > known.size)) this.list = { ...known, size };
  }
}

interface Surroundings {
  readonly hasVariable: (name: string) => boolean;
  /** `null` where nothing is given, `undefined` where it is not known. */
  readonly sizeOfVariable: (name: string) => number | null | undefined;
  readonly onUnsliced?: (coordinate: string, rule: ListSizeRule) => void;
  readonly rules: ListSizeRules;
  /** What the field above says of the lists among these. */
  readonly sizes: ReadonlyMap<string, number>;
}

function fill(
  place: SizedPlace,
  selections: readonly Selection[],
  parent: GraphQLCompositeType,
  surroundings: Surroundings,
): void {
  for (const selection of selections) {
    if (selection.kind === "fragment") {
      fill(place, selection.selections, selection.type, surroundings);
      continue;
    }
    const field = "getFields" in parent ? parent.getFields()[selection.name] : undefined;
    if (!field) continue;

    const below = place.at(selection.key);
    const coordinate = `${parent.name}.${field.name}`;
    const rule = surroundings.rules.get(coordinate);
    const size = sizeOf({ field, coordinate, rule, args: selection.node.arguments ?? [] }, surroundings);
    const given = surroundings.sizes.get(field.name);
    if (isList(field.type)) below.meet(coordinate, rule && rule.sizedFields.length > 0 ? given : (size ?? given));
    if (!selection.selections || !selection.type) continue;
    const sized = size === undefined ? [] : (rule?.sizedFields ?? listsOfPage(field));
    const sizes = new Map(sized.map((name) => [name, size ?? 0]));
    fill(below, selection.selections, selection.type, { ...surroundings, sizes });
  }
}

/** Where a field does not say which arguments bound it, these do, if they take an `Int`. */
const pageSizeNames = /^(?:first|last|limit|take|pageSize|page_size|perPage|per_page|maxResults|max_results)$/;

function pageSizeArguments({ args, type }: GraphQLField<unknown, unknown>): readonly string[] {
  if (!isList(type) && !isObjectType(getNamedType(type))) return [];
  const isPaged = args.some(({ name }) => name === "page");
  return (
    args
      .filter((arg) => getNamedType(arg.type).name === "Int")
      .map(({ name }) => name)
      // `size` alone may be that of a picture.
      .filter((name) => pageSizeNames.test(name) || (isPaged && name === "size"))
  );
}

/** The lists of objects in a page: the only one, else those that are usually the page's items. */
function listsOfPage({ type }: GraphQLField<unknown, unknown>): readonly string[] {
  const page = getNamedType(type);
  if (isList(type) || !isObjectType(page)) return [];
  const lists = Object.values(page.getFields()).filter(
    (field) => isList(field.type) && isCompositeType(getNamedType(field.type)),
  );
  const names = lists.map(({ name }) => name);
  return names.length === 1 ? names : names.filter((name) => /^(?:edges|nodes|items|results|data)$/.test(name));
}

interface SizedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly coordinate: string;
  readonly rule: ListSizeRule | undefined;
  readonly args: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[];
}

function sizeOf({ field, coordinate, rule, args }: SizedField, surroundings: Surroundings): number | undefined {
  const names = rule ? rule.slicingArguments : pageSizeArguments(field);
  // An argument whose variable was not sent has its default, as one that is not there.
  const slicing = args.filter(({ name }) => names.includes(name.value));
  const nodes = new Map(
    slicing.flatMap(({ name, value }) =>
      value.kind === Kind.VARIABLE && !surroundings.hasVariable(value.name.value) ? [] : [[name.value, value]],
    ),
  );
  const given = names.map((name): number | null | undefined => {
    const node = nodes.get(name);
    if (!node || node.kind === Kind.NULL) return null;
    return node.kind === Kind.VARIABLE ? surroundings.sizeOfVariable(node.name.value) : sizeInLiteral(node);
  });
  const defaults = names.map((name) => (nodes.has(name) ? null : defaultOf(field, name)));
  if (rule?.requiresOne && names.length > 0) {
    const count = given.filter((size) => size !== null).length || defaults.filter((size) => size !== null).length;
    if (count !== 1) surroundings.onUnsliced?.(coordinate, rule);
  }
  const sizes = [...given, ...defaults].filter((size) => size !== null);
  if (sizes.length === 0 || sizes.includes(undefined)) return rule?.assumedSize;
  return sizes.reduce<number>((most, size) => Math.max(most, size ?? 0), 0);
}

/** @returns `undefined` where it is not known. */
function sizeInLiteral(node: ValueNode | undefined): number | undefined {
  return node?.kind === Kind.INT ? sizeIn(Number(node.value)) : undefined;
}

function defaultOf({ args }: GraphQLField<unknown, unknown>, name: string): number | null | undefined {
  const value = args.find((arg) => arg.name === name)?.defaultValue;
  return value === undefined || value === null ? null : sizeIn(value);
}

function sizeIn(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
