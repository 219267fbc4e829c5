/**
 * The `requires` of an entity fetch in, a function from an object of the response to its representation out:
 *
 *     ... on Product { __typename upc price:_r0 }      { __typename: "Product", upc: "1", price: 3 }
 */
import { stringifyJson } from "../subgraphs/rest/json.ts";
import type { FetchRewrite, RequiresSelection } from "./planning/planner.ts";
import { rewrite } from "./rewrite.ts";
import type { KeyFields, SupergraphTypes } from "./supergraph-types.ts";

type JsonObject = Record<string, unknown>;

/**
 * `undefined` where the subgraph cannot be asked about the object: it is of another type, its key is null, or something
 * that is required never came. A required field that is null is passed on.
 */
export type BuildRepresentation = (
  object: JsonObject,
  variables: Readonly<Record<string, unknown>>,
) => JsonObject | undefined;

export interface Representation {
  readonly build: BuildRepresentation;
  /** Keys of an object of that type that are in its representation as they are, always. */
  leavesOf(typename: string): ReadonlySet<string>;
  /** That one of them which, with the type, is all that there is in the representation. */
  soleKeyOf(typename: string): string | undefined;
}

export function compileRepresentation(
  requires: readonly RequiresSelection[],
  rewrites: readonly FetchRewrite[],
  subgraph: string,
  types: SupergraphTypes,
): Representation {
  const fieldsOf = (typename: string): readonly FieldBuilder[] => collectFields(requires, typename, types, always);
  const leavesOf = (typename: string): ReadonlySet<string> => {
    const leaves = fieldsOf(typename).filter(({ selections, isWanted }) => !selections && isWanted === always);
    return new Set(leaves.map(({ key }) => key));
  };
  return {
    build: compileBuild(requires, rewrites, subgraph, types),
    leavesOf,
    soleKeyOf: (typename) => {
      const [only, ...others] = fieldsOf(typename).filter(({ key }) => key !== "__typename");
      if (!only || others.length > 0 || rewrites.length > 0) return undefined;
      return leavesOf(typename).has(only.key) ? only.key : undefined;
    },
  };
}

function compileBuild(
  requires: readonly RequiresSelection[],
  rewrites: readonly FetchRewrite[],
  subgraph: string,
  types: SupergraphTypes,
): BuildRepresentation {
  const builders = new Map<string, ObjectBuilder>();
  const keys = new Map<string, readonly KeyFields[]>();

  return (object, variables) => {
    const typename = object["__typename"];
    if (typeof typename !== "string") return undefined;
    let build = builders.get(typename);
    if (!build) {
      build = compileObject(requires, typename, types);
      builders.set(typename, build);
    }
    const representation = build(object, variables);
    if (!representation) return undefined;
    if (rewrites.length > 0) rewrite(representation, rewrites, types);

    let usable = keys.get(typename);
    if (!usable) {
      usable = keysIn(representation, subgraph, typename, types);
      keys.set(typename, usable);
    }
    return usable.length === 0 || usable.some((key) => isPresent(representation, key)) ? representation : undefined;
  };
}

/** Two representations are the same entity where this is equal. */
export function identityOf(representation: JsonObject): string {
  return stringifyJson(representation);
}

type ObjectBuilder = (object: JsonObject, variables: Readonly<Record<string, unknown>>) => JsonObject | undefined;

interface FieldBuilder {
  /** What the subgraph calls it. */
  readonly name: string;
  readonly key: string;
  readonly isNonNull: boolean;
  readonly selections: readonly RequiresSelection[] | undefined;
  readonly type: string | undefined;
  readonly isWanted: (variables: Readonly<Record<string, unknown>>) => boolean;
}

function compileObject(
  requires: readonly RequiresSelection[],
  typename: string,
  types: SupergraphTypes,
): ObjectBuilder {
  const fields = collectFields(requires, typename, types, always);
  if (fields.length === 0) return () => undefined;
  const builders = new Map<string, ObjectBuilder>();

  const buildNested = (value: unknown, field: FieldBuilder, variables: Readonly<Record<string, unknown>>): unknown => {
    if (value === null || value === undefined || !field.selections) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => buildNested(item, field, variables));
      return items.includes(undefined) ? undefined : items;
    }
    if (typeof value !== "object") return undefined;
    const nested = value as JsonObject;
    // Without a type name of its own the object is of the type that the field has.
    const nestedType = typeof nested["__typename"] === "string" ? nested["__typename"] : (field.type ?? "");
    const place = `${field.key} ${nestedType}`;
    let build = builders.get(place);
    if (!build) {
      build = compileObject(field.selections, nestedType, types);
      builders.set(place, build);
    }
    return build(nested, variables);
  };

  return (object, variables) => {
    const representation: JsonObject = {};
    for (const field of fields) {
      if (!field.isWanted(variables)) continue;
      const value = buildNested(object[field.key], field, variables);
      // An object without a value for a non-null field is null itself, once completed: nobody will see the answer.
      if (value === undefined || (value === null && field.isNonNull)) return undefined;
      representation[field.name] = value;
    }
    return representation;
  };
}

const always = (): boolean => true;

function either(a: FieldBuilder["isWanted"], b: FieldBuilder["isWanted"]): FieldBuilder["isWanted"] {
  return a === always || b === always ? always : (variables) => a(variables) || b(variables);
}

function collectFields(
  requires: readonly RequiresSelection[],
  typename: string,
  types: SupergraphTypes,
  isWanted: FieldBuilder["isWanted"],
): FieldBuilder[] {
  const fields = new Map<string, FieldBuilder>();
  for (const selection of requires) {
    if (selection.kind === "Field") {
      const name = selection.alias ?? selection.name;
      const selections = selection.selections?.length ? selection.selections : undefined;
      const known = fields.get(name);
      const field: FieldBuilder = {
        name,
        key: selection.name,
        isNonNull: types.isNonNull(typename, name),
        selections: known?.selections && selections ? [...known.selections, ...selections] : selections,
        type: types.typeOfField(typename, name),
        isWanted: known ? either(known.isWanted, isWanted) : isWanted,
      };
      fields.set(name, field);
    } else if (selection.kind === "InlineFragment" && types.isOfType(typename, selection.typeCondition)) {
      const { skipIf, includeIf } = selection;
      const isInnerWanted: FieldBuilder["isWanted"] =
        skipIf === undefined && includeIf === undefined
          ? isWanted
          : (variables) =>
              isWanted(variables) &&
              (skipIf === undefined || variables[skipIf] !== true) &&
              (includeIf === undefined || variables[includeIf] === true);
      for (const field of collectFields(selection.selections, typename, types, isInnerWanted)) {
        const known = fields.get(field.name);
        const selections =
          known?.selections && field.selections ? [...known.selections, ...field.selections] : field.selections;
        const isEitherWanted = known ? either(known.isWanted, field.isWanted) : field.isWanted;
        fields.set(field.name, { ...field, selections, isWanted: isEitherWanted });
      }
    }
  }
  return [...fields.values()];
}

/** Those of the entity's keys that are wholly in the representation. */
function keysIn(
  representation: JsonObject,
  subgraph: string,
  typename: string,
  types: SupergraphTypes,
): readonly KeyFields[] {
  // An `@interfaceObject` is asked for under its interface's name, and has its keys there.
  const sentAs = representation["__typename"];
  const ofType = typeof sentAs === "string" ? types.keysOf(sentAs, subgraph) : [];
  const keys = ofType.length > 0 ? ofType : types.keysOf(typename, subgraph);
  return keys.filter((key) => Object.keys(key).every((name) => Object.hasOwn(representation, name)));
}

function isPresent(value: unknown, key: KeyFields): boolean {
  if (Array.isArray(value)) return value.every((item) => isPresent(item, key));
  if (typeof value !== "object" || value === null) return false;
  const object = value as JsonObject;
  return Object.entries(key).every(([name, nested]) => {
    const field = object[name];
    return nested === true ? field !== null && field !== undefined : isPresent(field, nested);
  });
}
