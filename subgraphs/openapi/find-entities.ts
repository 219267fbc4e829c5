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
  /** Of what the path asks for, each in the type itself. */
  readonly keys: readonly EntityKey[];
  /** Whether the root field can resolve references itself: it has no argument but the keys, under their names. */
  readonly byField: boolean;
}

export interface EntityKey {
  readonly field: ObjectField;
  readonly parameter: Parameter;
}

export interface OperationTypes {
  readonly named: NamedOperation;
  readonly parameters: readonly { readonly parameter: Parameter; readonly type: TypeRef }[];
  readonly answer: TypeRef;
}

/**
 * All operations that read one thing by what it holds itself; several may read the same. A field that is asked for as an
 * `ID` becomes one.
 *
 * @param members  Types that share fields with an interface, whose types have to stay those of the interface.
 */
export function findReaders<Item extends OperationTypes>(
  items: readonly Item[],
  members: ReadonlySet<ObjectType>,
): EntityCandidate<Item>[] {
  return items.flatMap((item) => entityOf(item, members) ?? []);
}

function entityOf<Item extends OperationTypes>(
  item: Item,
  members: ReadonlySet<ObjectType>,
): EntityCandidate<Item> | undefined {
  const { named, parameters, answer } = item;
  const { operation } = named;
  // A type of one operation alone is nothing that others would refer to by this name.
  if (operation.method !== "GET" || answer.kind !== "object" || answer.type.origin.kind !== "component")
    return undefined;
  const { type } = answer;
  const required = parameters.filter(({ parameter }) => parameter.required);
  const last = required.find(({ parameter }) => isLast(operation.path, parameter));
  if (!last || required.some(({ parameter }) => parameter.in !== "path")) return undefined;
  const keys = required.flatMap((each): EntityKey[] => {
    const { parameter } = each;
    const field = each === last ? keyField(type, parameter, operation.path) : fieldOfWords(type, parameter.name);
    const isKey = field?.type.kind === "scalar" && field.type.name !== "JSON" && each.type.kind === "scalar";
    return isKey ? [{ field, parameter }] : [];
  });
  if (keys.length < required.length || new Set(keys.map(({ field }) => field)).size < keys.length) return undefined;
  const typeOf = new Map(parameters.map((each) => [each.parameter, each.type]));
  for (const { field, parameter } of keys) {
    const asked = typeOf.get(parameter);
    const isIdentifier = asked?.kind === "scalar" && asked.name === "ID" && !members.has(type);
    if (isIdentifier && isWrittenAsText(field.type)) field.type = { ...field.type, name: "ID" };
  }
  return {
    item,
    type,
    keys,
    byField:
      parameters.length === keys.length &&
      keys.every(
        ({ field, parameter }) => field.name === parameter.name && sameScalar(field.type, typeOf.get(parameter)),
      ),
  };
}

/** As an `ID` is, whatever it is in JSON. */
function isWrittenAsText(type: TypeRef): type is Extract<TypeRef, { kind: "scalar" }> {
  return type.kind === "scalar" && (type.name === "String" || type.name === "Int" || type.name === "BigInt");
}

function isLast(path: string, { name, in: place }: Parameter): boolean {
  return place === "path" && withoutExtension(path).endsWith(`/{${name}}`);
}

/** `/calls/{sid}.json` */
export function withoutExtension(path: string): string {
  return path.replace(/\.json$/, "");
}

function sameScalar(one: TypeRef, other: TypeRef | undefined): boolean {
  return one.kind === "scalar" && other?.kind === "scalar" && one.name === other.name;
}

/** `{username}` is the field `username`; `{petId}` of `/pets` is the `id`. */
function keyField(type: ObjectType, { name }: Parameter, path: string): ObjectField | undefined {
  const same = type.fields.find((field) => field.wire === name) ?? fieldOfWords(type, name);
  if (same) return same;
  const words = lowerWords(name);
  if (words.at(-1) !== "id") return undefined;
  const owner = words.slice(0, -1).join(" ");
  const segment = lowerWords(withoutExtension(path).split("/").at(-2) ?? "");
  const last = segment.at(-1);
  const owners = [
    "",
    lowerWords(type.name).join(" "),
    ...(last === undefined ? [] : [[...segment.slice(0, -1), singular(last)].join(" "), singular(last)]),
  ];
  return owners.includes(owner) ? type.fields.find((field) => field.wire === "id") : undefined;
}

/** `{AccountSid}` is `account_sid`. */
function fieldOfWords(type: ObjectType, name: string): ObjectField | undefined {
  const words = lowerWords(name).join(" ");
  const same = type.fields.filter((field) => lowerWords(field.wire).join(" ") === words);
  return same.length === 1 ? same[0] : undefined;
}

function lowerWords(text: string): string[] {
  return wordsOf(text).map((word) => word.toLowerCase());
}
