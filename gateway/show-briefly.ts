/** Items of a list, or entries of an object, that are shown. */
const MAX_ITEMS = 10;
const MAX_TEXT = 100;
const MAX_DEPTH = 2;
const MAX_SHOWN = 300;

/**
 * A value as an error shows it, in the form of graphql-js, in time that does not grow with it:
 *
 *     { name: "Ada", tags: ["a", "b"] }
 *     [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... 249990 more items]
 */
export function showBriefly(value: unknown): string {
  const shown = show(value, 0);
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}...` : shown;
}

function show(value: unknown, depth: number): string {
  if (typeof value === "string") {
    return value.length > MAX_TEXT ? `${JSON.stringify(value.slice(0, MAX_TEXT))}...` : JSON.stringify(value);
  }
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    if (depth > MAX_DEPTH) return "[Array]";
    const items = value.slice(0, MAX_ITEMS).map((item) => show(item, depth + 1));
    return `[${[...items, ...rest(value.length, "item")].join(", ")}]`;
  }
  // Keys alone: a pair for each of a hundred thousand would be made to show ten.
  const keys = Object.keys(value);
  if (keys.length === 0) return "{}";
  if (depth > MAX_DEPTH) return "[Object]";
  const members = value as Readonly<Record<string, unknown>>;
  const shown = keys.slice(0, MAX_ITEMS).map((key) => `${key.slice(0, MAX_TEXT)}: ${show(members[key], depth + 1)}`);
  return `{ ${[...shown, ...rest(keys.length, "field")].join(", ")} }`;
}

function rest(length: number, noun: string): string[] {
  const more = length - MAX_ITEMS;
  return more > 0 ? [`... ${more} more ${noun}${more === 1 ? "" : "s"}`] : [];
}
