/** Upstream calls as lines for people. */
import { redactUrl } from "../subgraphs/redact-sent.ts";
import type { RestCallReport } from "../subgraphs/rest/create-rest-operation.ts";

/** `GET http://127.0.0.1:4101/products/7 200 3 ms 412 B catalog:Query.product[0] (hit)` */
export function describeCall(report: RestCallReport): string {
  const { method, url, bytes, coordinate } = report;
  const size = bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
  return `${method} ${redactUrl(url)} ${outcomeOf(report)} ${size} ${coordinate}${marksOf(report)}`;
}

/** From here on a call is what people wait for. */
const slowMs = 1000;

/** What stands out: ` (shared)`, ` (hit)`, ` (slow)`. */
function marksOf({ shared, cache, durationMs }: RestCallReport): string {
  const marks = [shared ? "shared" : cache, durationMs >= slowMs ? "slow" : undefined];
  const own = marks.filter((mark) => mark !== undefined);
  return own.length === 0 ? "" : ` (${own.join(", ")})`;
}

function outcomeOf({ status, error, durationMs }: RestCallReport): string {
  return `${error ? `failed: ${error.message}` : status} ${Math.round(durationMs)} ms`;
}
