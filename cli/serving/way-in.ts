/** What a config says about requests that come in, as the server takes it. */
import type { GatewayServerOptions } from "../../gateway/http-server.ts";
import type { RequestLimits } from "../../gateway/limits/request-limits.ts";
import type { RestuaryConfig } from "../config/config.ts";
import { toCorsOptions } from "./to-cors-options.ts";
import { toOverloadOptions } from "../config/operations-config.ts";
import { returnedHeadersOf } from "../config/returned-headers.ts";
import { readClientAuth } from "../config/read-client-auth.ts";
import { environment } from "../environment.ts";
import type { Project } from "../project.ts";
import { toRequestLimits } from "./to-request-limits.ts";
import type { InNumbers } from "../config/units.ts";

export function wayIn(
  config: InNumbers<RestuaryConfig>,
): Pick<GatewayServerOptions, "limits" | "maxBodyBytes" | "cors" | "returnedHeaders" | "overload"> {
  const { limits = {}, gateway: { overload, cors } = {} } = config;
  return {
    returnedHeaders: returnedHeadersOf(config),
    limits: toRequestLimits(limits),
    cors: cors && toCorsOptions(cors),
    ...(overload !== undefined && { overload: toOverloadOptions(overload) }),
    ...(limits.body !== undefined && { maxBodyBytes: limits.body }),
  };
}

/** @throws ToolError where it reads a variable that is not set. */
export function clientAuthOf(project: Project): Pick<GatewayServerOptions, "auth"> {
  const auth = readClientAuth(project, environment());
  return auth ? { auth } : {};
}

/**
 * Of one subgraph alone, whose client is another gateway: that has asked within limits of its own, and joins many
 * entities and root fields into one operation.
 */
export const subgraphLimits: Partial<RequestLimits> = {
  characters: 1_000_000,
  tokens: 15_000,
  depth: 48,
  aliases: Infinity,
  rootFields: Infinity,
  directives: Infinity,
  selections: 10_000,
  values: Infinity,
};
