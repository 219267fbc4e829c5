/** What types are called after, until names are given. */
import type { JsonObject } from "./json.ts";
import type { Direction, NameOrigin } from "./model.ts";
import { pascalCase, singularLast, wordsOf } from "./words.ts";

/** The name of the component that a pointer leads to. */
export function componentName(pointer: string): string | undefined {
  const match = /#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(pointer);
  if (match) return match[1];
  // A whole document is one schema: `./pet.yaml`. Others are most pointers, and looking for its name in each takes long.
  if (!pointer.endsWith("#")) return undefined;
  return /([^/]+?)(?:\.\w+)?#$/.exec(pointer)?.[1];
}

/** Of the items of a list. */
export function itemOrigin(origin: NameOrigin): NameOrigin {
  switch (origin.kind) {
    case "component":
      return {
        kind: "component",
        text: `${pascalCase(singularLast(wordsOf(origin.text)))}${isPlural(origin.text) ? "" : "Item"}`,
      };
    case "inside":
      return { ...origin, words: singularLast(origin.words) };
    case "other":
      return origin;
    case "operation":
      return { ...origin, isItem: true };
    default:
      return origin satisfies never;
  }
}

/** Of what a map has for each of its keys. */
export function entryOrigin(origin: NameOrigin): NameOrigin {
  switch (origin.kind) {
    case "component":
      return { kind: "component", text: `${pascalCase(singularLast(wordsOf(origin.text)))}Entry` };
    case "inside":
    case "operation":
      return { ...origin, words: [...singularLast(origin.words), "entry"] };
    case "other":
      return origin;
    default:
      return origin satisfies never;
  }
}

function isPlural(text: string): boolean {
  const words = wordsOf(text);
  return words.join(" ") !== singularLast(words).join(" ");
}

const documentation = new Set(["description", "example", "examples", "title", "default", "externalDocs"]);

/** Inline objects of one shape and one property's name are one type: people write them once. */
export function inlineKeyOf(schema: JsonObject, direction: Direction, origin: NameOrigin): string | undefined {
  if (origin.kind !== "inside") return undefined;
  const shape = shapeOf(schema);
  return shape === undefined ? undefined : `${direction} ${singularLast(origin.words).join(" ")} ${shape}`;
}

/**
 * A schema without what only documents it. `undefined` where it cannot be written down: it nests too deep, or an alias of YAML
 * holds itself.
 */
export function shapeOf(schema: unknown): string | undefined {
  try {
    return JSON.stringify(schema, (key, value: unknown) =>
      (documentation.has(key) && typeof value !== "object") || key.startsWith("x-") ? undefined : value,
    );
  } catch {
    return undefined;
  }
}
