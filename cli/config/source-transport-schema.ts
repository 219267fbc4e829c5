/** The keys of a source that say how it is reached over the wire. */
import { z } from "zod";
import { authSchema } from "./auth-schema.ts";
import { returnHeadersSchema } from "./returned-headers-schema.ts";
import type { SourceTransportConfig } from "./source-transport-config.ts";
import { tls } from "./tls-schema.ts";
import { duration, size } from "./units.ts";

const positive = z.int().positive();
const share = z.number().gt(0).lt(1);

const origin = z.string().refine((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return (url?.protocol === "http:" || url?.protocol === "https:") && url.origin === value.replace(/\/$/, "");
}, "Expected an origin: scheme, host and port alone, such as `https://files.internal`.");

const retry = z.strictObject({
  retries: z.int().min(0).max(10).optional().describe("After the first attempt. Default 2."),
  methods: z
    .array(z.enum(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]))
    .readonly()
    .optional()
    .describe("Methods that may be sent again. Default GET and HEAD."),
  delay: duration({ allowZero: true }).optional().describe("Most of the first pause. Default 100ms."),
  maxDelay: duration({ allowZero: true }).optional().describe("Most of any pause. Default 2s."),
  maxRetryAfter: duration({ allowZero: true })
    .optional()
    .describe("Longest `Retry-After` that is waited for. Default 5s."),
  budget: z.number().min(0).max(1).optional().describe("Most retries as a share of what is sent. Default 0.2."),
  minPerSecond: z.int().min(0).optional().describe("Retries that are always allowed, each second. Default 10."),
});

const breaker = z.strictObject({
  failures: share.optional().describe("Share of failed calls above which the service is left alone. Default 0.5."),
  window: duration().optional().describe("Calls are counted over it. Default 10s."),
  minCalls: positive.optional().describe("Fewer calls say nothing. Default 20."),
  pause: duration().optional().describe("Until one call tries whether the service is back. Default 5s."),
});

const limit = z.strictObject({
  calls: positive.optional().describe("Calls to one origin at a time. Default 256."),
  queue: z.int().min(0).optional().describe("Calls that wait for one of these to end. Default 1024."),
});

export const sourceTransport: Readonly<Record<keyof SourceTransportConfig, z.ZodOptional<z.ZodType>>> = {
  timeout: duration()
    .optional()
    .describe("For one whole call, retries included. Default: what `gateway.timeout` leaves."),
  connectTimeout: duration().optional().describe("For TCP and TLS together. Default 5s."),
  headersTimeout: duration().optional().describe("Until an answer begins. Default: none of its own."),
  bodyTimeout: duration().optional().describe("Longest silence in the midst of an answer. Default: none of its own."),
  maxBody: size().optional().describe("Most decoded bytes of one body. Default 10MB."),
  deadlineHeader: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "Expected the name of a header.")
    .optional()
    .describe("Request header that tells the service the milliseconds that are left. Default: none."),
  redirects: z.array(origin).readonly().optional().describe("Origins that a redirect may lead to. Default: its own."),
  http2: z.boolean().optional().describe("HTTP/2 where the service offers it. Default false."),
  keepAlive: duration().optional().describe("How long an idle connection is kept. Default 4s."),
  tls: tls.optional().describe("Whom to trust, and what to show (mutual TLS); files in PEM."),
  retry: z
    .union([z.literal(false), retry])
    .optional()
    .describe("When a call is sent again; `false` is never."),
  breaker: z
    .union([z.literal(false), breaker])
    .optional()
    .describe("When a failing service is left alone."),
  limit: limit.optional().describe("How much of it at a time."),
  auth: authSchema.optional().describe("How the service knows who asks: one of its keys."),
  returnHeaders: returnHeadersSchema
    .optional()
    .describe(
      "Headers of its answers that clients get: of several answers the `first`, the `last`, or all (`append`).",
    ),
};
