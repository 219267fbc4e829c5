import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedRequest {
  readonly method: string;
  /** Path and query exactly as they came in. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RestServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly requests: RecordedRequest[];
  close(): Promise<void>;
}

type Answer = { status?: number; headers?: Record<string, string | string[]>; body?: string | Buffer; json?: unknown };
export type Handler = (request: RecordedRequest, response: ServerResponse) => Answer | void | Promise<Answer | void>;

/** A real HTTP server on port 0 that records what it is asked. A handler answers by returning, or writes itself. */
export async function startRestServer(handler: Handler): Promise<RestServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request: RecordedRequest = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      requests.push(request);
      void Promise.resolve(handler(request, response)).then((answer) => {
        if (!answer) return;
        const body = answer.json === undefined ? (answer.body ?? "") : JSON.stringify(answer.json);
        response.writeHead(answer.status ?? 200, {
          ...(answer.json === undefined ? {} : { "content-type": "application/json" }),
          ...answer.headers,
        });
        response.end(body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
