/** How the types of a document belong together, beside what lies inside what: what is certain is written, a guess is proposed. */
import { AcceptedGuesses } from "./accepted-guesses.ts";
import { nameConnectedFields, type ConnectedField } from "./connected-field.ts";
import { batchKey, findBatches, proposeBatches, type BatchCandidate } from "./find-batches.ts";
import { chooseEntities, keyText, waysTo, type Entity } from "./entity.ts";
import { findReaders } from "./find-entities.ts";
import { findLinks } from "./find-links.ts";
import { findSubResources } from "./find-sub-resources.ts";
import { addReference, relate } from "./relate.ts";
import type { NamedType, ObjectType } from "./model.ts";
import { operationKey } from "./name-operations.ts";
import { innermost } from "./plan-selections.ts";
import type { ReadContext } from "./read-operations.ts";
import { usedTypes } from "./used-types.ts";
import type { TypedOperation } from "./type-operation.ts";

export interface Relations {
  readonly entities: readonly Entity<TypedOperation>[];
  /** Fields that have connectors of their own. */
  readonly connected: readonly ConnectedField[];
  /** Guesses that were written. */
  readonly accepted: readonly string[];
}

export interface RelateOptions {
  readonly types: readonly ObjectType[];
  /** Write what is guessed. */
  readonly accept: boolean;
  /** Of an earlier import. */
  readonly names: { readonly fields?: Readonly<Record<string, string>>; readonly accepted?: readonly string[] };
}

/** Operations and types have their names. Adds keys, fields and proposals to the types. */
export function relateTypes(
  items: readonly TypedOperation[],
  { types, accept, names }: RelateOptions,
  context: ReadContext,
): Relations {
  const interfaces = usedTypes(items).filter((type) => type.kind === "interface");
  const readers = findReaders(items, new Set(interfaces.flatMap(({ members }) => members.map(({ type }) => type))));
  const batches = findBatches(items, readers, context);
  const guesses = new AcceptedGuesses({ all: accept, before: names.accepted });
  const isWritten = (batch: BatchCandidate): boolean => batch.doubt === undefined || guesses.takes(batchKey(batch));
  const written = batches.filter(isWritten);
  const entities = chooseEntities(readers, written);
  for (const entity of entities) entity.type.keys.push(keyText(entity));
  proposeBatches(batches.filter((batch) => !written.includes(batch)));

  const known = findSubResources(items, readers);
  const links = findLinks({ items, readers, entities }, context).filter(
    ({ owner, item }) => !known.some((each) => each.owner === owner && each.item === item),
  );
  const fields = [...known, ...links];
  nameConnectedFields(fields, names.fields ?? {});
  const connected = fields.filter(({ reference }) => reference === undefined);
  for (const { owner, name, item, reference } of fields) {
    if (reference && item.answer.kind === "object") addReference(owner, { ...reference, name, type: item.answer.type });
  }
  relate({ types, entities, connected }, guesses, context);
  return { entities, connected, accepted: guesses.written };
}

export interface ImportedRelation {
  /** `Artist.albums` */
  readonly field: string;
  /** `GET /artists/{id}/albums` */
  readonly operation: string;
}

/** @param used  The types that are written. */
export function relationsOf(used: readonly NamedType[], { connected, entities }: Relations): ImportedRelation[] {
  const entityOf = new Map(entities.map((entity) => [entity.type, entity]));
  const references = used.flatMap((type) =>
    (type.kind === "object" ? type.fields : []).flatMap((field): ImportedRelation[] => {
      const target = innermost(field.type);
      const entity =
        field.referenceBy !== undefined && target.kind === "object" ? entityOf.get(target.type) : undefined;
      return entity ? [{ field: `${type.name}.${field.name}`, operation: waysTo(entity) }] : [];
    }),
  );
  return [
    ...connected.map(({ owner, name, item }) => ({
      field: `${owner.name}.${name}`,
      operation: operationKey(item.named.operation),
    })),
    ...references,
  ];
}
