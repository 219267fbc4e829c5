/** Upstream calls as lines for people: each of them in `dev`, those that went wrong in `serve`. */
import type { RestCallReport } from "../subgraphs/rest/create-rest-operation.ts";

/** `GET http://127.0.0.1:4101/products/7 200 3 ms 412 B catalog:Query.product[0] (hit)` */
export function describeCall(report: RestCallReport): string {
  const { method, url, bytes, coordinate, shared, cache } = report;
  const size = bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
  return `${method} ${url} ${outcomeOf(report)} ${size} ${coordinate}${shared ? " (shared)" : cache ? ` (${cache})` : ""}`;
}

/**
 * `catalog:Query.product[0]: GET http://catalog/products/7 503 3 ms`, for a call without an answer, or whose answer
 * says that the service or our access to it is at fault. `undefined` for any other: a 404 is a client's business, and
 * so is a call given up because the client left. Queries may hold secrets and are not told.
 */
export function describeFailedCall(report: RestCallReport): string | undefined {
  const { method, url, status = 0, error, coordinate, shared } = report;
  const failed = error ? error.code !== "REST_ABORTED" : status >= 500 || accessDenied.has(status);
  if (!failed || shared) return undefined;
  return `${coordinate}: ${method} ${url.split("?", 1)[0]} ${outcomeOf(report)}`;
}

const accessDenied: ReadonlySet<number> = new Set([401, 403, 407, 429]);

function outcomeOf({ status, error, durationMs }: RestCallReport): string {
  return `${error ? `failed: ${error.message}` : status} ${Math.round(durationMs)} ms`;
}
