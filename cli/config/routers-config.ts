import { z } from "zod";
import type { RoutersConfig } from "./config.ts";

export const routersSchema: z.ZodType<RoutersConfig> = z.strictObject({
  subgraphUrl: address()
    .refine((value) => value.includes("{name}"), "Expected `{name}` in it, or every subgraph had the same address.")
    .optional()
    .describe(
      "For all subgraphs; `{name}` in it is the name of the subgraph. Default `http://localhost:<port>/graphql`.",
    ),
  urls: z.record(z.string(), address()).optional().describe("For one subgraph, by its name."),
}) as z.ZodType as z.ZodType<RoutersConfig>; // zod's `.optional()` admits an explicit `undefined` too

function address(): z.ZodString {
  return z.string().refine((value) => {
    const filled = value.replaceAll("{name}", "name");
    return URL.canParse(filled) && /^https?:$/.test(new URL(filled).protocol);
  }, "Expected an absolute http(s) URL.");
}
