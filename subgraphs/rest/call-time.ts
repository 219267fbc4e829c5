import type { Deadline } from "./deadline.ts";

/** For a call that nobody else ends: it belongs to no operation, and neither it nor its source says anything. */
const DEFAULT_CALL_MS = 10_000;

/**
 * How long one whole call may take of its own, in milliseconds; `undefined` where its operation's deadline ends it.
 *
 * @param settings  Of its source.
 */
export function callTimeoutOf(
  request: { readonly timeoutMs?: number | undefined; readonly deadline?: Deadline | undefined },
  settings: { readonly timeoutMs?: number | undefined },
): number | undefined {
  return request.timeoutMs ?? settings.timeoutMs ?? (request.deadline ? undefined : DEFAULT_CALL_MS);
}
