/**
 * A TCP proxy in front of an HTTP service that spoils what the service answers, byte by byte where need be: whatever a
 * network, a proxy or a broken server can do to a client.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** What happens to a request that has come in whole. */
export type Fault = (exchange: FaultedExchange) => void | Promise<void>;

export interface FaultedExchange {
  readonly client: Socket;
  /** Of this proxy, without a trailing slash. */
  readonly url: string;
  /** Of the request. */
  readonly path: string;
  /** What the service answers. Asked for at the first call only: a fault may answer by itself. */
  readonly answer: () => Promise<WireAnswer>;
}

/** An answer as it stands on the wire. */
export interface WireAnswer {
  /** With the empty line that ends it. */
  readonly head: Buffer;
  readonly body: Buffer;
  /** Head and body. */
  readonly whole: Buffer;
}

export interface FaultProxy {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  /** Of requests that come from now on. */
  use(fault: Fault): void;
  /** Cuts connections as soon as they are made, from now on. */
  refuseConnections(isRefusing: boolean): void;
  /** `METHOD /path` of each request that came in whole. */
  readonly requests: string[];
  /** How many connections are open on which a request met another fault than `healthy`. */
  openFaulted(): number;
  close(): Promise<void>;
}

/** Hands on what the service answers. */
export const healthy: Fault = async ({ client, answer }) => {
  client.write((await answer()).whole);
};

/** Starts a proxy on port 0. */
export async function startFaultProxy(serviceUrl: string): Promise<FaultProxy> {
  const service = Number(new URL(serviceUrl).port);
  const sockets = new Set<Socket>();
  const faulted = new Set<Socket>();
  const requests: string[] = [];
  let fault = healthy;
  let isRefusing = false;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client);
    client.on("close", () => [sockets, faulted].forEach((open) => open.delete(client)));
    // A client that has had enough cuts the connection, in the midst of a fault.
    client.on("error", () => client.destroy());
    client.on("end", () => client.end());
    if (isRefusing) client.resetAndDestroy();
    readRequests(client, (request) => {
      const [method = "", path = ""] = request.toString("latin1").split(" ", 2);
      requests.push(`${method} ${path}`);
      if (fault !== healthy) faulted.add(client);
      void fault({ client, url, path, answer: () => ask(service, request) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a string only for a pipe
  return {
    url,
    use: (next) => (fault = next),
    refuseConnections: (value) => (isRefusing = value),
    requests,
    openFaulted: () => faulted.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Calls back for each whole request, one after the other. */
function readRequests(client: Socket, onRequest: (request: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  client.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const headEnd = pending.indexOf("\r\n\r\n");
      if (headEnd === -1) return;
      const head = pending.subarray(0, headEnd).toString("latin1");
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (pending.length < end) return;
      const request = pending.subarray(0, end);
      pending = pending.subarray(end);
      onRequest(request);
    }
  });
}

/** Asks the service on a connection of its own. */
function ask(port: number, request: Buffer): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
      const head = Buffer.from(
        bytes
          .subarray(0, bodyAt)
          .toString("latin1")
          .replace(/^connection: *close/im, "Connection: keep-alive"),
        "latin1",
      );
      const body = bytes.subarray(bodyAt);
      resolve({ head, body, whole: Buffer.concat([head, body]) });
    });
    const text = request.toString("latin1").replace(/^connection: *[^\r]*/im, "connection: close");
    socket.end(Buffer.from(text, "latin1"));
  });
}
