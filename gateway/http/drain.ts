import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

export interface DrainOptions {
  /** How long a connection without a request stays open, for one that is on its way. */
  readonly idleMs: number;
  /** After that, whatever is still open is cut. */
  readonly timeoutMs: number;
}

/**
 * Takes no new connections, and resolves when those that are open have ended. Answers from now on have to say
 * `connection: close`; those that are being made get it here.
 */
export async function drain(
  server: Server,
  open: Iterable<ServerResponse>,
  { idleMs, timeoutMs }: DrainOptions,
): Promise<void> {
  // node:http's own `close` also cuts connections without a request, and with them a request that a client has just
  // sent and nobody has read. Without it those get an answer, and the client learns that the connection ends.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  for (const response of open) if (!response.headersSent) response.setHeader("connection", "close");
  const closeIdle = (): void => server.closeIdleConnections();
  if (idleMs === 0) closeIdle();
  const timers = [setTimeout(closeIdle, idleMs), setTimeout(() => server.closeAllConnections(), timeoutMs)];
  await closed;
  for (const timer of timers) clearTimeout(timer);
  // Ends what node:http does for a server as long as it is open.
  server.close();
}
