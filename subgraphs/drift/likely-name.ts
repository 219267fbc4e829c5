/** What a property that is not there may be called instead. */
import { suggestionList } from "graphql/jsutils/suggestionList.js";
import type { Schemas } from "./follow.ts";
import { isMissing, type View } from "./schema-view.ts";
import type { Read } from "./value.ts";

/** @param wasRenamed  Only what is new in the schema is a new name. */
export function likelyName(read: Read, schemas: Schemas, wasRenamed: boolean): string | undefined {
  const { before, after } = read.owner.shape;
  const names = schemas.after.propertyNames(after.view);
  if (!wasRenamed) return suggestionList(read.key, [...names])[0];
  if (isMissing(read.found.before)) return undefined;
  const known = new Set(schemas.before.propertyNames(before.view));
  const added = names.filter((name) => !known.has(name));
  const alike = added.filter((name) =>
    isAlike(read.found.before.view, schemas.after.follow(after.view, name, "response").view),
  );
  const near = [...alike].toSorted((a, b) => likeness(b, read.key) - likeness(a, read.key));
  const [first] = near;
  if (first === undefined) return undefined;
  // The only new property of that type is likely it, unless it is called by quite another name among many.
  return likeness(first, read.key) > 0 || alike.length === 1 ? first : undefined;
}

function isAlike(before: View, after: View): boolean {
  return before.isAny || after.isAny || kindsOf(before) === kindsOf(after);
}

function kindsOf(view: View): string {
  return [...new Set(view.options.map(({ kind }) => kind))].toSorted().join();
}

function likeness(name: string, other: string): number {
  const a = name.toLowerCase().replaceAll(/[^a-z\d]/g, "");
  const b = other.toLowerCase().replaceAll(/[^a-z\d]/g, "");
  if (a === b) return 3;
  if (a.includes(b) || b.includes(a)) return 2;
  return suggestionList(name, [other]).length > 0 ? 1 : 0;
}
