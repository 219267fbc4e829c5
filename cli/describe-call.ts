/** Upstream calls as lines for people. */
import { redactUrl } from "../subgraphs/redact-sent.ts";
import type { RestCallReport } from "../subgraphs/rest/create-rest-operation.ts";

/** `GET http://127.0.0.1:4101/products/7 200 3 ms 412 B catalog:Query.product[0] (hit)` */
export function describeCall(report: RestCallReport): string {
  const { method, url, bytes, coordinate, shared, cache } = report;
  const size = bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
  return `${method} ${redactUrl(url)} ${outcomeOf(report)} ${size} ${coordinate}${shared ? " (shared)" : cache ? ` (${cache})` : ""}`;
}

function outcomeOf({ status, error, durationMs }: RestCallReport): string {
  return `${error ? `failed: ${error.message}` : status} ${Math.round(durationMs)} ms`;
}
