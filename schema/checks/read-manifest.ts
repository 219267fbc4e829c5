/** Persisted operations in JSON: Apollo's manifest, and `{ hash: text }` of GraphQL Code Generator and Relay. */
import type { Source } from "graphql";
import { embed } from "./operation-source.ts";

/** @returns The documents, or what is wrong with the file and where. */
export function readManifest(
  original: Source,
): { readonly documents: readonly Source[] } | { readonly fault: string; readonly at: number } {
  let value: unknown;
  try {
    // A byte order mark is no JSON, and some editors write one.
    value = JSON.parse(original.body.replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: `This is not JSON: ${reason}.`, at: Number(/at position (\d+)/.exec(reason)?.[1] ?? 0) };
  }
  const isWanted = findBodies(value);
  if (!isWanted) {
    return {
      fault:
        "This is no file of persisted operations: neither `operations`, each with a `body`, as in Apollo's manifest, nor an object of texts by hash.",
      at: 0,
    };
  }
  const strings = findStrings(original.body).filter(({ path }) => isWanted(path));
  return {
    documents: strings.map(({ start, end }) => embed(original, original.body.slice(start, end), start)),
  };
}

type Path = readonly (string | number)[];

/** Which strings of the file are documents. */
function findBodies(value: unknown): ((path: Path) => boolean) | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if ("operations" in value && Array.isArray(value.operations)) {
    const all = value.operations.every((item: unknown) => {
      return typeof item === "object" && item !== null && "body" in item && typeof item.body === "string";
    });
    return all ? (path) => path.length === 3 && path[0] === "operations" && path[2] === "body" : undefined;
  }
  return Object.values(value).every((text) => typeof text === "string") ? (path) => path.length === 1 : undefined;
}

/** The values of JSON that are strings, without their quotes. The text is known to be JSON. */
function findStrings(text: string): { path: Path; start: number; end: number }[] {
  const found: { path: Path; start: number; end: number }[] = [];
  const path: (string | number)[] = [];
  const isObject: boolean[] = [];
  let key: string | undefined;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/gu)) {
    const last = path.length - 1;
    if (token === "{" || token === "[") {
      isObject.push(token === "{");
      path.push(token === "{" ? "" : 0);
      key = undefined;
    } else if (token === "}" || token === "]") {
      isObject.pop();
      path.pop();
    } else if (token === ",") {
      const at = path[last];
      if (typeof at === "number") path[last] = at + 1;
      else key = undefined;
    } else if (isObject.at(-1) === true && key === undefined) {
      key = String(JSON.parse(token));
      path[last] = key;
    } else {
      found.push({ path: [...path], start: index + 1, end: index + token.length - 1 });
    }
  }
  return found;
}
