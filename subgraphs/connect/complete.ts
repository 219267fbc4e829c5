/**
 * Values as their GraphQL types want them, compiled per field of a fetch. Coercion is that of graphql-js' result
 * coercion; a value that cannot be coerced is null with an error at its path. A null or missing value is null without
 * one: only the gateway knows which nulls the client's schema allows.
 * Spec: https://spec.graphql.org/draft/#sec-Value-Completion
 */
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLEnumType,
  type GraphQLOutputType,
  type GraphQLScalarType,
} from "graphql";
import { isObject, kindOf, ownValue } from "../mapping/json.ts";
import type { Complete, ObjectPlan, Path, Place, PlannedField, ReferenceRule, Run, Slot } from "./fetch-plan.ts";
import { jsonSafe } from "./json-safe.ts";
import { reportError } from "./report-error.ts";

/** @param place  For fields of composite type. */
export function compileComplete(type: GraphQLOutputType, coordinate: string, place: Place | undefined): Complete {
  if (isNonNullType(type)) return compileComplete(type.ofType, coordinate, place);
  if (isListType(type)) return completeList(compileComplete(type.ofType, coordinate, place), coordinate);
  if (place) return completeObject(place, coordinate);
  if (isEnumType(type)) return completeEnum(type, coordinate);
  return isScalarType(type) ? completeScalar(type, coordinate) : (value) => jsonSafe(value) ?? null;
}

function completeList(complete: Complete, coordinate: string): Complete {
  return (value, prev, key, run) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return wrongKind(run, prev, key, coordinate, "a list", value);
    const path: Path = { prev, key };
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index += 1) items.push(complete(value[index], path, index, run));
    return items;
  };
}

function completeObject({ plans }: Place, coordinate: string): Complete {
  const only = plans.size === 1 ? [...plans.values()][0] : undefined;
  return (value, prev, key, run) => {
    if (value === null || value === undefined) return null;
    if (!isObject(value)) return wrongKind(run, prev, key, coordinate, "an object", value);
    if (only) return startObject(only, value, { prev, key }, run);
    const typeName = ownValue(value, "__typename");
    const plan = typeof typeName === "string" ? plans.get(typeName) : undefined;
    if (plan) return startObject(plan, value, { prev, key }, run);
    const message =
      typeof typeName === "string"
        ? `\`${coordinate}\`: the mapped \`__typename\` is not a type that this field can have.`
        : `\`${coordinate}\`: the mapped object has no \`__typename\`, so its type is not known.`;
    reportShape(run, prev, key, message);
    return null;
  };
}

/** Writes what is known of an object; if it needs calls for the rest, it is left pending with `run`. */
function startObject(
  plan: ObjectPlan,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  run: Run,
): Record<string, unknown> | null {
  // A reference to nothing: the owner's foreign key is null.
  if (plan.reference && isNullReference(plan.reference, value)) return null;
  const out = writeKnown(plan, value, path, run);
  if (plan.steps.length > 0) wait(plan, openSlot(plan, value, out, path), run);
  return out;
}

export function openSlot(
  plan: ObjectPlan,
  value: Readonly<Record<string, unknown>>,
  out: Record<string, unknown>,
  path: Path,
): Slot {
  return { known: [value], out, path, failures: undefined, found: plan.steps.length === 0 };
}

export function wait(plan: ObjectPlan, slot: Slot, run: Run): void {
  const pending = (run.pending ??= new Map<ObjectPlan, Slot[]>());
  const waiting = pending.get(plan);
  if (waiting) waiting.push(slot);
  else pending.set(plan, [slot]);
}

function isNullReference({ keys, isNullBy }: ReferenceRule, value: Readonly<Record<string, unknown>>): boolean {
  const isNull = (name: string): boolean => (ownValue(value, name) ?? null) === null;
  return isNullBy === "any" ? keys.some(isNull) : keys.every(isNull);
}

/** What the object itself has, in the order of the selection; what steps will bring is null for now. */
export function writeKnown(
  plan: ObjectPlan,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  run: Run,
): Record<string, unknown> {
  const out: Record<string, unknown> = plan.plainNames ? {} : (Object.create(null) as Record<string, unknown>);
  for (const entry of plan.layout) {
    switch (entry.kind) {
      case "typename":
        out[entry.responseName] = plan.typeName;
        break;
      case "known":
        out[entry.field.responseName] = completeField(entry.field, value, path, run);
        break;
      case "later":
        out[entry.responseName] = null;
        break;
      case "unresolved":
        out[entry.responseName] = null;
        reportUnresolved(run, path, entry.responseName, entry.coordinate);
        break;
      default:
        entry satisfies never;
    }
  }
  return out;
}

export function completeField(
  field: PlannedField,
  object: Readonly<Record<string, unknown>>,
  path: Path | undefined,
  run: Run,
): unknown {
  const value = field.isInherited ? ownValue(object, field.name) : object[field.name];
  return field.complete(value, path, field.responseName, run);
}

export function reportUnresolved(run: Run, prev: Path | undefined, key: string, coordinate: string): void {
  const message = `\`${coordinate}\`: no connector resolves this field here.`;
  reportError(run, prev, key, { message, extensions: { code: "CONNECTOR_UNRESOLVED_FIELD" } });
}

function completeScalar(type: GraphQLScalarType, coordinate: string): Complete {
  const coerce = coercions.get(type.name);
  // What a custom scalar holds is between the service and the client.
  if (!coerce) return (value) => jsonSafe(value) ?? null;
  const expected = `\`${type.name}\``;
  return (value, prev, key, run) => {
    if (value === null || value === undefined) return null;
    const coerced = coerce(value);
    return coerced === undefined ? wrongKind(run, prev, key, coordinate, expected, value, whyNoScalar(value)) : coerced;
  };
}

function completeEnum(type: GraphQLEnumType, coordinate: string): Complete {
  const names = new Set(type.getValues().map(({ name }) => name));
  return (value, prev, key, run) => {
    if (value === null || value === undefined) return null;
    if (typeof value === "string" && names.has(value)) return value;
    const found = typeof value === "string" ? "a string that is none of them" : undefined;
    return wrongKind(run, prev, key, coordinate, `a value of enum \`${type.name}\``, value, found);
  };
}

type Coerce = (value: unknown) => unknown;

const coercions: ReadonlyMap<string, Coerce> = new Map<string, Coerce>([
  [GraphQLString.name, (value) => (typeof value === "string" ? value : serialized(GraphQLString, value))],
  [GraphQLID.name, idText],
  [GraphQLInt.name, (value) => serialized(GraphQLInt, value)],
  [GraphQLFloat.name, (value) => serialized(GraphQLFloat, value)],
  [GraphQLBoolean.name, (value) => (typeof value === "boolean" ? value : serialized(GraphQLBoolean, value))],
]);

function idText(value: unknown): unknown {
  if (typeof value === "string") return value;
  return Number.isSafeInteger(value) ? String(value) : serialized(GraphQLID, value);
}

function serialized(type: GraphQLScalarType, value: unknown): unknown {
  if (typeof value === "bigint") {
    if (type === GraphQLString || type === GraphQLID) return value.toString();
    return type === GraphQLFloat ? Number(value) : undefined;
  }
  // graphql-js takes objects with a `valueOf` for scalars; JSON has none that mean it.
  if (typeof value === "object") return undefined;
  try {
    return type.serialize(value);
  } catch {
    return undefined;
  }
}

/** Of the scalars only `Int` and `ID` refuse numbers, and for no more than two reasons. */
function whyNoScalar(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isInteger(value)) return "a number with a fraction";
  return typeof value === "number" || typeof value === "bigint" ? "a number beyond 32 bits" : undefined;
}

/** @param found  What the value is, never the value itself: a body is not for clients. Default: its kind. */
function wrongKind(
  run: Run,
  prev: Path | undefined,
  key: string | number,
  coordinate: string,
  expected: string,
  value: unknown,
  found: string = kindWithArticle(value),
): null {
  reportShape(run, prev, key, `\`${coordinate}\`: expected ${expected}, but the mapped value is ${found}.`);
  return null;
}

function kindWithArticle(value: unknown): string {
  const kind = kindOf(value);
  return kind === "array" || kind === "object" ? `an ${kind}` : `a ${kind}`;
}

/** The name that connect v0.5 gives to this error; earlier versions leave a silent null. */
function reportShape(run: Run, prev: Path | undefined, key: string | number, message: string): void {
  reportError(run, prev, key, {
    message,
    extensions: { code: "CONNECTORS_RESPONSE_SHAPE", reason: "UPSTREAM_BAD_RESPONSE" },
  });
}
