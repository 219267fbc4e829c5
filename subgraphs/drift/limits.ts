/** Keywords by which a schema takes less than its type has. */
import { own, textAt, type JsonObject } from "../openapi/json.ts";
import type { View } from "./schema-view.ts";

export interface Limit {
  readonly keyword: string;
  /** Whether a constant is refused. */
  readonly refuses: (view: View, value: unknown) => boolean;
  /** Whether less is taken than before. */
  readonly isNarrower: (before: JsonObject, after: JsonObject) => boolean;
}

export const limits: readonly Limit[] = [
  upper("maximum", Number),
  lower("minimum", Number),
  upper("maxLength", (value) => String(value).length),
  lower("minLength", (value) => String(value).length),
  {
    keyword: "pattern",
    refuses: () => false,
    isNarrower: (before, after) =>
      textAt(after, "pattern") !== undefined && textAt(after, "pattern") !== textAt(before, "pattern"),
  },
  {
    keyword: "format",
    refuses: () => false,
    isNarrower: (before, after) => {
      const format = textAt(after, "format");
      // A number's format is its size, which its type says better.
      return format !== undefined && format !== textAt(before, "format") && textAt(after, "type") === "string";
    },
  },
];

function upper(keyword: string, measure: (value: unknown) => number): Limit {
  return {
    keyword,
    refuses: ({ options }, value) =>
      options.length > 0 && options.every(({ schema }) => measure(value) > (numberAt(schema, keyword) ?? Infinity)),
    isNarrower: (before, after) => (numberAt(after, keyword) ?? Infinity) < (numberAt(before, keyword) ?? Infinity),
  };
}

function lower(keyword: string, measure: (value: unknown) => number): Limit {
  return {
    keyword,
    refuses: ({ options }, value) =>
      options.length > 0 && options.every(({ schema }) => measure(value) < (numberAt(schema, keyword) ?? -Infinity)),
    isNarrower: (before, after) =>
      (numberAt(after, keyword) ?? -Infinity) >
      (numberAt(before, keyword) ?? (keyword === "minLength" ? 0 : -Infinity)),
  };
}

export function numberAt(schema: JsonObject, keyword: string): number | undefined {
  const value = own(schema, keyword);
  return typeof value === "number" ? value : undefined;
}

/** As the schema has it. */
export function shownLimit({ options }: View, keyword: string): string | undefined {
  const value = options[0] && own(options[0].schema, keyword);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
