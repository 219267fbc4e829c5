import { z } from "zod";
import { isReturnable } from "../../subgraphs/rest/headers.ts";
import type { ReturnPolicy } from "../../subgraphs/rest/returned-headers.ts";
import type { RestuaryConfig } from "./config.ts";
import { returnedHeadersOf } from "./returned-headers.ts";
import type { InNumbers } from "./units.ts";

const name = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "Expected the name of a header.", abort: true })
  .refine(isReturnable, {
    error: ({ input }) => `\`${String(input)}\` is of the service's own message, or is the gateway's to say.`,
  });

export const returnHeadersSchema: z.ZodType<Readonly<Record<string, ReturnPolicy>>> = z.record(
  name,
  z.enum(["first", "last", "append"], { error: "Expected `first`, `last` or `append`." }),
);

/** What is kept, or shared, is for several clients, and a header of an answer for one. */
export function refuseSharedHeaders(config: unknown, context: z.core.$RefinementCtx): void {
  const { gateway, sources = {}, ...rest } = config as InNumbers<RestuaryConfig>;
  const fault = (path: string[], message: string): void =>
    context.addIssue({ code: "custom", message, path, input: config });
  for (const [key, { cache, returnHeaders }] of Object.entries(sources)) {
    if (returnHeaders && cache) {
      fault(
        ["sources", key, "cache"],
        "What is kept has no headers for one client: leave out `cache` or `returnHeaders`.",
      );
    }
  }
  if (gateway?.share === "operation" && returnedHeadersOf({ sources, ...rest })) {
    const message = "An answer that is shared has no headers for one client: leave out this or `returnHeaders`.";
    fault(["gateway", "share"], message);
  }
}
