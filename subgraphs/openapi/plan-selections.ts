/**
 * What each operation selects of its answer. Types refer to each other without end, so selections are cut: breadth first,
 * at a depth, at a number of entries, and where a type comes back on its own path a second time. From there on the mapping
 * of the type goes on, which is written once.
 */
import {
  isAbstract,
  possibleTypes,
  type AbstractType,
  type ObjectField,
  type ObjectType,
  type TypeRef,
} from "./model.ts";

export interface ObjectSelection {
  readonly kind: "object";
  readonly type: ObjectType;
  readonly entries: Map<ObjectField, FieldSelection>;
}

export interface AbstractSelection {
  readonly kind: "abstract";
  readonly type: AbstractType;
  /** For each type that it can be. */
  readonly objects: ReadonlyMap<ObjectType, ObjectSelection>;
}

export type FieldSelection =
  | { readonly kind: "leaf" }
  /** An object whose fields are left to the `@mapping` of its type. */
  | { readonly kind: "open" }
  | ObjectSelection
  | AbstractSelection;

export interface SelectionLimits {
  /** Most entries of one selection. */
  readonly entries: number;
  /** Most objects inside each other. */
  readonly depth: number;
}

const leaf: FieldSelection = { kind: "leaf" };
const mostMembers = 40;

/**
 * One for each answer, in order.
 *
 * @param options.portable  Without `@mapping`: a field that no selection reaches becomes `JSON` and is taken whole; one that
 *   only some reach is nullable.
 * @param options.most  Entries of all selections together: where they would be more, the longest ones are cut shorter.
 */
export function planSelections(
  answers: readonly TypeRef[],
  limits: SelectionLimits,
  { most, portable }: { readonly most: number; readonly portable: boolean },
): FieldSelection[] {
  const planned = answers.map((answer) => planOne(answer, limits));
  const sizes = planned.map(({ size }) => size);
  const entries = fittingLimit(sizes, limits.entries, most);
  const selections = planned.map(({ selection, size }, index) => {
    const answer = answers[index];
    return size <= entries || !answer ? selection : planOne(answer, { ...limits, entries }).selection;
  });
  if (portable) settle(selections);
  else openCuts(selections);
  return selections;
}

/** Where a selection is cut, the types go on by themselves. */
function openCuts(roots: readonly FieldSelection[]): void {
  const visit = (selection: FieldSelection): void => {
    if (selection.kind === "abstract") for (const inner of selection.objects.values()) visit(inner);
    if (selection.kind !== "object") return;
    for (const field of selection.type.fields) {
      const inner = selection.entries.get(field);
      if (inner) visit(inner);
      else selection.entries.set(field, open);
    }
  };
  roots.forEach(visit);
}

const open: FieldSelection = { kind: "open" };
const shortest = 24;

/** The largest limit under which all selections together stay within `most`. */
function fittingLimit(sizes: readonly number[], limit: number, most: number): number {
  const total = (entries: number): number => sizes.reduce((sum, size) => sum + Math.min(size, entries), 0);
  let [low, high] = [shortest, limit];
  if (total(high) <= most) return high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (total(middle) <= most) low = middle;
    else high = middle;
  }
  return low;
}

interface Open {
  readonly selection: ObjectSelection;
  /** Types on the way, the own one included. */
  readonly path: readonly ObjectType[];
  /** Takes the selection out again where there is no room for it. */
  readonly cut: () => void;
}

function planOne(answer: TypeRef, limits: SelectionLimits): { selection: FieldSelection; size: number } {
  let room = limits.entries;
  const queue: Open[] = [];
  const begin = (type: ObjectType, path: readonly ObjectType[], cut: () => void): ObjectSelection => {
    const selection: ObjectSelection = { kind: "object", type, entries: new Map() };
    queue.push({ selection, path: [...path, type], cut });
    return selection;
  };
  const start = (ref: TypeRef, path: readonly ObjectType[], cut: () => void): FieldSelection => {
    const named = innermost(ref);
    if (named.kind === "object") return begin(named.type, path, cut);
    if (!isAbstract(named)) return leaf;
    const types = possibleTypes(named.type);
    room -= types.length;
    // A member that is cut keeps its `__typename`.
    const objects = new Map(types.map((type) => [type, begin(type, path, () => undefined)]));
    return { kind: "abstract", type: named.type, objects };
  };

  const root = start(answer, [], () => undefined);
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { selection, path, cut } = next;
    const fields = selection.type.fields;
    const isRoot = path.length === 1;
    if (!isRoot && (path.length > limits.depth || fields.length > room)) {
      cut();
      continue;
    }
    room -= fields.length;
    for (const field of fields) {
      const named = innermost(field.type);
      if (field.referenceBy !== undefined) {
        selection.entries.set(field, leaf);
        continue;
      }
      if (named.kind === "object" && path.filter((type) => type === named.type).length > 1) continue;
      if (isAbstract(named) && (isWide(named.type, path) || path.length >= limits.depth)) continue;
      selection.entries.set(
        field,
        start(field.type, path, () => void selection.entries.delete(field)),
      );
    }
  }
  return { selection: root, size: limits.entries - room };
}

/** Each member would be written out in each. */
function isWide(type: AbstractType, path: readonly ObjectType[]): boolean {
  return type.members.length > mostMembers || possibleTypes(type).some((member) => path.includes(member));
}

export function innermost(ref: TypeRef): Exclude<TypeRef, { kind: "list" }> {
  return ref.kind === "list" ? innermost(ref.item) : ref;
}

/** Until nothing changes: what is empty is cut too, and what is cut everywhere becomes a leaf. */
function settle(roots: readonly FieldSelection[]): void {
  for (;;) {
    const selected = new Set<ObjectField>();
    const missing = new Set<ObjectField>();
    let changed = false;
    const visit = (selection: FieldSelection): void => {
      if (selection.kind === "leaf" || selection.kind === "open") return;
      if (selection.kind === "abstract") {
        selection.objects.forEach(visit);
        return;
      }
      for (const field of selection.type.fields) {
        const inner = selection.entries.get(field);
        if (!inner) {
          missing.add(field);
          continue;
        }
        visit(inner);
        if (inner.kind === "object" && inner.entries.size === 0) {
          selection.entries.delete(field);
          changed = true;
          missing.add(field);
        } else selected.add(field);
      }
    };
    roots.forEach(visit);
    if (changed) continue;
    for (const field of missing) {
      if (selected.has(field)) field.type = { ...field.type, nullable: true };
      else {
        field.type = { kind: "scalar", name: "JSON", nullable: true };
        changed = true;
      }
    }
    if (!changed) return;
    const addLeaves = (selection: FieldSelection): void => {
      if (selection.kind === "leaf" || selection.kind === "open") return;
      if (selection.kind === "abstract") {
        selection.objects.forEach(addLeaves);
        return;
      }
      for (const field of selection.type.fields) {
        const inner = selection.entries.get(field);
        if (inner) addLeaves(inner);
        else if (missing.has(field) && !selected.has(field)) selection.entries.set(field, leaf);
      }
    };
    roots.forEach(addLeaves);
  }
}
