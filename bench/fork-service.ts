/** A REST service in a process of its own, from the file that also asks it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ForkedService {
  readonly url: string;
  readonly stop: () => void;
}

/** Runs `file` again, whose first argument is then `serve`, and which has to call `serveForked`. */
export async function forkService(file: string): Promise<ForkedService> {
  // Of a profile there is one, of this process.
  const execArgv = process.execArgv.filter((argument) => !argument.startsWith("--cpu-prof"));
  const service = fork(file, ["serve"], { execArgv });
  const [port] = (await once(service, "message")) as [number];
  return { url: `http://127.0.0.1:${port}`, stop: () => void service.kill() };
}

/** Answers with JSON from memory, so that what is measured is who asks. */
export function serveForked(answer: (url: string) => string): void {
  const server = createServer(({ url = "" }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(answer(url));
  });
  // Whoever asks may have failed.
  process.once("disconnect", () => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}
