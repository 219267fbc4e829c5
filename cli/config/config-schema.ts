import { z } from "zod";
import type { RestuaryConfig } from "./config.ts";

const headerNames = z
  .array(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "Expected the name of a header."))
  .readonly();
const positive = z.int().positive();

const subgraph = z
  .strictObject({
    schema: z.string().optional(),
    module: z.string().optional(),
    url: httpUrl().optional(),
    forward: headerNames.optional(),
  })
  .superRefine((entry, context) => {
    const message = subgraphFault(entry);
    if (message) context.addIssue({ code: "custom", message });
  });

const source = z.strictObject({
  baseUrl: httpUrl().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  forward: headerNames.optional(),
  openapi: z.string().optional(),
  strict: z.boolean().optional(),
  maxUrlBytes: positive.optional(),
  callOnNullKey: z.boolean().optional(),
  timeoutMs: positive.optional(),
  maxBodyBytes: positive.optional(),
});

const gateway = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  path: z
    .string()
    .regex(/^\/[^?#\s]*$/, "Expected a path that starts with `/`, such as `/graphql`.")
    .optional(),
  context: z.custom((value) => typeof value === "function", "Expected a function.").optional(),
});

const checks = z.strictObject({ operations: z.array(z.string()).readonly().optional() });

const root = z.strictObject({
  subgraphs: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "A subgraph's name is a letter, then letters, digits, `_` and `-`."),
      subgraph,
    )
    .optional(),
  sources: z
    .record(
      z.string().regex(/^[^.]+\..+$/, "A source's key is `<subgraph>.<source name>`, such as `users.api`."),
      source,
    )
    .optional(),
  gateway: gateway.optional(),
  checks: checks.optional(),
  composer: z.enum(["theguild", "apollo"]).optional(),
});

/** Strict: a key that is not known is a typing error, and silence about it would cost an afternoon. */
// The cast: zod's `.optional()` admits an explicit `undefined` too, which `exactOptionalPropertyTypes` tells apart.
export const configSchema: z.ZodType<RestuaryConfig> = root as z.ZodType as z.ZodType<RestuaryConfig>;

function httpUrl(): z.ZodString {
  return z.string().refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === "http:" || url?.protocol === "https:";
  }, "Expected an absolute http(s) URL.");
}

function subgraphFault(entry: {
  schema?: string | undefined;
  module?: string | undefined;
  url?: string | undefined;
  forward?: unknown;
}): string | undefined {
  if (entry.module !== undefined) {
    if (entry.schema !== undefined) return "A subgraph has either a `schema` or a `module`, and this one has both.";
    if (entry.url !== undefined) return "A coded subgraph (`module`) runs in this process and has no `url`.";
  } else if (entry.schema === undefined) {
    return "A subgraph needs a `schema` (SDL file) or a `module`.";
  }
  if (entry.forward !== undefined && entry.url === undefined) {
    return "`forward` is for a remote subgraph (`url`). For a REST service write it under `sources`.";
  }
  return undefined;
}
