import { z } from "zod";
import { diagnosticCodes } from "../../schema/diagnostic-codes.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import { neverForwarded } from "../../subgraphs/rest/headers.ts";
import { clientAuthSchema } from "./client-auth-config.ts";
import { sourceCacheSchema, storeSchema } from "./cache-schema.ts";
import { refuseReplacedHeader } from "./auth-schema.ts";
import type { RestuaryConfig } from "./config.ts";
import { corsSchema } from "./cors-config.ts";
import { documentsSchema } from "./documents-config.ts";
import { limitsSchema } from "./limits-config.ts";
import { refuseSharedHeaders } from "./returned-headers-schema.ts";
import { drainSchema, overloadSchema } from "./operations-schema.ts";
import { rateLimitSchema, trustedProxiesSchema } from "./rate-limit-config.ts";
import { routersSchema } from "./routers-config.ts";
import { SUBGRAPH_NAME } from "./subgraph-name.ts";
import { sourceTransport } from "./source-transport-schema.ts";
import { duration, size } from "./units.ts";
import type { InNumbers } from "./units.ts";

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "Expected the name of a header.", abort: true })
  .refine((name) => !neverForwarded.has(name.toLowerCase()), {
    error: ({ input }) => `\`${String(input)}\` is of the client's own message and connection, and is never forwarded.`,
  });
const headerNames = z.array(headerName).readonly();
const positive = z.int().positive();

const subgraph = z
  .strictObject({
    schema: z.string().optional().describe("SDL file."),
    module: z.string().optional().describe("Module whose default export is a `defineSubgraph(...)`."),
    url: httpUrl().optional().describe("Where a remote subgraph answers GraphQL over HTTP."),
    forward: headerNames.optional().describe("Client headers copied to a remote subgraph."),
    showErrors: z
      .boolean()
      .optional()
      .describe("Tell clients a remote subgraph's errors in its own words. Default: outside of production."),
    ...sourceTransport,
  })
  .superRefine((entry, context) => {
    const message = subgraphFault(entry);
    if (message) context.addIssue({ code: "custom", message });
  })
  .superRefine(refuseReplacedHeader);

const source = z
  .strictObject({
    baseUrl: z
      .union(
        [httpUrl(), tenantUrls("header"), tenantUrls("context")],
        "Expected an absolute http(s) URL, or `{ header, urls }`, or `{ context, urls }`.",
      )
      .optional()
      .describe("Replaces the `baseURL` of the SDL: one URL, or one for each tenant."),
    config: z.record(z.string(), z.unknown()).optional().describe("`$config` in mappings."),
    forward: headerNames
      .optional()
      .describe("Client headers copied to every request, beside those that the SDL names."),
    openapi: z.string().optional().describe("The OpenAPI document that the subgraph was made against."),
    strict: z.boolean().optional().describe("A body of an unsupported media type is an error instead of null."),
    problemMembers: z
      .array(z.string().min(1))
      .readonly()
      .optional()
      .describe("Members of its problem details that clients are told, beside `type`, `title` and `status`."),
    maxUrl: size().optional().describe("A batch whose URL would be longer is split. Default 8KB."),
    cache: sourceCacheSchema
      .optional()
      .describe("Keeps its answers by RFC 9111; `true` is all defaults. Default false."),
    callOnNullKey: z.boolean().optional().describe("Ask even where a key of the reference is null. Default false."),
    ...sourceTransport,
  })
  .superRefine(refuseReplacedHeader);

const gateway = z.strictObject({
  port: z.int().min(0).max(65_535).optional().describe("Default 4000. 0 picks a free one."),
  host: z.string().min(1).optional().describe("Default: loopback in `dev`, every interface in `serve`."),
  path: httpPath().optional().describe("Where GraphQL is answered. Default `/graphql`."),
  timeout: duration().optional().describe("For one whole operation, every call to a service included. Default 10s."),
  rateLimit: rateLimitSchema.optional().describe("How often a client may ask. Default: as often as it likes."),
  trustedProxies: trustedProxiesSchema
    .optional()
    .describe("Addresses and ranges of proxies whose `X-Forwarded-For` says who the client is. Default none."),
  cors: corsSchema.optional().describe("Pages of other origins that may read answers. Default: none."),
  overload: overloadSchema.optional().describe("When requests are turned away with 503; `false` is never."),
  watch: z
    .boolean()
    .optional()
    .describe("Whether `serve` takes up changes of the graph's files, and not at SIGHUP alone. Default false."),
  drain: drainSchema.optional().describe("How `serve` ends."),
  traceContext: z
    .boolean()
    .optional()
    .describe("Send a client's `traceparent` and `tracestate` on to services and remote subgraphs. Default true."),
  share: z
    .enum(["none", "request", "operation"])
    .optional()
    .describe("What equal requests in flight share. Default `none`: nothing but equal GETs of one operation."),
  workers: z
    .union([positive, z.literal("auto")], 'Expected a number of processes, or "auto".')
    .optional()
    .describe("Processes that `serve` answers with; `auto` is one for each core. Default 1."),
  metrics: z
    .strictObject({
      port: z.int().min(0).max(65_535).optional().describe("Default 9464. 0 picks a free one."),
      host: z.string().min(1).optional().describe("Address to listen on. Default 127.0.0.1."),
      path: httpPath().optional().describe("Default `/metrics`."),
    })
    .optional()
    .describe("Where `serve` answers Prometheus; on a port of its own, so that clients do not reach it. Default off."),
  context: z.custom((value) => typeof value === "function", "Expected a function.").optional(),
  plugins: z.custom((value) => Array.isArray(value), "Expected a list of Apollo Server plugins.").optional(),
});

const probe = z.strictObject({
  connector: z.string().min(1).describe("A connector whose method is GET, as connector tests name it: `Query.user`."),
  args: z.record(z.string(), z.unknown()).optional().describe("Arguments of the field."),
  this: z.record(z.string(), z.unknown()).optional().describe("The parent object, or the entity's reference."),
  batch: z.array(z.record(z.string(), z.unknown())).readonly().optional().describe("References of a batch connector."),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe("Headers as a client would send them. `{$env.NAME}` in a value is read from the environment."),
});

const severity = z.enum(["off", "warning", "error"]);

const diagnosticCode = z.string().refine((code) => Object.hasOwn(diagnosticCodes, code), {
  error: ({ input }) => unknownCode(String(input)),
});

const checks = z.strictObject({
  operations: z
    .array(z.string().min(1))
    .readonly()
    .optional()
    .describe("Globs of what clients really send. Default `schema/operations/**/*.graphql`."),
  usage: z
    .enum(["strict", "operations"])
    .optional()
    .describe("`operations`: a break that no known operation uses is a warning. Default `strict`."),
  budgets: z
    .record(z.string().min(1), positive)
    .optional()
    .describe("Most REST calls of an operation at worst, by its name; `*` is every other operation."),
  assumedListSize: positive.optional().describe("Length of lists that nothing else says the length of."),
  probes: z.array(probe).readonly().optional().describe("What `check --probe` asks the services."),
  rules: z.record(diagnosticCode, severity).optional().describe("By code: `off`, `warning` or `error`."),
  waivers: z.string().min(1).optional().describe("File of accepted findings. Default `schema/waivers.yaml`."),
});

const patterns = z.array(z.string().min(1)).readonly();
const contract = z.strictObject({
  include: patterns.optional().describe("Tags that are in it. Default: all, with a tag or without."),
  exclude: patterns.optional().describe("Tags that are not in it; they outrank `include`."),
  hideUnreachableTypes: z.boolean().optional().describe("Leave types out that no field leads to. Default true."),
});

const root = z.strictObject({
  $schema: z.string().optional().describe("For editors: where the JSON Schema of this file is."),
  subgraphs: z
    .record(
      z.string().regex(SUBGRAPH_NAME, "A subgraph's name is a letter, then letters, digits, `_` and `-`."),
      subgraph,
    )
    .optional()
    .describe("By name. Default: every subgraphs/*.graphql."),
  sources: z
    .record(
      z.string().regex(/^[^.]+\..+$/, "A source's key is `<subgraph>.<source name>`, such as `users.api`."),
      source,
    )
    .optional()
    .describe("How each REST service is reached, keyed `<subgraph>.<source name>`."),
  gateway: gateway.optional(),
  auth: clientAuthSchema.optional().describe("Whose tokens clients may send, and what is asked of them."),
  cache: storeSchema.optional().describe("Where answers are kept, and what replicas share. Default: memory."),
  limits: limitsSchema.optional().describe("How much one request may ask for."),
  documents: documentsSchema.optional().describe("Operations that clients may name by an id, or have to."),
  checks: checks.optional(),
  contracts: z
    .record(
      z.string().regex(SUBGRAPH_NAME, "A contract's name is a letter, then letters, digits, `_` and `-`."),
      contract,
    )
    .optional()
    .describe("Variants of the graph by `@tag`, each checked as a graph of its own."),
  routers: routersSchema.optional().describe("Where `compose --for` tells other routers that subgraphs are."),
  composer: z.enum(["theguild", "apollo"]).optional(),
});

/** Strict: a key that is not known is a typing error, and silence about it would cost an afternoon. */
// The cast: zod's `.optional()` admits an explicit `undefined` too, which `exactOptionalPropertyTypes` tells apart.
export const configSchema: z.ZodType<InNumbers<RestuaryConfig>> = root
  .superRefine(refuseSharedHeaders)
  .superRefine(refuseUnknownClaim) as z.ZodType as z.ZodType<InNumbers<RestuaryConfig>>;

/** Without tokens every client would count by its address, against what is written. */
function refuseUnknownClaim(
  {
    gateway: { rateLimit } = {},
    auth,
  }: { readonly gateway?: Record<string, unknown> | undefined; readonly auth?: unknown },
  context: z.RefinementCtx,
): void {
  const { by } = (rateLimit ?? {}) as { readonly by?: unknown }; // as its own schema has found it
  if (auth !== undefined || typeof by !== "object" || by === null || !("claim" in by)) return;
  context.addIssue({
    code: "custom",
    path: ["gateway", "rateLimit", "by", "claim"],
    message: "A claim is one of a verified token. Say in `auth.jwt` whose tokens are taken.",
  });
}

function httpPath(): z.ZodString {
  return z.string().regex(/^\/[^?#\s]*$/, "Expected a path that starts with `/`, such as `/graphql`.");
}

function unknownCode(code: string): string {
  const suggestion = didYouMean(code, Object.keys(diagnosticCodes));
  return `There is no code \`${code}\`. ${suggestion ?? "docs/diagnostics.md lists them all."}`;
}

const variablesInUrls =
  "Variables are read in the `baseURL` of the SDL, as `{$env.NAME}`, and by a config in TypeScript, as `process.env`.";

function httpUrl(): z.ZodString {
  return z.string().refine(
    (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return url?.protocol === "http:" || url?.protocol === "https:";
    },
    {
      error: ({ input }) =>
        `Expected an absolute http(s) URL.${String(input).includes("{$env.") ? ` ${variablesInUrls}` : ""}`,
    },
  );
}

function tenantUrls(by: "header" | "context"): z.ZodType {
  const name = z
    .string()
    .min(1)
    .describe(by === "header" ? "A client's header." : "A key of what `context` makes.");
  return z.strictObject({
    [by]: name,
    urls: z.record(z.string(), httpUrl()).describe("URL by tenant; no other is known."),
  });
}

function subgraphFault(entry: {
  schema?: string | undefined;
  module?: string | undefined;
  url?: string | undefined;
  forward?: unknown;
  [key: string]: unknown;
}): string | undefined {
  if (entry.module !== undefined) {
    if (entry.schema !== undefined) return "A subgraph has either a `schema` or a `module`, and this one has both.";
    if (entry.url !== undefined) return "A coded subgraph (`module`) runs in this process and has no `url`.";
  } else if (entry.schema === undefined) {
    return "A subgraph needs a `schema` (SDL file) or a `module`.";
  }
  const key = ["forward", "showErrors", ...Object.keys(sourceTransport)].find((name) => entry[name] !== undefined);
  if (key !== undefined && entry.url === undefined) {
    return `\`${key}\` is for a remote subgraph (\`url\`). For a REST service write it under \`sources\`.`;
  }
  return undefined;
}
