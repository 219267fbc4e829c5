import { createServer } from "node:http";
import { listen } from "../http/listen.ts";
import { METRICS_MEDIA_TYPE } from "./gateway-metrics.ts";

export interface MetricsServerOptions {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /** The metrics as they are now. */
  readonly text: () => Promise<string>;
  readonly onError: (error: unknown) => void;
}

export interface MetricsServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Answers Prometheus.
 *
 * @throws ListenError when the port cannot be listened on.
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { port, host, path, text, onError } = options;
  const server = createServer((request, response) => {
    const [pathname] = (request.url ?? "").split("?", 1);
    if (pathname !== path || !["GET", "HEAD"].includes(request.method ?? "")) {
      response.writeHead(404, { "content-type": "text/plain" }).end(`Metrics are at ${path}.\n`);
      return;
    }
    text().then(
      (body) => response.writeHead(200, { "content-type": METRICS_MEDIA_TYPE }).end(body),
      (error: unknown) => {
        onError(error);
        response.writeHead(500, { "content-type": "text/plain" }).end("The metrics could not be read.\n");
      },
    );
  });
  const base = await listen(server, { port, host });
  return {
    url: base + path,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
