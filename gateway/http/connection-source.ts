import { Server as NetServer, type Socket } from "node:net";
import type { Server } from "node:http";
import { listen } from "./listen.ts";

/** Connections that another process has accepted. */
export interface ConnectionSource {
  /** @param take  Called with each connection. Nothing has been read from it. */
  start(take: (connection: Socket) => void): void;
  /** No more of them are answered. */
  stop(): void;
}

export interface OpenServer {
  /** URL without a trailing slash; empty where the server listens nowhere. */
  readonly base: string;
  /** Takes no new connections; resolves when those that are open have ended. */
  readonly close: () => Promise<void>;
}

export interface ConnectionOptions {
  /** Default 4000. 0 picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default: every interface. */
  readonly host?: string;
  /** Answers these connections, and listens nowhere. */
  readonly connections?: ConnectionSource;
}

/** @throws ListenError when the port cannot be listened on. */
export async function openServer(server: Server, options: ConnectionOptions): Promise<OpenServer> {
  const { port = 4000, host, connections } = options;
  if (connections) return { base: "", close: takeConnections(server, connections) };
  const base = await listen(server, { port, host });
  // node:http's own `close` also cuts connections without a request, and with them a request that a client has just
  // sent and nobody has read. Without it those get an answer, and the client learns that the connection ends.
  return { base, close: () => new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve())) };
}

/**
 * Has a server answer connections that it did not accept itself.
 *
 * @returns Resolves when all that were taken have ended, and no more are taken.
 */
function takeConnections(server: Server, source: ConnectionSource): () => Promise<void> {
  const open = new Set<Socket>();
  let onEmpty: (() => void) | undefined;
  // node:http watches for slow and idle connections from when it listens, which it never does here.
  server.emit("listening");
  source.start((connection) => {
    open.add(connection);
    connection.once("close", () => {
      open.delete(connection);
      if (open.size === 0) onEmpty?.();
    });
    // As of those that it accepts: it decides itself what comes of a client that has sent its last.
    connection.allowHalfOpen = true;
    server.emit("connection", connection);
  });
  return () =>
    new Promise((resolve) => {
      onEmpty = () => {
        source.stop();
        resolve();
      };
      if (open.size === 0) onEmpty();
    });
}
