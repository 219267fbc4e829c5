/**
 * What a client's request says of the trace that it belongs to (https://www.w3.org/TR/trace-context/), as services get
 * it: unchanged. A span id of our own would name a span that nobody records; who records spans has instrumentation,
 * which writes these headers itself.
 */
export type TraceContext = readonly string[];

/** `00-<trace id>-<parent id>-<flags>`; of later versions there may be more. Ids of zeros alone are none. */
const valid = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-[\x21-\x7e]*)?$/;
/** Section 3.3.1.5 asks for 512 at the least. */
const MAX_STATE_LENGTH = 2_048;

/**
 * Name, value, name, value... `undefined` where there is no trace, or one that is not valid: what belongs to it is
 * dropped with it (section 4.3).
 *
 * @param headers  Lower-case names; several lines of one joined by commas, as `node:http` has them.
 */
export function readTraceContext(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): TraceContext | undefined {
  const parent = headers["traceparent"];
  if (typeof parent !== "string" || !valid.test(parent) || (parent.startsWith("00") && parent.length !== 55)) {
    return undefined;
  }
  const state = headers["tracestate"];
  if (typeof state !== "string" || state === "" || state.length > MAX_STATE_LENGTH) return ["traceparent", parent];
  return ["traceparent", parent, "tracestate", state];
}

/** @param headers  A source that says itself what is sent of it is believed. */
export function withTraceContext(headers: readonly string[], trace: TraceContext | undefined): readonly string[] {
  return trace === undefined || headers.includes("traceparent") ? headers : [...headers, ...trace];
}
