import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a route is asked. `params` are the `:name` parts of its path, decoded. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** `"GET /orders/:id"` to a function that returns the JSON to answer with; 201 when the method is POST. */
export type Routes = Readonly<Record<string, (call: Call) => unknown>>;

export interface Service {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Told of each request as it comes in: `GET /orders?page=2`. */
  readonly onRequest?: (line: string) => void;
}

/** Thrown by a route to answer with a status and an `application/problem+json` body (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, detail: string, members: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.status = status;
    this.members = members;
  }
}

/** Serves the routes over HTTP on loopback. */
export async function startService(routes: Routes, { port, onRequest }: ServiceOptions): Promise<Service> {
  const table = Object.entries(routes).map(([key, handle]) => ({ match: compileRoute(key), handle }));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "http://localhost");
    onRequest?.(`${method} ${request.url}`);
    try {
      const body = await readJson(request);
      for (const { match, handle } of table) {
        const params = match(method, url.pathname);
        if (!params) continue;
        const json = handle({ params, query: url.searchParams, body });
        return send(response, method === "POST" ? 201 : 200, "application/json", json);
      }
      throw new Problem(404, `There is no ${method} ${url.pathname} here.`);
    } catch (error) {
      const { status, message, members } = error instanceof Problem ? error : new Problem(500, String(error));
      send(response, status, "application/problem+json", { status, detail: message, ...members });
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A whole number from the query string, or `fallback` where it is absent; anything else is the caller's mistake. */
export function intParameter(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new Problem(400, `\`${name}\` must be a whole number.`);
  return Math.min(Number(text), max);
}

/** `?ids=1,2,3` as numbers. */
export function idsParameter(query: URLSearchParams, name: string): number[] | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const ids = text.split(",").map(Number);
  if (ids.length > 100) throw new Problem(400, `At most 100 \`${name}\` at once.`);
  return ids;
}

function compileRoute(key: string): (method: string, path: string) => Record<string, string> | undefined {
  const [method = "", path = ""] = key.split(" ");
  const pattern = new RegExp(`^${path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
  return (askedMethod, askedPath) => {
    const match = askedMethod === method ? pattern.exec(askedPath) : null;
    if (!match) return undefined;
    return Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > 100_000) throw new Problem(413, "The body is too large.");
  }
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, "The body is not JSON.");
  }
}

function send(response: ServerResponse, status: number, contentType: string, json: unknown): void {
  response.writeHead(status, { "content-type": contentType });
  response.end(JSON.stringify(json));
}
