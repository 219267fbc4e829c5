/** How often a client may ask, as it is written in a config. */
import { isIP } from "node:net";
import { z } from "zod";
import { duration, type Duration } from "./units.ts";

export interface RateLimitConfig {
  /** Operations that a client may ask for in that time. */
  readonly requests: number;
  /** In whole seconds. Default 1m. */
  readonly per?: Duration;
  /** Who counts as one client: an address, the value of a header, or a claim of a verified token. Default `ip`. */
  readonly by?: "ip" | { readonly header: string } | { readonly claim: string };
}

const by = z.union(
  [
    z.literal("ip"),
    z.strictObject({ header: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "Expected the name of a header.") }),
    z.strictObject({ claim: z.string().min(1) }),
  ],
  "Expected `ip`, `{ header }` or `{ claim }`.",
);

export const rateLimitSchema: z.ZodType = z.strictObject({
  requests: z.int().positive().describe("Operations that a client may ask for in that time."),
  per: duration()
    .refine((ms) => ms % 1_000 === 0, "Expected whole seconds.")
    .optional()
    .describe("In whole seconds. Default 1m."),
  by: by.optional().describe("Who counts as one client. Default `ip`."),
});

export const trustedProxiesSchema: z.ZodType = z.array(
  z.string().refine(isRange, "Expected an address, or a range such as `10.0.0.0/8`."),
);

function isRange(text: string): boolean {
  const [address = "", bits, ...others] = text.split("/");
  const version = isIP(address);
  if (version === 0 || others.length > 0) return false;
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
