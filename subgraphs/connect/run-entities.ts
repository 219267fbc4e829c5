/** `_entities`: each representation is an object of which some fields are known, and the rest is asked for. */
import { isObject, ownValue } from "../mapping/json.ts";
import type { KeyTree } from "../mapping/mapping.ts";
import { openSlot, wait, writeKnown } from "./complete.ts";
import type { EntitiesField, ObjectPlan, Path, Run, Slot } from "./fetch-plan.ts";
import { mergeTrees } from "./field-set.ts";
import { reportError } from "./report-error.ts";
import { settle } from "./run-steps.ts";

/** Not a promise where nothing has to be asked. */
export function runEntities(
  responseName: string,
  { representations, planFor, plansOfFlat }: EntitiesField,
  run: Run,
): unknown {
  const given = representations(run.variables);
  if (!Array.isArray(given)) {
    reportError(run, undefined, responseName, {
      message: "`representations` must be a list.",
      extensions: { code: "BAD_USER_INPUT" },
    });
    return null;
  }
  const path: Path = { prev: undefined, key: responseName };
  const slots: (Slot | undefined)[] = [];
  for (const { typeName, keys, isFlat, indexes } of groupByShape(given)) {
    const known = indexes.map((index) => given[index] as Readonly<Record<string, unknown>>);
    const shape = isFlat ? keys.join(" ") : undefined;
    let plan = shape === undefined ? undefined : plansOfFlat.get(`${typeName} ${shape}`);
    if (!plan && typeName !== undefined) {
      plan = planFor(typeName, givenTree(known));
      if (plan && shape !== undefined && plansOfFlat.size < 100) plansOfFlat.set(`${typeName} ${shape}`, plan);
    }
    for (const [at, index] of indexes.entries()) {
      const representation = known[at];
      if (plan && representation) slots[index] = startEntity(plan, representation, { prev: path, key: index }, run);
      else {
        const message = "A representation has no `__typename` of an entity of this subgraph.";
        reportError(run, path, index, { message, extensions: { code: "BAD_USER_INPUT" } });
      }
    }
  }
  const finish = (): unknown => Array.from(given, (_, index) => (slots[index]?.found ? slots[index].out : null));
  return settle(run)?.then(finish) ?? finish();
}

interface ShapeGroup {
  readonly typeName: string | undefined;
  readonly keys: readonly string[];
  /** Whether no object is in one of them: then the keys say all that is given. */
  isFlat: boolean;
  readonly indexes: number[];
}

/** Representations with different keys are found in different ways: what one has must not be missed in another. */
function groupByShape(representations: readonly unknown[]): Iterable<ShapeGroup> {
  const groups = new Map<string | undefined, ShapeGroup>();
  let latest: ShapeGroup | undefined;
  for (const [index, representation] of representations.entries()) {
    const typeName = typenameOf(representation);
    // Most come in rows of one shape, which is not to be written out for each.
    let group = latest && typeName === latest.typeName && hasKeys(representation, latest.keys) ? latest : undefined;
    if (!group) {
      const keys = typeName === undefined ? [] : Object.keys(representation as object);
      const shape = typeName === undefined ? undefined : `${typeName} ${keys.join(" ")}`;
      group = groups.get(shape) ?? { typeName, keys, isFlat: true, indexes: [] };
      groups.set(shape, group);
    }
    if (group.isFlat && typeName !== undefined && !isFlatObject(representation as object)) group.isFlat = false;
    group.indexes.push(index);
    latest = group;
  }
  return groups.values();
}

function hasKeys(representation: unknown, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in representation as object) {
    if (keys[at] !== key) return false;
    at += 1;
  }
  return at === keys.length;
}

function isFlatObject(representation: object): boolean {
  for (const key in representation) {
    const value: unknown = (representation as Readonly<Record<string, unknown>>)[key];
    if (typeof value === "object" && value !== null) return false;
  }
  return true;
}

function startEntity(plan: ObjectPlan, representation: Readonly<Record<string, unknown>>, path: Path, run: Run): Slot {
  const slot = openSlot(plan, representation, writeKnown(plan, representation, path, run), path);
  if (plan.steps.length > 0) wait(plan, slot, run);
  return slot;
}

function typenameOf(representation: unknown): string | undefined {
  const typeName = isObject(representation) ? ownValue(representation, "__typename") : undefined;
  return typeof typeName === "string" ? typeName : undefined;
}

/** What representations have, all together. Inside its fields one that lacks something does not get a plan of its own. */
function givenTree(values: readonly unknown[]): KeyTree {
  const tree = new Map<string, KeyTree>();
  const inner = new Map<string, unknown[]>();
  for (const value of values) {
    if (Array.isArray(value)) {
      for (const [key, each] of givenTree(value)) tree.set(key, mergeTrees(tree.get(key) ?? new Map(), each));
    }
    if (!isObject(value)) continue;
    for (const key of Object.keys(value)) {
      if (key === "__typename") continue;
      const member = value[key];
      if (!tree.has(key)) tree.set(key, leaf);
      if (typeof member !== "object" || member === null) continue;
      const members = inner.get(key);
      if (members) members.push(member);
      else inner.set(key, [member]);
    }
  }
  for (const [key, members] of inner) tree.set(key, givenTree(members));
  return tree;
}

const leaf: KeyTree = new Map();
