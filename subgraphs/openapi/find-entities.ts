/**
 * Which types other subgraphs can refer to: those that an operation reads by what the type itself holds.
 *
 *     GET /albums/{id}: Album { id title artistId }      type Album @key(fields: "id"), and the field says `entity: true`
 *
 * What is certain is found here to be written; what is guessed, by the name of a field, is to be proposed.
 */
import type { NamedOperation } from "./name-operations.ts";
import type { ObjectField, ObjectType, TypeRef } from "./model.ts";
import type { Parameter } from "./operation.ts";
import { singular, wordsOf } from "./words.ts";

export interface EntityCandidate<Item> {
  readonly item: Item;
  readonly type: ObjectType;
  readonly key: ObjectField;
  readonly parameter: Parameter;
  /** Whether the root field can resolve references itself: it has no argument but the key, under the key's name. */
  readonly byField: boolean;
}

export interface OperationTypes {
  readonly named: NamedOperation;
  readonly parameters: readonly { readonly parameter: Parameter; readonly type: TypeRef }[];
  readonly answer: TypeRef;
}

/** One for each type at most: the shortest path to it. */
export function findEntities<Item extends OperationTypes>(items: readonly Item[]): EntityCandidate<Item>[] {
  const found = new Map<ObjectType, EntityCandidate<Item>>();
  for (const item of items) {
    const candidate = entityOf(item);
    if (!candidate) continue;
    const before = found.get(candidate.type);
    if (!before || rankOf(candidate) < rankOf(before)) found.set(candidate.type, candidate);
  }
  return [...found.values()];
}

function rankOf({ byField, item }: EntityCandidate<OperationTypes>): number {
  return (byField ? 0 : 10_000) + item.named.operation.path.length;
}

function entityOf<Item extends OperationTypes>(item: Item): EntityCandidate<Item> | undefined {
  const { named, parameters, answer } = item;
  const { operation } = named;
  // A type of one operation alone is nothing that others would refer to by this name.
  if (operation.method !== "GET" || answer.kind !== "object" || answer.type.origin.kind !== "component")
    return undefined;
  const required = parameters.filter(({ parameter }) => parameter.required);
  const [only] = required;
  if (!only || required.length > 1) return undefined;
  const { parameter } = only;
  if (parameter.in !== "path" || !operation.path.endsWith(`/{${parameter.name}}`)) return undefined;
  const key = keyField(answer.type, parameter, operation.path);
  if (!key || key.type.kind !== "scalar" || key.type.name === "JSON" || only.type.kind !== "scalar") return undefined;
  const isSameType = only.type.name === key.type.name;
  return {
    item,
    type: answer.type,
    key,
    parameter,
    byField: parameters.length === 1 && key.name === parameter.name && isSameType,
  };
}

/** `{username}` is the field `username`; `{petId}` of `/pets` is the `id`. */
function keyField(type: ObjectType, { name }: Parameter, path: string): ObjectField | undefined {
  const same = type.fields.find((field) => field.wire === name);
  if (same) return same;
  const words = wordsOf(name).map((word) => word.toLowerCase());
  if (words.at(-1) !== "id") return undefined;
  const owner = words.slice(0, -1).join(" ");
  const segment = wordsOf(path.split("/").at(-2) ?? "").map((word) => word.toLowerCase());
  const last = segment.at(-1);
  const owners = [
    "",
    wordsOf(type.name === "" && type.origin.kind === "component" ? type.origin.text : type.name)
      .join(" ")
      .toLowerCase(),
    ...(last === undefined ? [] : [[...segment.slice(0, -1), singular(last)].join(" "), singular(last)]),
  ];
  return owners.includes(owner) ? type.fields.find((field) => field.wire === "id") : undefined;
}

export interface RelationGuess {
  readonly owner: ObjectType;
  readonly field: ObjectField;
  /** What the relation would be called. */
  readonly name: string;
  readonly target: EntityCandidate<OperationTypes>;
}

/** `customerId` beside an entity `Customer` that is known by its `id`. */
export function guessRelations(
  types: readonly ObjectType[],
  entities: readonly EntityCandidate<OperationTypes>[],
): RelationGuess[] {
  const byName = new Map(entities.map((entity) => [entity.type.name.toLowerCase(), entity]));
  return types.flatMap((owner) => {
    if (owner.direction === "input") return [];
    const taken = new Set(owner.fields.map(({ name }) => name));
    return owner.fields.flatMap((field): RelationGuess[] => {
      const match = /^(\w+?)(?:_id|Id|ID)$/.exec(field.name);
      const name = match?.[1];
      const target = name === undefined ? undefined : byName.get(wordsOf(name).join("").toLowerCase());
      const isSingle = field.type.kind === "scalar" && field.type.name !== "JSON" && field.type.name !== "Boolean";
      if (name === undefined || !target || target.type === owner || taken.has(name) || !isSingle) return [];
      return [{ owner, field, name, target }];
    });
  });
}
