import { unknown, type FieldValue, type Value } from "./value.ts";

/** More alternatives than that, and what each of them has is taken together. */
const mostAlternatives = 64;

/** Two entries of a selection as one value: their fields together, the later winning. */
export function mergeValues(a: Value, b: Value): Value {
  const left = membersOf(a);
  const right = membersOf(b);
  if (left.length * right.length > mostAlternatives) return mergeAll([...left, ...right]);
  if (left.length === 1 && right.length === 1) return mergeTwo(a, b);
  const members = left.flatMap((one) => right.map((other) => mergeTwo(one, other)));
  const match = (b.kind === "oneOf" ? b.match : undefined) ?? (a.kind === "oneOf" ? a.match : undefined);
  return { kind: "oneOf", members, ...(match && { match }) };
}

function membersOf(value: Value): readonly Value[] {
  return value.kind === "oneOf" ? value.members.flatMap(membersOf) : [value];
}

function mergeAll(values: readonly Value[]): Value {
  const [first = unknown, ...rest] = values;
  return rest.reduce<Value>(mergeTwo, first);
}

function mergeTwo(a: Value, b: Value): Value {
  // Null takes the whole object away.
  if (a.kind === "null" || b.kind === "null") return { kind: "null" };
  if (a.kind !== "object") return b;
  if (b.kind !== "object") return { ...a, isOpen: true };
  const fields = new Map<string, FieldValue>(a.fields);
  for (const [name, field] of b.fields) {
    const before = fields.get(name);
    const bothObjects = before?.value.kind === "object" && field.value.kind === "object";
    fields.set(name, before && bothObjects ? { ...field, value: mergeTwo(before.value, field.value) } : field);
  }
  const base = a.base ?? b.base;
  const merged = [...(a.merged ?? []), ...(b.merged ?? [])];
  return {
    kind: "object",
    fields,
    isOpen: a.isOpen || b.isOpen,
    ...(merged.length > 0 && { merged }),
    ...(base && { base }),
  };
}
