/**
 * Relations that names let guess, beside an entity `Customer` that is known by its `id`:
 *
 *     customerId: "7"        customerIds: ["7", "8"]        customer: { id: "7" }        customers: [{ id: "7" }]
 *
 * Each is proposed in a comment with its reason, or written where guesses are accepted.
 */
import type { AcceptedGuesses } from "./accepted-guesses.ts";
import type { ConnectedField } from "./connected-field.ts";
import { keyText, waysTo, type Entity } from "./entity.ts";
import type { OperationTypes } from "./find-entities.ts";
import type { ObjectField, ObjectType, TypeRef } from "./model.ts";
import { plural } from "./name-operations.ts";
import { typeKey } from "./name-types.ts";
import type { ReadContext } from "./read-operations.ts";
import { schemaType } from "./schema-keywords.ts";
import { singularLast, wordsOf } from "./words.ts";

interface RelationGuess {
  readonly owner: ObjectType;
  readonly field: ObjectField;
  /** What the relation would be called. */
  readonly name: string;
  readonly isList: boolean;
  /** The field is an object, and the key inside it at this key of its JSON. */
  readonly inside?: string;
  readonly target: Entity<OperationTypes>;
}

interface KnownTypes {
  readonly types: readonly ObjectType[];
  readonly entities: readonly Entity<OperationTypes>[];
  readonly connected: readonly Pick<ConnectedField, "owner" | "name">[];
}

/** Writes relations as fields where they are accepted, or proposes them in comments. */
export function relate(known: KnownTypes, guesses: AcceptedGuesses, context: Pick<ReadContext, "resolver">): void {
  for (const guess of guessRelations(known, context)) {
    const { owner, field, name, isList, inside, target } = guess;
    const { type } = target;
    const key = keyText(target);
    if (guesses.takes(`${typeKey(owner)} ${field.wire}`)) {
      addReference(owner, { name, field, key, type, isList, ...(inside !== undefined && { inside }) });
      continue;
    }
    const place = inside === undefined ? field.name : `${field.name}.${inside}`;
    const seems = isList ? "list" : "be";
    owner.proposals.push(
      `Proposed: \`${name}: ${isList ? `[${type.name}!]` : type.name}\`, as \`${place}\` seems to ${seems} the ${key} of ${waysTo(target)}. --accept writes it.`,
    );
  }
}

export interface Reference {
  readonly name: string;
  /** Where the key is. */
  readonly field: ObjectField;
  readonly key: string;
  readonly type: ObjectType;
  readonly isList?: boolean;
  readonly inside?: string;
}

/** A field that names an entity, by the value that another field has. One that is nothing but the key becomes the reference. */
export function addReference(owner: ObjectType, { name, field, key, type, isList = false, inside }: Reference): void {
  const one: TypeRef = { kind: "object", type, nullable: !isList };
  const reference: ObjectField = {
    wire: field.wire,
    name,
    type: isList ? { kind: "list", item: one, nullable: true } : one,
    required: false,
    description: inside === undefined ? undefined : field.description,
    deprecated: false,
    isFile: false,
    referenceBy: key,
    ...(inside !== undefined && { referenceInside: inside }),
  };
  owner.fields =
    name === field.name
      ? owner.fields.map((each) => (each === field ? reference : each))
      : [...owner.fields, reference];
}

function guessRelations(
  { types, entities, connected }: KnownTypes,
  context: Pick<ReadContext, "resolver">,
): RelationGuess[] {
  const single = entities.filter(({ keys }) => keys.length === 1);
  const byName = new Map(single.map((entity) => [entity.type.name.toLowerCase(), entity]));
  return types.flatMap((owner) => {
    if (owner.direction === "input" || tellsOfDeletion(owner)) return [];
    const taken = new Set([
      ...owner.fields.map(({ name }) => name),
      ...connected.flatMap((each) => (each.owner === owner ? [each.name] : [])),
    ]);
    const related = new Set(owner.fields.flatMap(({ wire, referenceBy }) => (referenceBy === undefined ? [] : [wire])));
    return owner.fields.flatMap((field): RelationGuess[] => {
      const guess = byKey(field, byName) ?? byObject(field, byName);
      if (!guess || guess.target.type === owner || related.has(field.wire)) return [];
      if (guess.name !== field.name && taken.has(guess.name)) return [];
      if (guess.inside === undefined && !isSameJson(field.type, guess.target, context)) return [];
      return [{ owner, field, ...guess }];
    });
  });
}

type Guess = Omit<RelationGuess, "owner" | "field">;

/** `customerId`, `customer_ids` */
function byKey({ name, type }: ObjectField, byName: ReadonlyMap<string, Entity<OperationTypes>>): Guess | undefined {
  const isList = type.kind === "list";
  const [, base] = (isList ? /^(\w+?)(?:_ids|Ids|IDs|IDS)$/ : /^(\w+?)(?:_id|Id|ID)$/).exec(name) ?? [];
  const target = base === undefined ? undefined : byName.get(wordsOf(base).join("").toLowerCase());
  if (base === undefined || !target || !isKey(isList ? type.item : type)) return undefined;
  return { name: isList ? plural(base) : base, isList, target };
}

/** `customer: { id }`, where there is nothing else in it. */
function byObject({ name, type }: ObjectField, byName: ReadonlyMap<string, Entity<OperationTypes>>): Guess | undefined {
  const isList = type.kind === "list";
  const object = isList ? type.item : type;
  if (object.kind !== "object") return undefined;
  const words = isList ? singularLast(wordsOf(name)) : wordsOf(name);
  const target = byName.get(words.join("").toLowerCase());
  const [only, more] = object.type.fields;
  if (!target || !only || more || only.wire !== target.keys[0]?.wire || !isKey(only.type)) return undefined;
  return { name, isList, inside: only.wire, target };
}

function isKey(type: TypeRef): boolean {
  return type.kind === "scalar" && type.name !== "JSON" && type.name !== "Boolean" && type.name !== "Float";
}

/** A number is no key that is a text, nor the other way round: `key_id` of a GPG key is not the `id` of GitHub's keys. */
function isSameJson(
  type: TypeRef,
  { reader, batch }: Entity<OperationTypes>,
  { resolver }: Pick<ReadContext, "resolver">,
): boolean {
  const single = type.kind === "list" ? type.item : type;
  const schema = reader?.keys[0]?.parameter.schema;
  const value = schema && !batch ? resolver.object(schema)?.value : undefined;
  const wanted = value && schemaType(value);
  if (single.kind !== "scalar" || wanted === undefined) return true;
  const isNumber = single.name === "Int" || single.name === "BigInt";
  return single.name === "ID" || isNumber === (wanted === "integer" || wanted === "number");
}

/** What it names is not there any more. */
function tellsOfDeletion({ name, fields }: ObjectType): boolean {
  const words = wordsOf(name).map((word) => word.toLowerCase());
  const isNamed = /^deleted?$/.test(words[0] ?? "") || words.at(-1) === "deleted";
  return (
    isNamed ||
    fields.some(
      ({ wire, type }) => wire === "deleted" && type.kind === "scalar" && type.name === "Boolean" && fields.length <= 3,
    )
  );
}
