/** Steps through answers: a key, an item of a list, the alternatives that a `->match` leaves. */
import type { Span } from "../mapping/ast.ts";
import { anything, enumOf, type Option, type SchemaReader, type View } from "./schema-view.ts";
import { bothOf, type Data, type MappingText, type Pair, type Read, type Shape } from "./value.ts";

export interface KeyUse {
  readonly name: string;
  readonly span: Span;
  readonly isOptional: boolean;
  readonly text: MappingText;
}

export type Schemas = Pair<SchemaReader>;

/** The whole body of an answer. */
export function bodyOf(view: Pair<View>): Data {
  const shape = bothOf(view, (each): Shape => ({ dims: 0, view: each }));
  return { kind: "data", chain: [], path: "$", shape, isGuarded: false, except: [], influences: [] };
}

/** A key of it; on a list, that of every item. */
export function followKey(data: Data, use: KeyUse, schemas: Schemas): Data {
  const flat = flatten(data, schemas);
  const found = bothOf(flat.shape, ({ view }, side) => schemas[side].follow(view, use.name, "response"));
  const path = `${flat.path}.${/^[A-Za-z_]\w*$/.test(use.name) ? use.name : JSON.stringify(use.name)}`;
  const read: Read = {
    text: use.text,
    span: use.span,
    key: use.name,
    path,
    owner: flat,
    found,
    isOptional: use.isOptional,
    feeds: new Set(),
    alternatives: [],
    hasFallback: false,
  };
  const shape = {
    before: { dims: flat.shape.before.dims, view: found.before.view },
    after: { dims: flat.shape.after.dims, view: found.after.view },
  };
  return {
    ...data,
    chain: [...data.chain, read],
    source: read,
    path,
    shape: unify(data, shape),
    except: [],
    isGuarded: false,
  };
}

/** One document stays one: both sides are the same object. */
function unify(data: Data, shape: Pair<Shape>): Pair<Shape> {
  return data.shape.before === data.shape.after ? { before: shape.before, after: shape.before } : shape;
}

/** Lists taken off the view and counted. */
export function flatten(data: Data, schemas: Schemas): Data {
  let isList = false;
  const shape = bothOf(data.shape, (each, side) => {
    let { dims, view } = each;
    while (isArray(view) && dims < 8) {
      dims += 1;
      view = schemas[side].items(view);
      isList = true;
    }
    return view === each.view ? each : { dims, view };
  });
  return isList ? { ...data, shape, path: `${data.path}[]` } : data;
}

export function isArray(view: View): boolean {
  return !view.isAny && view.options.length > 0 && view.options.every(({ kind }) => kind === "array");
}

/** An item, as `->map`, `->first` and a selection see it. What is no list is its own item. */
export function itemOf(data: Data, schemas: Schemas): Data {
  const isList = data.shape.after.dims > 0 || isArray(data.shape.after.view);
  const shape = bothOf(data.shape, (each, side): Shape => {
    if (each.dims > 0) return { dims: each.dims - 1, view: each.view };
    return isArray(each.view) ? { dims: 0, view: schemas[side].items(each.view) } : each;
  });
  return { ...data, shape, path: isList && !data.path.endsWith("[]") ? `${data.path}[]` : data.path };
}

/** What a selection is applied to: one object, whose keys begin a chain of their own. */
export function objectOf(data: Data, schemas: Schemas): Data {
  const flat = flatten(data, schemas);
  const shape = bothOf(flat.shape, ({ view }): Shape => ({ dims: 0, view }));
  return { ...flat, shape, chain: [], isGuarded: false, influences: [] };
}

/** What is left of it where the value under a key is one of these. */
export function narrow(data: Data, key: string, values: readonly unknown[], schemas: Schemas): Data {
  const shape = bothOf(data.shape, ({ dims, view }, side): Shape => {
    const options = view.options.filter((option) => values.some((value) => canBe(option, key, value, schemas[side])));
    if (view.isAny || options.length === view.options.length) return { dims, view };
    // Where it can be none of them, nothing is ever read from it.
    return { dims, view: options.length > 0 ? { ...view, options } : anything };
  });
  return { ...data, shape };
}

function canBe(option: Option, key: string, value: unknown, schemas: SchemaReader): boolean {
  const tag = option.tag?.property === key ? option.tag : undefined;
  if (tag?.values.some((one) => one === value)) return true;
  if (tag && !tag.isImplied) return false;
  const view: View = { pointer: option.pointer, isAny: false, options: [option], nullable: false };
  const found = schemas.follow(view, key, "response");
  if (found.presence === "absent" || found.presence === "notObject") return false;
  if (found.view.isAny) return !tag;
  return found.view.options.some(({ schema }) => {
    const values = enumOf(schema);
    return values ? values.includes(value) : !tag;
  });
}
