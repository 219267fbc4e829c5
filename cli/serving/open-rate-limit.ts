import type { ClientKey, RateLimit } from "../../gateway/rate-limit/rate-limit.ts";
import type { HitCounter } from "../../gateway/rate-limit/hit-counter.ts";
import type { RateLimitConfig } from "../config/rate-limit-config.ts";
import type { InNumbers } from "../config/units.ts";
import { sharedRedis } from "../open-shared-store.ts";
import type { Project } from "../project.ts";

export interface OpenRateLimit {
  readonly rateLimit: RateLimit;
  close(): Promise<void>;
}

/**
 * What the config says about how often clients may ask, counted in the Redis of its `cache` where it has one.
 *
 * @throws ToolError when the URL of Redis is none, or reads a variable that is not set.
 */
export async function openRateLimit({ config }: Pick<Project, "config">): Promise<OpenRateLimit | undefined> {
  const { rateLimit: limit, trustedProxies = [] } = config.gateway ?? {};
  if (!limit) return undefined;
  // What is off is not loaded.
  const { RateLimit: Limit } = await import("../../gateway/rate-limit/rate-limit.ts");
  const { clientAddressReader } = await import("../../gateway/rate-limit/client-address.ts");
  const counter = await openCounter(config, limit);
  const rateLimit = new Limit({ counter, by: toClientKey(limit.by), addressOf: clientAddressReader(trustedProxies) });
  return { rateLimit, close: () => counter.close() };
}

async function openCounter(
  config: Project["config"],
  { requests, per: perMs = 60_000 }: InNumbers<RateLimitConfig>,
): Promise<HitCounter> {
  const { openHitCounter } = await import("../../gateway/rate-limit/hit-counter.ts");
  const shared = sharedRedis(config);
  if (!shared) return openHitCounter({ requests, perMs });
  const { openRedisConnection } = await import("../../subgraphs/store/redis-connection.ts");
  const redis = await openRedisConnection({ ...shared, purpose: "rate-limit" });
  return openHitCounter({ requests, perMs, redis, timeoutMs: shared.timeoutMs });
}

function toClientKey(by: InNumbers<RateLimitConfig>["by"] = "ip"): ClientKey {
  if (by === "ip") return { kind: "ip" };
  return "header" in by ? { kind: "header", name: by.header.toLowerCase() } : { kind: "claim", name: by.claim };
}
