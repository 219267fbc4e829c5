/** Which pages of other origins may read answers, as it is written in a config. */
import { z } from "zod";
import { duration, type Duration } from "./units.ts";

export interface CorsConfig {
  /** `https://app.example.com`; `https://*.example.com` is any host below; `*` is every page there is. */
  readonly origins: readonly string[];
  /** Whether pages may send cookies, and read what comes of them. Default false; never with `*`. */
  readonly credentials?: boolean;
  /** Request headers that pages may send. Default: those that they ask for. */
  readonly allowHeaders?: readonly string[];
  /** Headers of the answer that pages may read. Default: those that any page may. */
  readonly exposeHeaders?: readonly string[];
  /** How long a browser goes by what it was told. Default 10m. */
  readonly maxAge?: Duration;
}

const headerNames = z
  .array(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "Expected the name of a header."))
  .readonly();

export const corsSchema: z.ZodType = z
  .strictObject({
    origins: z
      .array(
        z.string().refine(isOrigin, {
          error: ({ input }) =>
            `Expected an origin such as \`https://app.example.com\` or \`https://*.example.com\`, or \`*\`, found \`${String(input)}\`.`,
        }),
      )
      .readonly()
      .describe("`https://app.example.com`; `https://*.example.com` is any host below; `*` is every page."),
    credentials: z.boolean().optional().describe("Whether pages may send cookies. Default false; never with `*`."),
    allowHeaders: headerNames.optional().describe("Request headers that pages may send. Default: what they ask for."),
    exposeHeaders: headerNames.optional().describe("Headers of the answer that pages may read."),
    maxAge: duration().optional().describe("How long a browser goes by what it was told. Default 10m."),
  })
  .superRefine(({ origins, credentials }, context) => {
    if (!credentials || !origins.includes("*")) return;
    // Any page that a user visits could then do in its user's name what the user may do.
    const message = "`credentials` are for origins that are named, and never for `*`.";
    context.addIssue({ code: "custom", message, path: ["credentials"], input: credentials });
  });

function isOrigin(text: string): boolean {
  if (text === "*") return true;
  const plain = text.replace(/^(https?:\/\/)\*\./i, "$1");
  if (plain.includes("*") || !URL.canParse(plain)) return false;
  const { origin, protocol } = new URL(plain);
  // A trailing slash, or a port that goes without saying, would never be what a browser sends.
  return (protocol === "https:" || protocol === "http:") && origin === plain.toLowerCase();
}
