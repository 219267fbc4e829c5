/**
 * Lists that can be asked for by keys resolve many references with one call.
 *
 *     GET /users?ids=1,2        type User @key(fields: "id") @connect(http: { GET: "/users", queryParams: "ids: $batch.id->joinNotNull(',')" }, ...)
 *
 * It is certain where the parameter is a list that is called as the key of what is listed, and no page can cut the answer short.
 */
import type { EntityCandidate } from "./find-entities.ts";
import { listAnswer, type ListAnswer } from "./list-answer.ts";
import type { ObjectField, ObjectType, TypeRef } from "./model.ts";
import { operationKey } from "./name-operations.ts";
import { typeKey } from "./name-types.ts";
import type { Parameter } from "./operation.ts";
import { descriptionOf, mostItems, pageSize, type PageSize } from "./paging.ts";
import type { ReadContext } from "./read-operations.ts";
import type { TypedOperation } from "./type-operation.ts";
import { singular, wordsOf } from "./words.ts";

export interface BatchCandidate {
  readonly item: TypedOperation;
  readonly type: ObjectType;
  readonly key: ObjectField;
  readonly parameter: Parameter;
  readonly list: ListAnswer;
  /** Keys of one call at most. */
  readonly maxSize?: number;
  /** The parameter that has to say how many items are asked for. */
  readonly sizedBy?: Parameter;
  /** The parameter is a text, of keys between commas. */
  readonly isText: boolean;
  /** Why it may be wrong. Absent where it is certain. */
  readonly doubt?: string;
}

/** One for each type at most, certain ones first. */
export function findBatches(
  items: readonly TypedOperation[],
  readers: readonly EntityCandidate<TypedOperation>[],
  context: Pick<ReadContext, "resolver">,
): BatchCandidate[] {
  const keys = new Map<ObjectType, ObjectField>();
  for (const { type, keys: parts } of readers) {
    const [only] = parts;
    if (only && parts.length === 1 && !keys.has(type)) keys.set(type, only.field);
  }
  const found = new Map<ObjectType, BatchCandidate>();
  for (const item of items) {
    const batch = batchOf(item, keys, context);
    const before = batch && found.get(batch.type);
    if (batch && (!before || (before.doubt !== undefined && batch.doubt === undefined))) found.set(batch.type, batch);
  }
  return [...found.values()];
}

/** What a guess of it is known by from one import to the next. */
export function batchKey({ type, item }: BatchCandidate): string {
  return `${typeKey(type)} by ${operationKey(item.named.operation)}`;
}

/** Writes those that may be wrong as comments. */
export function proposeBatches(batches: readonly BatchCandidate[]): void {
  for (const { type, key, parameter, item, doubt } of batches) {
    if (doubt === undefined) continue;
    const { method, path } = item.named.operation;
    type.proposals.push(
      `Proposed: find many at once by ${method} ${path}, whose \`${parameter.name}\` seems to take the ${key.name} of each; but ${doubt}. --accept writes it.`,
    );
  }
}

function batchOf(
  item: TypedOperation,
  keys: ReadonlyMap<ObjectType, ObjectField>,
  context: Pick<ReadContext, "resolver">,
): BatchCandidate | undefined {
  const { operation } = item.named;
  const list = listAnswer(item.answer);
  if (operation.method !== "GET" || list?.type.item.kind !== "object") return undefined;
  const { type } = list.type.item;
  const key = keys.get(type) ?? type.fields.find(({ wire }) => wire === "id");
  if (type.origin.kind !== "component" || !key || !isKey(key.type)) return undefined;
  const filter = item.parameters.find(({ parameter }) => parameter.in === "query" && namesKeys(parameter, key, type));
  if (!filter || item.parameters.some(({ parameter }) => parameter.required && parameter !== filter.parameter))
    return undefined;
  const { parameter } = filter;
  const described = descriptionOf(parameter, context);
  const isList = filter.type.kind === "list" && isKey(filter.type.item) && parameter.mediaType === undefined;
  const isText = filter.type.kind === "scalar" && filter.type.name === "String" && isOfMany(parameter, key, described);
  if (!isList && !isText) return undefined;
  const mostKeys = mostItems(parameter, context);
  const size = sizeOf(mostKeys, pageSize(item, context), list.isPaged);
  const doubt = isText ? "only its description says that it takes several" : size.doubt;
  const { maxSize, sizedBy } = size;
  return {
    item,
    type,
    key,
    parameter,
    list,
    isText,
    ...(maxSize !== undefined && { maxSize }),
    ...(sizedBy && { sizedBy }),
    ...(doubt !== undefined && { doubt }),
  };
}

/** How many keys fit into one call, so that the answer has all of them. */
function sizeOf(
  mostKeys: number | undefined,
  page: PageSize | undefined,
  isPaged: boolean,
): { maxSize?: number; sizedBy?: Parameter; doubt?: string } {
  const most = [mostKeys, page?.most].filter((each) => each !== undefined);
  if (most.length > 0) return { maxSize: Math.min(...most), ...(page && { sizedBy: page.parameter }) };
  if (page?.standard !== undefined) return { maxSize: page.standard };
  if (!page && !isPaged) return {};
  return {
    doubt: "the answer comes in pages, and nothing says how many fit into one",
    ...(page && { sizedBy: page.parameter }),
  };
}

function isKey(type: TypeRef): boolean {
  return type.kind === "scalar" && ["ID", "String", "Int", "BigInt"].includes(type.name);
}

/** `ids`, `id`, `userIds`, `user_ids[]` for the `id` of a `User`. */
function namesKeys({ name }: Parameter, key: ObjectField, type: ObjectType): boolean {
  const words = lowerWords(name);
  const keyWords = lowerWords(key.wire);
  const own = lowerWords(type.name);
  return [keyWords, [...own, ...keyWords]].some(
    (wanted) =>
      wanted.length === words.length &&
      wanted.every(
        (word, index) => word === words[index] || (index === words.length - 1 && isPlural(words[index], word)),
      ),
  );
}

function isPlural(word: string | undefined, of: string): boolean {
  return word === `${of}s` || (word !== undefined && singular(word) === of);
}

/** "A comma-separated list of ids" */
function isOfMany({ name }: Parameter, key: ObjectField, description: string): boolean {
  const isPluralName = lowerWords(name).at(-1) !== lowerWords(key.wire).at(-1);
  return isPluralName && /comma.{0,3}(?:separated|delimited)|separated by (?:a )?comma/i.test(description);
}

function lowerWords(text: string): string[] {
  return wordsOf(text).map((word) => word.toLowerCase());
}
