/** Names of root fields: from the `operationId` where it is one that people wrote, else from path and method. */
import { assignNames } from "./assign-names.ts";
import type { OperationName } from "./model.ts";
import type { Operation } from "./operation.ts";
import { camelCase, pascalCase, singular, singularLast, wordsOf } from "./words.ts";

export interface NamedOperation extends OperationName {
  readonly operation: Operation;
  readonly root: "query" | "mutation";
  /** Whether the answer is a list. */
  readonly returnsList: boolean;
}

/** @param locked  Names of an earlier import, by method and path. */
export function nameOperations(operations: readonly NamedOperation[], locked: Readonly<Record<string, string>>): void {
  for (const root of ["query", "mutation"]) {
    const wishes = operations
      .filter((each) => each.root === root)
      .map((item) => ({
        item,
        candidates: candidatesOf(item),
        rank: 0,
        identity: operationKey(item.operation),
        locked: ownName(locked, operationKey(item.operation)),
      }));
    assignNames(wishes, new Set(["_entities", "_service"]), (item, name) => void (item.field = name));
  }
}

const readVerbs = new Set([
  "get",
  "list",
  "find",
  "fetch",
  "retrieve",
  "read",
  "show",
  "describe",
  "view",
  "query",
  "lookup",
  "load",
  "index",
]);
const listVerbs = new Set(["list", "index", "find", "query"]);
const prepositions = new Set(["for", "by", "in", "from", "with", "of", "on", "to", "at", "all", "and", "about"]);
const longestId = 60;

function* candidatesOf(item: NamedOperation): Iterable<string> {
  const met = new Set<string>();
  for (const wish of wishesOf(item)) {
    const name = legalName(wish);
    if (name === "" || met.has(name)) continue;
    met.add(name);
    yield name;
  }
}

function* wishesOf(item: NamedOperation): Iterable<string> {
  const { operation, root } = item;
  const { operationId, tags } = operation;
  const byId = operationId === undefined || isGenerated(operationId) ? [] : fromId(operationId, item);
  yield* byId;
  const tag = tags[0] === undefined ? [] : wordsOf(tags[0]);
  if (byId[0] !== undefined && tag.length > 0) yield withWords(byId[0], singularLast(tag), root);
  for (const detail of ["short", "whole", "params", "method"] as const) yield fromPath(item, detail);
}

/** `read_item_items__item_id__get` says nothing that path and method do not. */
function isGenerated(id: string): boolean {
  return (
    id.length > longestId ||
    /[{}]/.test(id) ||
    /__.*_(?:get|post|put|patch|delete|head|options)$/i.test(id) ||
    wordsOf(id).length === 0
  );
}

function fromId(id: string, { root, returnsList, operation }: NamedOperation): string[] {
  const parts = id
    .split("/")
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const rest = withoutArticles(parts.at(-1) ?? []);
  const space = parts.slice(0, -1).flat();
  const [verb = "", ...object] = rest;
  const isRead = readVerbs.has(verb.toLowerCase());
  if (root === "mutation") {
    if (space.length === 0) return [camelCase(rest)];
    const subject = singularLast(space);
    const whole = camelCase([verb, ...subject, ...object]);
    return needsSubject(object) ? [whole] : [camelCase(rest), whole];
  }
  if (!isRead) return space.length === 0 ? [camelCase(rest)] : [camelCase(rest), camelCase([...space, ...rest])];
  const isList = returnsList || listVerbs.has(verb.toLowerCase());
  const owner = isList ? space : singularLast(space);
  const whole = camelCase([...owner, ...object]);
  if (space.length > 0) return needsSubject(object) ? [whole] : [camelCase(object), whole];
  if (object.length === 0) return [];
  // `listZone` of `/zones/{id}` reads one, whatever it is called.
  const readsOne = !returnsList && isParam(operation.path.split("/").at(-1));
  const isPlural =
    listVerbs.has(verb.toLowerCase()) && !readsOne && !object.some((word) => prepositions.has(word.toLowerCase()));
  return isPlural ? [camelCase(pluralLast(object)), camelCase(rest)] : [camelCase(object), camelCase(rest)];
}

/** `get-an-album` -> `get-album`, `get-an-artists-albums` -> `get-artist-albums` */
function withoutArticles(words: readonly string[]): readonly string[] {
  const isArticle = (index: number): boolean =>
    index > 0 && index < words.length - 1 && /^(?:an?|the)$/i.test(words[index] ?? "");
  return words.flatMap((word, index) => {
    if (isArticle(index)) return [];
    const isOwner = isArticle(index - 1) && !/^the$/i.test(words[index - 1] ?? "") && index < words.length - 1;
    return [isOwner ? singular(word) : word];
  });
}

/** `list-for-user` and `get` say nothing without what stands before the slash. */
function needsSubject(object: readonly string[]): boolean {
  return object[0] === undefined || prepositions.has(object[0].toLowerCase());
}

function pluralLast(words: readonly string[]): string[] {
  const last = words.at(-1) ?? "";
  return [...words.slice(0, -1), plural(last)];
}

export function plural(word: string): string {
  if (singular(word) !== word || /s$/i.test(word) || /\d$/.test(word)) return word;
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:x|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`;
}

function withWords(name: string, words: readonly string[], root: "query" | "mutation"): string {
  const own = wordsOf(name);
  const [first = "", ...others] = own;
  return root === "query" ? camelCase([...words, ...own]) : camelCase([first, ...words, ...others]);
}

type Detail = "short" | "whole" | "params" | "method";

function isParam(segment: string | undefined): boolean {
  return segment !== undefined && /^[^{]*\{[^}]*\}[^{]*$/.test(segment);
}

/** `/artists/{id}/albums` -> `artistAlbums`; `POST` -> `createArtistAlbum`. */
function fromPath({ operation, root, returnsList }: NamedOperation, detail: Detail): string {
  const segments = operation.path
    .replace(/[?#].*$/, "")
    .split("/")
    .filter((segment) => segment !== "");
  const words: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (isParam(segment)) {
      if (detail === "params" || detail === "method") words.push("by", ...wordsOf(segment.replace(/[{}]/g, " ")));
      continue;
    }
    if (detail === "short" && /^(?:api|rest|v\d+(?:\.\d+)?(?:(?:alpha|beta)\d*)?)$/i.test(segment)) continue;
    const own = wordsOf(segment.replace(/[{}]/g, " "));
    const isLast = index === segments.length - 1;
    const isOne = isParam(segments[index + 1]) || (isLast && root === "mutation" && operation.method === "POST");
    words.push(...(isOne && !(index === segments.length - 2 && returnsList) ? singularLast(own) : own));
  }
  if (words.length === 0) words.push("root");
  if (root === "query") {
    const method = operation.method === "GET" || detail !== "method" ? [] : [operation.method.toLowerCase()];
    return camelCase([...method, ...words]);
  }
  return camelCase([verbOf(operation.method, segments, detail), ...words]);
}

function verbOf(method: string, segments: readonly string[], detail: Detail): string {
  if (detail === "method") return method.toLowerCase();
  if (method === "POST") return "create";
  if (method === "DELETE") return "delete";
  if (method === "PUT") return detail === "short" && segments.length > 0 ? "update" : "replace";
  return method === "PATCH" ? "update" : method.toLowerCase();
}

function legalName(name: string): string {
  return /^\d/.test(name) ? `_${name}` : name;
}

/** `createPet` -> `CreatePet` */
export function typePrefix({ field }: OperationName): string {
  return pascalCase([field.replace(/^_/, "")]);
}

export function operationKey({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function ownName(names: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
