import type { RequestLimits } from "../../gateway/limits/request-limits.ts";
import type { LimitsConfig } from "../config/limits-config.ts";
import type { InNumbers } from "../config/units.ts";

/** Those that are set, in the server's words. */
export function toRequestLimits(config: InNumbers<LimitsConfig>): Partial<RequestLimits> {
  const { body: _body, cost: _cost, ...limits } = config;
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, value]): [string, number][] => {
      if (value === undefined) return [];
      return [[name, value === false ? (name === "batch" ? 0 : Number.POSITIVE_INFINITY) : value]];
    }),
  );
}
