import type { Server, ServerResponse } from "node:http";

/** How long what is being answered may take when it is to end. */
export const DRAIN_TIMEOUT_MS = 10_000;

export interface DrainOptions {
  /** How long a connection without a request stays open, for one that is on its way. */
  readonly idleMs: number;
  /** After that, whatever is still open is cut. */
  readonly timeoutMs: number;
  /** Takes no new connections; resolves when those that are open have ended. */
  readonly close: () => Promise<void>;
}

/**
 * Takes no new connections, and resolves when those that are open have ended. Answers from now on have to say
 * `connection: close`; those that are being made get it here.
 */
export async function drain(
  server: Server,
  open: Iterable<ServerResponse>,
  { idleMs, timeoutMs, close }: DrainOptions,
): Promise<void> {
  const closed = close();
  for (const response of open) if (!response.headersSent) response.setHeader("connection", "close");
  const closeIdle = (): void => server.closeIdleConnections();
  if (idleMs === 0) closeIdle();
  const timers = [setTimeout(closeIdle, idleMs), setTimeout(() => server.closeAllConnections(), timeoutMs)];
  await closed;
  for (const timer of timers) clearTimeout(timer);
  // Ends what node:http does for a server as long as it is open.
  server.close();
}
