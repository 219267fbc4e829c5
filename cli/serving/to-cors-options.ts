import type { CorsOptions } from "../../gateway/http/cors.ts";
import type { CorsConfig } from "../config/cors-config.ts";
import type { InNumbers } from "../config/units.ts";

export function toCorsOptions(config: InNumbers<CorsConfig>): CorsOptions {
  const { maxAge, ...options } = config;
  return { ...options, ...(maxAge !== undefined && { maxAgeSeconds: Math.round(maxAge / 1_000) }) };
}
