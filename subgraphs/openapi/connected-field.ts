/** A field of a type that an operation of its own answers, given what the object holds. */
import { assignNames } from "./assign-names.ts";
import type { ObjectField, ObjectType } from "./model.ts";
import { operationKey } from "./name-operations.ts";
import { typeKey } from "./name-types.ts";
import type { Parameter } from "./operation.ts";
import type { TypedOperation } from "./type-operation.ts";
import { isName } from "./words.ts";

export interface ConnectedField {
  readonly owner: ObjectType;
  readonly item: TypedOperation;
  /** Where the object has the values of parameters: `id`, `owner.name`. Other parameters are arguments. */
  readonly given: ReadonlyMap<Parameter, string>;
  /** Where the value of one field is the key of an entity, which then resolves it. */
  readonly reference?: { readonly field: ObjectField; readonly key: string };
  /** Names, best first. */
  readonly wishes: readonly string[];
  name: string;
}

/**
 * A field that the object has itself keeps its name, unless an earlier import gave that name to a field of ours: then
 * clients ask for it, and the new property gets another one.
 *
 * @param locked  Names of an earlier import, by `connectedKey`.
 */
export function nameConnectedFields(fields: readonly ConnectedField[], locked: Readonly<Record<string, string>>): void {
  for (const [owner, own] of byOwner(fields)) {
    const wishes = own.map((item) => ({
      item,
      candidates: [...new Set(item.wishes.map(legalName))].filter(isName),
      rank: 0,
      identity: connectedKey(item),
      locked: Object.hasOwn(locked, connectedKey(item)) ? locked[connectedKey(item)] : undefined,
    }));
    const kept = new Set(wishes.flatMap((wish) => wish.locked ?? []));
    owner.fields = owner.fields.map((field) =>
      kept.has(field.name) ? { ...field, name: `${field.name}Value` } : field,
    );
    assignNames(wishes, new Set(owner.fields.map(({ name }) => name)), (item, name) => void (item.name = name));
  }
}

/** What a field is known by from one import to the next. */
export function connectedKey({ owner, item }: ConnectedField): string {
  return `${operationKey(item.named.operation)} of ${typeKey(owner)}`;
}

export function byOwner<Field extends { readonly owner: ObjectType }>(
  fields: readonly Field[],
): ReadonlyMap<ObjectType, readonly Field[]> {
  const groups = new Map<ObjectType, Field[]>();
  for (const field of fields) {
    const group = groups.get(field.owner);
    if (group) group.push(field);
    else groups.set(field.owner, [field]);
  }
  return groups;
}

function legalName(name: string): string {
  return /^\d/.test(name) ? `_${name}` : name;
}
