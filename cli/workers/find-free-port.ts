import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

/**
 * A port that nobody listens on. Workers are told the port and not 0, which would be another one for a worker that
 * starts when no other is left.
 */
export async function findFreePort(host: string | undefined): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host }, resolve);
  });
  // A string only for a pipe, null only when it does not listen.
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
