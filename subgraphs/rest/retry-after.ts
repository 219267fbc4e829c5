import type { RestResponse } from "./operation.ts";

/**
 * Milliseconds that a `Retry-After` asks for; `undefined` where there is none that can be read. RFC 9110 section 10.2.3:
 * seconds, or an HTTP-date.
 *
 * @param wallClock  Milliseconds since 1970.
 */
export function retryAfterOf(response: RestResponse, wallClock: number): number | undefined {
  const value = response.headers["retry-after"]?.[0]?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  // Date.parse reads much that is no HTTP-date; all of those begin with the name of a day.
  const at = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallClock);
}
