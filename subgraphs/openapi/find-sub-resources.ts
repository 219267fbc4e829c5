/**
 * What is under a thing belongs to it.
 *
 *     GET /artists/{id}, GET /artists/{id}/albums      Artist.albums @connect(http: { GET: "/artists/{$this.id}/albums" })
 *
 * It is certain where the type that the shorter path answers holds all that the longer path asks for.
 */
import type { ConnectedField } from "./connected-field.ts";
import { withoutExtension, type EntityCandidate } from "./find-entities.ts";
import type { Parameter } from "./operation.ts";
import type { TypedOperation } from "./type-operation.ts";
import { camelCase, singularLast, wordsOf } from "./words.ts";

export function findSubResources(
  items: readonly TypedOperation[],
  readers: readonly EntityCandidate<TypedOperation>[],
): ConnectedField[] {
  const byPath = new Map(readers.map((reader) => [placesOf(reader.item.named.operation.path), reader]));
  return items.flatMap((item) => {
    const { operation } = item.named;
    // What answers nothing that the document tells of (a redirect) is nothing to read with the thing.
    if (operation.method !== "GET" || item.isEmpty || !operation.answer.body) return [];
    const path = withoutExtension(operation.path);
    const end = path.lastIndexOf("}") + 1;
    const own = path.slice(end);
    const parent = byPath.get(placesOf(path.slice(0, end)));
    if (!parent || !own.startsWith("/") || own === "/" || own.includes("{")) return [];
    const given = givenBy(parent, item);
    return given
      ? [{ owner: parent.type, item, given, wishes: wishesOf(own, path.slice(0, end), item.named.field), name: "" }]
      : [];
  });
}

/** A path without the names of its parameters, which the same thing may have several of. */
function placesOf(path: string): string {
  return withoutExtension(path).replaceAll(/\{[^{}]*\}/g, "{}");
}

/** Parameters at the same place of both paths mean the same. */
function givenBy(
  { keys, item: parent }: EntityCandidate<TypedOperation>,
  { named, parameters }: TypedOperation,
): ReadonlyMap<Parameter, string> | undefined {
  const outer = namesIn(parent.named.operation.path);
  const given = new Map<Parameter, string>();
  for (const [index, name] of namesIn(named.operation.path).entries()) {
    const key = keys.find(({ parameter }) => parameter.name === outer[index]);
    const own = parameters.find(({ parameter }) => parameter.in === "path" && parameter.name === name);
    if (!key || !own) return undefined;
    given.set(own.parameter, key.field.name);
  }
  return given;
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? "");
}

/** `albums`; where the thing has such a field itself, `artistAlbums`, or what the root field is called. */
function wishesOf(own: string, parentPath: string, field: string): string[] {
  const words = wordsOf(own);
  const parent = parentPath.split("/").findLast((segment) => segment !== "" && !segment.includes("{")) ?? "";
  return [camelCase(words), camelCase([...singularLast(wordsOf(parent)), ...words]), field];
}
