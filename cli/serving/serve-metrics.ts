import { ListenError } from "../../gateway/http/listen.ts";
import { startMetricsServer, type MetricsServer } from "../../gateway/metrics/metrics-server.ts";
import type { MetricsConfig } from "../config/config.ts";
import type { Output } from "../output.ts";
import { ToolError } from "../tool-error.ts";

/**
 * Answers Prometheus as the config says.
 *
 * @throws ToolError when the port cannot be listened on.
 */
export async function serveMetrics(
  { port = 9464, host = "127.0.0.1", path = "/metrics" }: MetricsConfig,
  text: () => Promise<string>,
  output: Output,
): Promise<MetricsServer> {
  const onError = (error: unknown): void => output.error(`The metrics could not be read: ${String(error)}`);
  try {
    return await startMetricsServer({ port, host, path, text, onError });
  } catch (error) {
    if (error instanceof ListenError) throw new ToolError(`Metrics: ${error.message}`, { cause: error });
    throw error;
  }
}
