import type { AddressInfo, Server } from "node:net";

/** The server cannot listen where it was told to. The message is for a person. */
export class ListenError extends Error {
  override readonly name: string = "ListenError";
  /** Of the system: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, ... */
  readonly code: string;

  constructor(code: string, message: string, options: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Listens, and returns the server's base URL without a trailing slash. Port 0 picks a free one.
 *
 * @throws ListenError
 */
export async function listen(server: Server, options: { port: number; host?: string | undefined }): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new ListenError(error.code ?? "", describe(error, options), { cause: error }));
    });
    server.listen({ port: options.port, host: options.host }, resolve);
  });
  // A string only for a pipe, null only when it does not listen.
  const { address, family, port } = server.address() as AddressInfo;
  const isLocal = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(address);
  return `http://${isLocal ? "localhost" : family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function describe(error: NodeJS.ErrnoException, { port, host }: { port: number; host?: string | undefined }): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} is already in use. Stop what listens there, or choose another port (0 picks a free one).`;
    case "EACCES":
      return `Port ${port} may not be used by this user. Choose one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `\`${host}\` is not an address of this machine.`;
    default:
      return `The server cannot listen on port ${port}: ${error.message}.`;
  }
}
