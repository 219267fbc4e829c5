import { Agent, request } from "node:http";

export interface ClientAnswer {
  readonly status: number;
  readonly body: unknown;
  /** True where the server said that it closes the connection. */
  readonly isLast: boolean;
}

/** A client with one connection, which it keeps, and takes anew when it is closed. */
export class PersistentClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;
  readonly #timeoutMs: number;

  /** @param timeoutMs  How long an answer may be silent. */
  constructor(url: string, timeoutMs: number = 10_000) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects where no whole answer comes. */
  ask(query: string): Promise<ClientAnswer> {
    const body = JSON.stringify({ query });
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        { method: "POST", agent: this.#agent, headers, timeout: this.#timeoutMs },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => (text += part));
          response.once("error", reject);
          response.once("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              body: JSON.parse(text),
              isLast: response.headers.connection === "close",
            }),
          );
        },
      );
      sent.once("error", reject);
      sent.once("timeout", () => sent.destroy(new Error("No answer came in time.")));
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
