/** How clients may name operations, as it is written in a config. */
import { z } from "zod";
import { duration, type Duration } from "./units.ts";

export interface DocumentsConfig {
  /** Globs of files with operations by id: Apollo's manifests, and `{ hash: text }` of GraphQL Code Generator and Relay. */
  readonly files?: readonly string[];
  /**
   * `allow`: any text is answered, and ids of the files too. `log`: likewise, and what is not in them is told of.
   * `require`: what is not in them is refused; `restuary dev` only tells of it. Default `allow`.
   */
  readonly mode?: "allow" | "log" | "require";
  /** Automatic persisted queries, kept in the store of `cache`. `false` is none; `require` has none. Default on. */
  readonly automatic?: boolean | AutomaticConfig;
}

export interface AutomaticConfig {
  /** How long the store keeps a text. Default 24h. */
  readonly ttl?: Duration;
}

export const documentsSchema: z.ZodType = z
  .strictObject({
    files: z
      .array(z.string().min(1))
      .readonly()
      .optional()
      .describe("Globs of files with operations by id: Apollo's manifests, GraphQL Code Generator's documents."),
    mode: z
      .enum(["allow", "log", "require"])
      .optional()
      .describe("What of a text that is in none of them: answered, answered and told of, or refused. Default `allow`."),
    automatic: z
      .union([z.boolean(), z.strictObject({ ttl: duration().optional().describe("Default 24h.") })])
      .optional()
      .describe("Automatic persisted queries, kept in the store of `cache`. Default true."),
  })
  .refine(({ mode = "allow", files }) => mode === "allow" || files !== undefined, {
    error: "This `mode` needs `files`: without any, there is nothing to compare with.",
    path: ["mode"],
  });
