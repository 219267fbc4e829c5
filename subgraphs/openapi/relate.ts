/** Relations that names let guess: `customerId` beside an entity `Customer` that is known by its `id`. */
import type { ConnectedField } from "./connected-field.ts";
import { keyText, waysTo, type Entity, type OperationTypes } from "./find-entities.ts";
import type { ObjectField, ObjectType } from "./model.ts";
import { wordsOf } from "./words.ts";

interface RelationGuess {
  readonly owner: ObjectType;
  readonly field: ObjectField;
  /** What the relation would be called. */
  readonly name: string;
  readonly target: Entity<OperationTypes>;
}

interface KnownTypes {
  readonly types: readonly ObjectType[];
  readonly entities: readonly Entity<OperationTypes>[];
  readonly connected: readonly Pick<ConnectedField, "owner" | "name">[];
}

/** Writes relations as fields where they are accepted, or proposes them in comments. */
export function relate(known: KnownTypes, accept: boolean): void {
  for (const { owner, field, name, target } of guessRelations(known)) {
    const { type } = target;
    const key = keyText(target);
    if (!accept) {
      owner.proposals.push(
        `Proposed: \`${name}: ${type.name}\`, as \`${field.name}\` seems to be the ${key} of ${waysTo(target)}. --accept writes it.`,
      );
      continue;
    }
    addReference(owner, { name, field, key, type });
  }
}

/** A field that names an entity, by the value that another field has. */
export function addReference(
  owner: ObjectType,
  { name, field, key, type }: { name: string; field: ObjectField; key: string; type: ObjectType },
): void {
  owner.fields.push({
    wire: field.wire,
    name,
    type: { kind: "object", type, nullable: true },
    required: false,
    description: undefined,
    deprecated: false,
    isFile: false,
    referenceBy: key,
  });
}

function guessRelations({ types, entities, connected }: KnownTypes): RelationGuess[] {
  const single = entities.filter(({ keys }) => keys.length === 1);
  const byName = new Map(single.map((entity) => [entity.type.name.toLowerCase(), entity]));
  return types.flatMap((owner) => {
    if (owner.direction === "input") return [];
    const taken = new Set([
      ...owner.fields.map(({ name }) => name),
      ...connected.flatMap((each) => (each.owner === owner ? [each.name] : [])),
    ]);
    const related = new Set(owner.fields.flatMap(({ wire, referenceBy }) => (referenceBy === undefined ? [] : [wire])));
    return owner.fields.flatMap((field): RelationGuess[] => {
      const match = /^(\w+?)(?:_id|Id|ID)$/.exec(field.name);
      const name = match?.[1];
      const target = name === undefined ? undefined : byName.get(wordsOf(name).join("").toLowerCase());
      const isSingle = field.type.kind === "scalar" && field.type.name !== "JSON" && field.type.name !== "Boolean";
      if (name === undefined || !target || target.type === owner || taken.has(name) || !isSingle) return [];
      if (related.has(field.wire)) return [];
      return [{ owner, field, name, target }];
    });
  });
}
