/** Parameters that say how many items to answer, and what the document states of them. */
import { isObject, own, textAt } from "./json.ts";
import type { Parameter } from "./operation.ts";
import type { ReadContext } from "./read-operations.ts";
import type { TypedOperation } from "./type-operation.ts";
import { wordsOf } from "./words.ts";

export interface PageSize {
  readonly parameter: Parameter;
  /** What the service takes when it is not sent. */
  readonly standard?: number;
  readonly most?: number;
}

const sizeNames = new Set([
  "limit",
  "first",
  "size",
  "count",
  "top",
  "take",
  "rows",
  "page limit",
  "page size",
  "per page",
  "page count",
  "items per page",
  "page items",
  "max results",
  "max items",
  "max per page",
  "num items",
  "results per page",
]);

/** `limit`, `per_page`, `pageSize`, `page[size]`, `$top`: the parameter of a list's length. */
export function pageSize(
  { parameters }: TypedOperation,
  { resolver }: Pick<ReadContext, "resolver">,
): PageSize | undefined {
  const found = parameters.find(
    ({ parameter, type }) =>
      parameter.in === "query" &&
      type.kind === "scalar" &&
      (type.name === "Int" || type.name === "BigInt" || type.name === "Float") &&
      sizeNames.has(lowerWords(parameter.name)),
  );
  if (!found) return undefined;
  const { parameter } = found;
  const schema = resolver.object(parameter.schema)?.value ?? {};
  const standard = positive(own(schema, "default"));
  const most = positive(own(schema, "maximum")) ?? mostSaid(descriptionOf(parameter, { resolver }));
  return {
    parameter,
    ...(standard !== undefined && { standard }),
    ...(most !== undefined && { most }),
  };
}

/** The most items of a parameter that is a list, or a text of several. */
export function mostItems(parameter: Parameter, context: Pick<ReadContext, "resolver">): number | undefined {
  const value = context.resolver.object(parameter.schema)?.value;
  const most = isObject(value) ? positive(own(value, "maxItems")) : undefined;
  return most ?? mostSaid(descriptionOf(parameter, context));
}

/** "Maximum: 20 IDs", "(max 100)", "up to 50" */
function mostSaid(description: string): number | undefined {
  const [, digits] = /\b(?:max(?:imum)?\b(?: of)?:?|up to|at most) (\d{1,4})\b/i.exec(description) ?? [];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

/** Of the parameter and of its schema. */
export function descriptionOf(
  { description = "", schema }: Parameter,
  { resolver }: Pick<ReadContext, "resolver">,
): string {
  const value = resolver.object(schema)?.value;
  return `${description} ${(value && textAt(value, "description")) ?? ""}`;
}

function positive(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : undefined;
}

function lowerWords(text: string): string {
  return wordsOf(text).join(" ").toLowerCase();
}
