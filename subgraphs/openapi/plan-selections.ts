/**
 * What each operation selects of its answer. Types refer to each other without end, so selections are cut: breadth first,
 * at a depth, at a number of entries, and where a type comes back on its own path a second time. A field that no selection
 * reaches becomes `JSON` and is taken whole; one that only some reach is nullable.
 */
import type { ObjectField, ObjectType, TypeRef, UnionMember } from "./model.ts";

export interface ObjectSelection {
  readonly kind: "object";
  readonly type: ObjectType;
  readonly entries: Map<ObjectField, FieldSelection>;
}

export interface UnionSelection {
  readonly kind: "union";
  readonly property: string;
  readonly members: readonly { readonly member: UnionMember; readonly selection: ObjectSelection }[];
}

export type FieldSelection = { readonly kind: "leaf" } | ObjectSelection | UnionSelection;

export interface SelectionLimits {
  /** Most entries of one selection. */
  readonly entries: number;
  /** Most objects inside each other. */
  readonly depth: number;
}

const leaf: FieldSelection = { kind: "leaf" };
const mostUnionMembers = 40;

/** One for each answer, in order. Changes the types of fields that are cut. */
export function planSelections(answers: readonly TypeRef[], limits: SelectionLimits): FieldSelection[] {
  const selections = answers.map((answer) => planOne(answer, limits));
  settle(selections);
  return selections;
}

interface Open {
  readonly selection: ObjectSelection;
  /** Types on the way, the own one included. */
  readonly path: readonly ObjectType[];
  /** Takes the selection out again where there is no room for it. */
  readonly cut: () => void;
}

function planOne(answer: TypeRef, limits: SelectionLimits): FieldSelection {
  let room = limits.entries;
  const queue: Open[] = [];
  const open = (type: ObjectType, path: readonly ObjectType[], cut: () => void): ObjectSelection => {
    const selection: ObjectSelection = { kind: "object", type, entries: new Map() };
    queue.push({ selection, path: [...path, type], cut });
    return selection;
  };
  const start = (ref: TypeRef, path: readonly ObjectType[], cut: () => void): FieldSelection => {
    const named = innermost(ref);
    if (named.kind === "object") return open(named.type, path, cut);
    if (named.kind !== "union") return leaf;
    room -= named.type.members.length;
    return {
      kind: "union",
      property: named.type.property,
      // A member that is cut keeps its `__typename`.
      members: named.type.members.map((member) => ({ member, selection: open(member.type, path, () => undefined) })),
    };
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
      if (named.kind === "object" && path.filter((type) => type === named.type).length > 1) continue;
      if (named.kind === "union" && (named.type.members.length > mostUnionMembers || path.length >= limits.depth))
        continue;
      selection.entries.set(
        field,
        start(field.type, path, () => void selection.entries.delete(field)),
      );
    }
  }
  return root;
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
      if (selection.kind === "leaf") return;
      if (selection.kind === "union") {
        for (const { selection: inner } of selection.members) visit(inner);
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
      if (selection.kind === "leaf") return;
      if (selection.kind === "union") {
        for (const { selection: inner } of selection.members) addLeaves(inner);
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
