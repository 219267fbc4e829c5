/** The operations of a document by how many segments their paths have, ready to be compared with a connector's. */
import type { Operation } from "../openapi/operation.ts";

/** One segment of a path: `users`, or `{id}.json` with its pattern. */
export interface PathPart {
  readonly text: string;
  readonly decoded: string;
  readonly names: readonly string[];
  readonly pattern?: RegExp;
}

export interface IndexedPath {
  readonly operation: Operation;
  readonly parts: readonly PathPart[];
  /** Against the specification, some documents tell operations apart by the query: `/search?type=user`. */
  readonly query: readonly string[];
  /** Whether the base path of a server stands before it. */
  readonly isFull: boolean;
}

export type PathIndex = ReadonlyMap<string, readonly IndexedPath[]>;

export function indexKey(method: string, segments: number): string {
  return `${method} ${segments}`;
}

/** @param basesOf  Base paths of the servers of an operation. */
export function indexPaths(
  operations: readonly Operation[],
  basesOf: (operation: Operation) => readonly string[],
): PathIndex {
  const index = new Map<string, IndexedPath[]>();
  for (const operation of operations) {
    const { method, path } = operation;
    const query = queryPairs(path);
    const add = (base: string, isFull: boolean): void => {
      const parts = splitPath(`${base}${path.replace(/[?#].*$/, "")}`).map(partOf);
      const key = indexKey(method, parts.length);
      const known = index.get(key) ?? [];
      known.push({ operation, parts, query, isFull });
      index.set(key, known);
    };
    const bases = basesOf(operation);
    for (const base of bases) add(base, true);
    if (!bases.includes("")) add("", false);
  }
  return index;
}

export function splitPath(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

export function queryPairs(path: string): readonly string[] {
  const start = path.indexOf("?");
  if (start < 0) return [];
  return path
    .slice(start + 1)
    .split(/[&#]/)
    .filter((pair) => pair.includes("=") && !pair.includes("{"));
}

function partOf(text: string): PathPart {
  const names = [...text.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? "");
  if (names.length === 0) return { text, decoded: decodePart(text), names };
  const pieces = text.split(/\{[^{}]+\}/).map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return { text, decoded: text, names, pattern: new RegExp(`^${pieces.join("(.+?)")}$`) };
}

export function decodePart(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
