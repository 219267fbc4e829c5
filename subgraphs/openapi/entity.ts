import type { BatchCandidate } from "./find-batches.ts";
import type { EntityCandidate, OperationTypes } from "./find-entities.ts";
import type { ObjectField, ObjectType } from "./model.ts";

/** A type that can be referred to, and what finds it. */
export interface Entity<Item> {
  readonly type: ObjectType;
  readonly keys: readonly ObjectField[];
  readonly reader?: EntityCandidate<Item>;
  /** Many at once; where there is one, the reader is left to its root field. */
  readonly batch?: BatchCandidate;
}

/** One for each type at most: by lists that can be asked for by keys, else by the shortest path to it. */
export function chooseEntities<Item extends OperationTypes>(
  readers: readonly EntityCandidate<Item>[],
  batches: readonly BatchCandidate[],
): Entity<Item>[] {
  const found = new Map<ObjectType, EntityCandidate<Item>>();
  for (const candidate of readers) {
    const before = found.get(candidate.type);
    if (!before || rankOf(candidate) < rankOf(before)) found.set(candidate.type, candidate);
  }
  const batchOf = new Map(batches.map((batch) => [batch.type, batch]));
  const types = new Set([...found.keys(), ...batchOf.keys()]);
  return [...types].map((type): Entity<Item> => {
    const [reader, batch] = [found.get(type), batchOf.get(type)];
    const keys = batch ? [batch.key] : (reader?.keys.map(({ field }) => field) ?? []);
    return { type, keys, ...(reader && { reader }), ...(batch && { batch }) };
  });
}

/** The field set of its `@key`. */
export function keyText({ keys }: Entity<unknown>): string {
  return keys.map(({ name }) => name).join(" ");
}

/** `GET /customers/{id}`: how it is found. */
export function waysTo({ reader, batch }: Entity<OperationTypes>): string {
  const { method, path } = (batch?.item ?? reader?.item)?.named.operation ?? { method: "GET", path: "" };
  return `${method} ${path}`;
}

function rankOf({ byField, keys, item }: EntityCandidate<OperationTypes>): number {
  return keys.length * 100_000 + (byField ? 0 : 10_000) + item.named.operation.path.length;
}
