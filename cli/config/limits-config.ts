/** How much one request may ask for, as it is written in a config. */
import { z } from "zod";
import { size, type Size } from "./units.ts";

/** `false` is no limit. Each is on by default. */
export interface LimitsConfig {
  /** Bytes of a request's body. Default 1MB. */
  readonly body?: Size;
  /** Characters of an operation's text. Default 100000. */
  readonly characters?: number | false;
  /** Tokens of an operation's text, comments included. Default 2000. */
  readonly tokens?: number | false;
  /** Brackets of any kind that are open at once in a text. Default 64. */
  readonly recursion?: number | false;
  /** Levels of selections, fragments written out. Default 32; 48 is the most that can be planned. */
  readonly depth?: number;
  /** Aliases, counted wherever their fragment is spread. Default 30. */
  readonly aliases?: number | false;
  /** Root fields. Default 20. */
  readonly rootFields?: number | false;
  /** Directives of a text. Default 50. */
  readonly directives?: number | false;
  /** Fields and fragments, counted wherever they are spread. Default 2000: planning time grows with the square. */
  readonly selections?: number;
  /** Times that one field may be selected, and fragments spread, at one place of the answer. Default 100. */
  readonly repeats?: number | false;
  /** Operations of one request, as a list. Default `false`: none but one that is no list. */
  readonly batch?: number | false;
  /** Values in the JSON of one request. Default 20000. */
  readonly values?: number | false;
  /** Levels of that JSON. Default 1000. */
  readonly nesting?: number;
  /** What an operation may cost, by `@cost`, `@listSize` and the calls that it makes. Default: it is not measured. */
  readonly cost?: CostConfig;
}

export interface CostConfig {
  /** `measure`: what passes a limit is answered, and counted. `enforce`: it is refused. Default `measure`. */
  readonly mode?: "measure" | "enforce";
  /** Most cost. Default: no limit. */
  readonly max?: number;
  /** Most calls to services, at worst. Default: no limit. */
  readonly maxCalls?: number;
  /** Length of a list of which nothing says it. Default: `checks.assumedListSize`, else 10. */
  readonly listSize?: number;
}

const positive = z.int().positive();
const limit = z.union([positive, z.literal(false)], "Expected a whole number, or `false` for no limit.");

export const limitsSchema: z.ZodType = z.strictObject({
  body: size().optional().describe("Bytes of a request's body. Default 1MB."),
  characters: limit.optional().describe("Characters of an operation's text. Default 100000."),
  tokens: limit.optional().describe("Tokens of an operation's text, comments included. Default 2000."),
  recursion: limit.optional().describe("Brackets of any kind that are open at once. Default 64."),
  depth: z.int().min(1).max(48).optional().describe("Levels of selections, fragments written out. Default 32."),
  aliases: limit.optional().describe("Aliases, counted wherever their fragment is spread. Default 30."),
  rootFields: limit.optional().describe("Root fields. Default 20."),
  directives: limit.optional().describe("Directives of a text. Default 50."),
  selections: positive
    .optional()
    .describe("Fields and fragments, counted wherever they are spread. Default 2000: planning grows with the square."),
  repeats: limit
    .optional()
    .describe("Times one field may be selected, and fragments spread, at one place of the answer. Default 100."),
  batch: z
    .union([positive, z.literal(false)], "Expected a whole number, or `false`.")
    .optional()
    .describe("Operations of one request, as a list. Default `false`: a list is refused."),
  values: limit.optional().describe("Values in the JSON of one request. Default 20000."),
  cost: z
    .strictObject({
      mode: z.enum(["measure", "enforce"]).optional().describe("Whether what passes a limit is refused. Default no."),
      max: positive.optional().describe("Most cost, by `@cost` and `@listSize`. Default: no limit."),
      maxCalls: positive.optional().describe("Most calls to services, at worst. Default: no limit."),
      listSize: positive.optional().describe("Of a list of which nothing says it. Default 10."),
    })
    .refine(({ mode, max, maxCalls }) => mode !== "enforce" || (max ?? maxCalls) !== undefined, {
      error: "`enforce` needs `max` or `maxCalls`.",
      path: ["mode"],
    })
    .optional()
    .describe("What an operation may cost. Default: it is not measured."),
  nesting: z.int().min(1).max(1_000).optional().describe("Levels of that JSON. Default 1000."),
});
