import { RefusedError } from "./refused-error.ts";
import type { LimitName, PassedLimit } from "./request-limits.ts";

const nouns: Readonly<Record<LimitName, string>> = {
  characters: "characters",
  tokens: "tokens",
  recursion: "levels of brackets",
  depth: "levels of selections",
  aliases: "aliases",
  rootFields: "root fields",
  directives: "directives",
  selections: "selections",
  repeats: "selections of one field, or fragments, in one place",
  batch: "operations",
  values: "values",
  nesting: "levels of JSON",
};

const ofRequest: ReadonlySet<LimitName> = new Set<LimitName>(["batch", "values", "nesting"]);

/** What a client is told: `extensions.limit` and `extensions.max` for its code, the sentence for who reads it. */
export function limitError({ limit, max, found, cycle }: PassedLimit): RefusedError {
  const has = found === undefined ? `more than ${max} ${nouns[limit]}` : `${found} ${nouns[limit]}`;
  const what = ofRequest.has(limit) ? "The request" : "The operation";
  const message =
    cycle === undefined
      ? `${what} has ${has}; at most ${max} are allowed.`
      : `The fragment \`${cycle}\` spreads itself: the operation has no end.`;
  return new RefusedError("OPERATION_TOO_LARGE", message, { limit, max, ...(found !== undefined && { value: found }) });
}
