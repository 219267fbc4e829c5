/**
 * Links of responses: what the document itself says about which answer leads to which operation.
 *
 *     /posts/{id}: get: responses: 200: links: author: { operationId: getUser, parameters: { id: $response.body#/authorId } }
 *
 * becomes `Post.author`: a reference where the operation finds an entity by its key, else a field with a connector of its own.
 * OpenAPI 3.1, section 4.8.20.
 */
import type { ConnectedField } from "./connected-field.ts";
import type { Entity } from "./entity.ts";
import type { EntityCandidate } from "./find-entities.ts";
import { objectAt, own, textAt, type JsonObject } from "./json.ts";
import type { ObjectField, ObjectType } from "./model.ts";
import type { Parameter } from "./operation.ts";
import { pointerKeys, pointerTo } from "./pointer.ts";
import type { ReadContext } from "./read-operations.ts";
import type { ObjectNode } from "./resolver.ts";
import type { TypedOperation } from "./type-operation.ts";
import { camelCase, wordsOf } from "./words.ts";

export interface KnownOperations {
  readonly items: readonly TypedOperation[];
  readonly readers: readonly EntityCandidate<TypedOperation>[];
  readonly entities: readonly Entity<TypedOperation>[];
}

/** A link that cannot be followed from what the answer holds is left out, and reported. */
export function findLinks(known: KnownOperations, context: ReadContext): ConnectedField[] {
  const found = new Map<string, ConnectedField>();
  for (const item of known.items) {
    for (const { name, link } of linksOf(item, context)) {
      const field = fieldOf({ item, name, link: link.value }, known);
      if (typeof field === "string") context.report.add("simplified", link.pointer, `${field}; this link is left out.`);
      else if (field) found.set(identityOf(field), found.get(identityOf(field)) ?? field);
    }
  }
  return [...found.values()];
}

/** Several operations may say the same of one type. */
function identityOf({ owner, item, given }: ConnectedField): string {
  return `${owner.pointer} ${item.named.operation.pointer} ${[...given.values()].join(" ")}`;
}

function linksOf({ named }: TypedOperation, { resolver }: ReadContext): { name: string; link: ObjectNode }[] {
  const { pointer, answer } = named.operation;
  const response = resolver.object({ value: { $ref: pointerTo(pointer, "responses", answer.status) }, pointer });
  const links = response && objectAt(response.value, "links");
  if (!links) return [];
  return Object.keys(links).flatMap((name) => {
    const link = resolver.object({ value: own(links, name), pointer: pointerTo(response.pointer, "links", name) });
    return link ? [{ name, link }] : [];
  });
}

interface Link {
  readonly item: TypedOperation;
  readonly name: string;
  readonly link: JsonObject;
}

/** `undefined` where there is nothing to add, a text where it cannot be. */
function fieldOf({ item, name, link }: Link, known: KnownOperations): ConnectedField | string | undefined {
  const target = targetOf(link, known.items);
  if (!target) return "Its operation is not one of those imported";
  if (target.named.operation.method !== "GET" || target === item || target.isEmpty) return undefined;
  if (item.answer.kind !== "object") return "An answer that is no object has no fields";
  const owner = item.answer.type;
  const given = new Map<Parameter, string>();
  for (const [key, value] of Object.entries(objectAt(link, "parameters") ?? {})) {
    const parameter = parameterOf(key, target);
    const path = typeof value === "string" ? pathOf(value, item, known.readers) : undefined;
    if (!parameter) return `\`${key}\` is no parameter of its operation`;
    if (path === undefined) return `\`${String(value)}\` is nothing that \`${owner.name}\` holds`;
    given.set(parameter, path);
  }
  if (given.size === 0) return "It says nothing that its operation could be asked with";
  const reference = referenceOf(owner, target, given, known.entities);
  if (reference?.key === reference?.field.name && target.answer.kind === "object" && target.answer.type === owner)
    return undefined;
  return {
    owner,
    item: target,
    given,
    wishes: wishesOf(name, owner, target),
    name: "",
    ...(reference && { reference }),
  };
}

function targetOf(link: JsonObject, items: readonly TypedOperation[]): TypedOperation | undefined {
  const id = textAt(link, "operationId");
  if (id !== undefined) return items.find(({ named }) => named.operation.operationId === id);
  const keys = pointerKeys((textAt(link, "operationRef") ?? "").replace(/^#/, ""));
  const [paths, path, method] = keys ?? [];
  if (paths !== "paths" || method === undefined) return undefined;
  return items.find(({ named }) => named.operation.path === path && named.operation.method === method.toUpperCase());
}

/** `id` or `path.id` */
function parameterOf(key: string, { parameters }: TypedOperation): Parameter | undefined {
  const [, place, name] = /^(path|query|header|cookie)\.(.+)$/.exec(key) ?? [];
  const qualified = parameters.find(({ parameter }) => parameter.in === place && parameter.name === name);
  return (qualified ?? parameters.find(({ parameter }) => parameter.name === key))?.parameter;
}

/** `$response.body#/owner/name` is `owner.name`; a value of the request is one of the answer where that is the key. */
function pathOf(
  expression: string,
  item: TypedOperation,
  readers: readonly EntityCandidate<TypedOperation>[],
): string | undefined {
  const text = /^\{(.*)\}$/.exec(expression)?.[1] ?? expression;
  const inPath = /^\$request\.path\.(.+)$/.exec(text)?.[1];
  if (inPath !== undefined) {
    const reader = readers.find((each) => each.item === item);
    return reader?.keys.find(({ parameter }) => parameter.name === inPath)?.field.name;
  }
  const keys = pointerKeys(/^\$response\.body#(\/.*)$/.exec(text)?.[1] ?? "");
  return keys && item.answer.kind === "object"
    ? fieldPath(item.answer.type, keys)
        ?.map(({ name }) => name)
        .join(".")
    : undefined;
}

function fieldPath(type: ObjectType, [key, ...rest]: readonly string[]): ObjectField[] | undefined {
  const field = type.fields.find(({ wire }) => wire === key);
  if (!field) return undefined;
  if (rest.length === 0) return field.type.kind === "scalar" && field.type.name !== "JSON" ? [field] : undefined;
  const inner = field.type.kind === "object" ? fieldPath(field.type.type, rest) : undefined;
  return inner && [field, ...inner];
}

/** Where the operation finds an entity by nothing but the value of one field, that field refers to it. */
function referenceOf(
  owner: ObjectType,
  { answer, parameters }: TypedOperation,
  given: ReadonlyMap<Parameter, string>,
  entities: readonly Entity<TypedOperation>[],
): ConnectedField["reference"] {
  const entity = answer.kind === "object" ? entities.find(({ type }) => type === answer.type) : undefined;
  const [key, more] = entity?.keys ?? [];
  const [[parameter, path] = []] = [...given];
  const field = owner.fields.find(({ name }) => name === path);
  const isOnly =
    given.size === 1 && parameters.every((each) => each.parameter === parameter || !each.parameter.required);
  const isKey = entity?.reader?.keys.some((each) => each.parameter === parameter);
  return key && !more && field && isOnly && isKey ? { field, key: key.name } : undefined;
}

const verbs = new Set(["get", "list", "find", "fetch", "read", "retrieve", "show"]);

/** `GetUserByUserId` is `user`; `userRepositories` of a `User` is `repositories`. */
function wishesOf(name: string, owner: ObjectType, target: TypedOperation): string[] {
  const words = wordsOf(name);
  const start = verbs.has((words[0] ?? "").toLowerCase()) && words.length > 1 ? 1 : 0;
  const by = words.findIndex((word, index) => index > start && word.toLowerCase() === "by");
  const object = words.slice(start, by < 0 ? undefined : by);
  const ownerWords = wordsOf(owner.name);
  const isPrefixed = ownerWords.every((word, index) => word.toLowerCase() === object[index]?.toLowerCase());
  const rest = isPrefixed ? object.slice(ownerWords.length) : [];
  return [...(rest.length > 0 ? [camelCase(rest)] : []), camelCase(object), camelCase(words), target.named.field];
}
