/** `cache` of a config, and that of a source. */
import { z } from "zod";
import { duration, size } from "./units.ts";

export const storeSchema: z.ZodType = z
  .strictObject({
    store: z.enum(["memory", "redis"]).optional().describe("`redis` is shared by replicas. Default `memory`."),
    url: z
      .string()
      .min(1)
      .optional()
      .describe("`redis://` or `rediss://`. `{$env.NAME}` in it is read from the environment."),
    namespace: z.string().min(1).optional().describe("Starts every key in Redis. Default `restuary`."),
    maxSize: size().optional().describe("Most bytes of answers in the memory of one process. Default 64MB."),
    timeout: duration().optional().describe("How long Redis is waited for. Default 50ms."),
  })
  .superRefine(({ store = "memory", url, namespace, timeout, maxSize }, context) => {
    const fault =
      store === "redis" && url === undefined
        ? "`store: redis` needs a `url`, such as `{$env.REDIS_URL}`."
        : store === "memory" && (url ?? namespace ?? timeout) !== undefined
          ? "`url`, `namespace` and `timeout` are for `store: redis`."
          : store === "redis" && maxSize !== undefined
            ? "`maxSize` is for `store: memory`. Redis has a limit of its own, `maxmemory`."
            : undefined;
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });

/** Who a client is must not be left out of a key in passing; `scope: public` says what may be shared. */
const identifying: ReadonlySet<string> = new Set(["authorization", "cookie"]);

const ignorable = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "Expected the name of a header.")
  .refine((name) => !identifying.has(name.toLowerCase()), {
    error: ({ input }) => `\`${String(input)}\` says who asks. \`scope: public\` shares what services call public.`,
  });

export const sourceCacheSchema: z.ZodType = z.union([
  z.boolean(),
  z.strictObject({
    scope: z
      .enum(["private", "public"])
      .optional()
      .describe("`public`: what an answer calls public is given to any client. Default `private`: to the same alone."),
    ttl: duration().optional().describe("For answers that do not say how long they are fresh. Default: not at all."),
    heuristic: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("Share of the time since `Last-Modified`, where an answer says nothing else. Default 0."),
    staleIfError: duration({ allowZero: true })
      .optional()
      .describe("How long an old answer stands in for a service that fails, where it does not say. Default 0."),
    staleWhileRevalidate: duration({ allowZero: true })
      .optional()
      .describe("How long an old answer is given while a new one is fetched, where it does not say. Default 0."),
    maxEntry: size().optional().describe("Longest body that is kept. Default 1MB."),
    ignoreHeaders: z
      .array(ignorable)
      .readonly()
      .optional()
      .describe("Request headers that change no answer of the service."),
  }),
]);
