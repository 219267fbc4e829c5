/** Places in the merged data: a plan's paths, walked. */
import type { Path } from "./bind-plan.ts";

export type JsonObject = Record<string, unknown>;

export type ResponsePath = readonly (string | number)[];

/** @param parent  What holds the object under `key`; undefined for the root itself. */
export type VisitObject = (
  object: JsonObject,
  parent: Record<string | number, unknown> | undefined,
  key: string | number,
) => void;

/** Calls back for each object at a path, in the order of the response. One that is at several places comes for each. */
export function walkPath(root: JsonObject, path: Path, visit: VisitObject): void {
  walk(root, path, 0, visit, undefined, "", undefined);
}

/** The objects at a path with the place of each. Only errors ask for it. */
export function placesAt(root: JsonObject, path: Path): { object: JsonObject; place: ResponsePath }[] {
  const found: { object: JsonObject; place: ResponsePath }[] = [];
  const place: (string | number)[] = [];
  walk(root, path, 0, (object) => found.push({ object, place: [...place] }), undefined, "", place);
  return found;
}

function walk(
  value: unknown,
  path: Path,
  index: number,
  visit: VisitObject,
  parent: Record<string | number, unknown> | undefined,
  key: string | number,
  place: (string | number)[] | undefined,
): void {
  if (typeof value !== "object" || value === null) return;
  const segment = path[index];
  // An array's indexes are keys too.
  const holder = value as Record<string | number, unknown>;
  if (Array.isArray(value)) {
    // The planner writes one "@" for a list, however many lists are in it.
    const next = segment?.kind === "items" ? index + 1 : index;
    for (let item = 0; item < value.length; item += 1) {
      place?.push(item);
      walk(value[item], path, next, visit, holder, item, place);
      place?.pop();
    }
    return;
  }
  if (!segment) {
    visit(holder, parent, key);
    return;
  }
  if (segment.kind === "items") return;
  if (segment.kind === "types") {
    const typename = holder["__typename"];
    if (typeof typename === "string" && segment.types.has(typename)) {
      walk(holder, path, index + 1, visit, parent, key, place);
    }
    return;
  }
  place?.push(segment.key);
  walk(holder[segment.key], path, index + 1, visit, holder, segment.key, place);
  place?.pop();
}
