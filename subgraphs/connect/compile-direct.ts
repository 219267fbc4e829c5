/**
 * The short way from a body to the completed value, for selections that only name keys, which most do:
 *
 *     selection "id title author: { id: userId }"        of { posts { title author { id } } }
 *
 *     [{ id: 1, title: "A", userId: 7 }]   ->   [{ title: "A", author: { id: "7" } }]     with nothing made in between
 *
 * It knows no problems and no errors. Where either would be told, it gives up, and the selection is evaluated and its
 * value completed as always.
 *
 * As it takes nothing but what it names, it needs no more of a body than `JSON.parse` makes: a poisoned key is not looked
 * at, and an integer that may have lost digits is where it gives up. Only where a value is taken as it is, whatever is in
 * it, has the body to be read without loss first.
 */
import {
  getNamedType,
  getNullableType,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  type GraphQLOutputType,
} from "graphql";
import type { KeyedEntry, SelectionList } from "../mapping/ast.ts";
import { isInheritedKey } from "../mapping/compile-key.ts";
import { isObject, type JsonObject } from "../mapping/json.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { openSlot, wait } from "./complete.ts";
import type { Complete, ObjectPlan, PlannedField, ReadDirectly, Run } from "./fetch-plan.ts";
import { compileRecord, type RecordField } from "./read-record.ts";

/** @returns `undefined` for a selection that does more than name keys, or a field that has several types. */
export function compileDirect(selection: Mapping, field: PlannedField): ReadDirectly | undefined {
  const { body } = selection.ast;
  if (selection.narrow || body.kind !== "list") return undefined;
  const read = compileField(field, body.list);
  if (!read) return undefined;
  return {
    needsExact: takesWhole(field),
    read(value, run) {
      const { variables, operation, batches } = run;
      const own: Run = { variables, operation, errors: [], pending: undefined, batches };
      try {
        const completed = read(value, undefined, field.responseName, own);
        return own.errors.length === 0 ? { value: completed, pending: own.pending } : undefined;
      } catch (thrown) {
        if (thrown === giveUp) return undefined;
        throw thrown;
      }
    },
  };
}

/** Whether a value in it is taken with whatever is in it, as those of a custom scalar are. */
function takesWhole({ type, place }: PlannedField): boolean {
  if (!place) {
    const leaf = getNamedType(type);
    return !isSpecifiedScalarType(leaf) && !isEnumType(leaf);
  }
  const known = [...place.plans.values()].flatMap(({ layout }) => layout);
  return known.some((entry) => entry.kind === "known" && takesWhole(entry.field));
}

const giveUp: unique symbol = Symbol("give up");

/** Of a field with the selection that is applied to its value; a leaf has none, and its value is taken as it is. */
function compileField(field: PlannedField, list: SelectionList | undefined): Complete | undefined {
  const { place, complete, type } = field;
  if (!place) return list ? undefined : ofExact(complete);
  const [plan, ...others] = place.plans.values();
  if (!list || !plan || others.length > 0) return undefined;
  const object = compileObject(plan, list);
  return object && ofType(type, object, { needsPath: waits(plan), keepsNull: keepsNull(list) });
}

function ofExact(complete: Complete): Complete {
  return (value, prev, key, run) => {
    if (typeof value !== "string" && !isExact(value)) throw giveUp;
    return complete(value, prev, key, run);
  };
}

/** Lists in lists that are looked into here. A service may nest them deeper than the stack. */
const MAX_NESTED = 100;

/** False where `JSON.parse` may have lost digits of an integer. */
function isExact(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) || !Number.isInteger(value);
  return !Array.isArray(value) || (depth < MAX_NESTED && value.every((item) => isExact(item, depth + 1)));
}

/** What is in an object is not looked at, so it may be anything. */
function isExactKey(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return depth < MAX_NESTED && value.every((item) => isExactKey(item, depth + 1));
  return (typeof value !== "object" || value === null) && isExact(value);
}

/** Whether it, or an object in it, waits for calls: then its place is told with an error of theirs. */
function waits({ steps, layout }: ObjectPlan): boolean {
  return (
    steps.length > 0 ||
    layout.some((entry) => entry.kind === "known" && [...(entry.field.place?.plans.values() ?? [])].some(waits))
  );
}

/** Of null such a selection makes null: `author: { … }` would be there even so. */
function keepsNull({ entries }: SelectionList): boolean {
  return entries.every((entry) => entry.value.kind !== "object");
}

interface ObjectRules {
  readonly needsPath: boolean;
  readonly keepsNull: boolean;
}

function ofType(type: GraphQLOutputType, object: Complete, rules: ObjectRules): Complete {
  if (isNonNullType(type)) return ofType(type.ofType, object, rules);
  if (!isListType(type)) {
    return (value, prev, key, run) => (isObject(value) ? object(value, prev, key, run) : nothing(value, rules, run));
  }
  const item = ofType(type.ofType, object, rules);
  return (value, prev, key, run) => {
    if (!Array.isArray(value)) return nothing(value, rules, run);
    const path = rules.needsPath ? { prev, key } : undefined;
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index += 1) items.push(item(value[index], path, index, run));
    return items;
  };
}

/** Of a null all keys are missing, which is a problem where somebody listens. */
function nothing(value: unknown, rules: ObjectRules, { operation }: Run): null {
  if (value === null && rules.keepsNull && !operation.onProblem) return null;
  throw giveUp;
}

/** Reads an object of the body that is there. */
function compileObject(plan: ObjectPlan, list: SelectionList): Complete | undefined {
  const entries = readEntries(list);
  if (!entries || !plan.plainNames) return undefined;
  const fields = readLayout(plan, entries);
  const inputs = readSources(new Set(plan.steps.flatMap(({ inputs: own }) => own.flatMap(nameOfOwn))), entries);
  const keys = readSources(plan.reference?.keys ?? [], entries);
  if (!fields || !inputs || !keys) return undefined;
  const hasSteps = plan.steps.length > 0;
  const needsPath = waits(plan);
  const reader = compileRecord({
    fields,
    wanted: readSelected(plan, entries),
    keys: keys.map(({ source }) => source),
    isNullBy: plan.reference?.isNullBy ?? "all",
  });

  return (value, prev, key, run) => {
    const object = value as JsonObject;
    const path = needsPath ? { prev, key } : undefined;
    const out = reader()(object, path, run, run.operation.onProblem !== undefined);
    if (out === undefined) throw giveUp;
    if (hasSteps && path && out) {
      const known: Record<string, unknown> = {};
      for (const { name, source } of inputs) {
        const member = object[source];
        if (typeof member !== "string" && !isExactKey(member)) throw giveUp;
        if (member !== undefined) known[name] = member;
      }
      wait(plan, openSlot(plan, known, out, path), run);
    }
    return out;
  };
}

/**
 * The keys in the body of all that is selected: one that is missing is a problem where somebody listens. `undefined` where
 * something is selected in an object that nobody reads, which is not looked at here.
 */
function readSelected(plan: ObjectPlan, entries: ReadonlyMap<string, DirectEntry>): readonly string[] | undefined {
  const read = new Set(plan.layout.flatMap((entry) => (entry.kind === "known" ? [entry.field.name] : [])));
  if ([...entries].some(([name, { list }]) => list && !read.has(name))) return undefined;
  return [...entries.values()].flatMap(({ source }) => source ?? []);
}

/** Of a step's inputs those that the object itself has. */
function nameOfOwn({ name, from }: { readonly name: string; readonly from: number }): readonly string[] {
  return from === 0 ? [name] : [];
}

function readLayout(plan: ObjectPlan, entries: ReadonlyMap<string, DirectEntry>): readonly RecordField[] | undefined {
  const fields: RecordField[] = [];
  for (const entry of plan.layout) {
    switch (entry.kind) {
      case "typename":
        fields.push(constantField(entry.responseName, plan.typeName));
        break;
      case "later":
        fields.push(constantField(entry.responseName, null));
        break;
      case "known": {
        const { responseName, name } = entry.field;
        const direct = entries.get(name);
        const complete = direct && compileField(entry.field, direct.list);
        if (!direct || !complete) return undefined;
        const type = getNullableType(entry.field.type);
        fields.push({ responseName, source: direct.source, keeps: kept.get(type), complete });
        break;
      }
      case "unresolved":
        return undefined;
      default:
        return entry satisfies never;
    }
  }
  return fields;
}

function constantField(responseName: string, value: unknown): RecordField {
  return { responseName, source: undefined, keeps: undefined, complete: () => value };
}

const kept: ReadonlyMap<GraphQLOutputType, RecordField["keeps"]> = new Map<GraphQLOutputType, RecordField["keeps"]>([
  [GraphQLString, "text"],
  [GraphQLID, "text"],
  [GraphQLInt, "int"],
]);

interface DirectKey {
  readonly name: string;
  /** The key in the body that holds its value. */
  readonly source: string;
}

/** @returns `undefined` where a value is not read as it is. */
function readSources(
  names: Iterable<string>,
  entries: ReadonlyMap<string, DirectEntry>,
): readonly DirectKey[] | undefined {
  const keys: DirectKey[] = [];
  for (const name of names) {
    const entry = entries.get(name);
    if (entry?.source === undefined || entry.list) return undefined;
    keys.push({ name, source: entry.source });
  }
  return keys;
}

interface DirectEntry {
  readonly source: string | undefined;
  readonly list: SelectionList | undefined;
}

/** By the key that each yields. `undefined` where one is no mere key, or `name: { … }` of keys. */
function readEntries({ entries }: SelectionList): ReadonlyMap<string, DirectEntry> | undefined {
  const byName = new Map<string, DirectEntry>();
  for (const entry of entries) {
    const direct = entry.kind === "keyed" ? readEntry(entry) : undefined;
    if (entry.kind !== "keyed" || !direct || byName.has(entry.key.name)) return undefined;
    byName.set(entry.key.name, direct);
  }
  return byName;
}

function readEntry({ value }: KeyedEntry): DirectEntry | undefined {
  if (value.kind === "object") return { source: undefined, list: value.list };
  if (value.kind !== "path" || value.head.kind !== "key" || value.head.optional || value.steps.length > 0) {
    return undefined;
  }
  const { name } = value.head;
  // What objects inherit must not be taken for what is in the body.
  return isInheritedKey(name) ? undefined : { source: name, list: value.selection };
}
