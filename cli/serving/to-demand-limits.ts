import type { DemandLimits } from "../../gateway/limits/cost/demand-limits.ts";
import type { CostConfig } from "../config/limits-config.ts";
import type { InNumbers } from "../config/units.ts";

/** @param assumedListSize  That of checks. */
export function toDemandLimits(config: InNumbers<CostConfig>, assumedListSize: number | undefined): DemandLimits {
  const { mode = "measure", max, maxCalls, listSize = assumedListSize } = config;
  return {
    mode,
    ...(max !== undefined && { maxCost: max }),
    ...(maxCalls !== undefined && { maxCalls }),
    ...(listSize !== undefined && { listSize }),
  };
}
