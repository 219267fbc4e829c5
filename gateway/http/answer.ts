import type { ServerResponse } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export function send(response: ServerResponse, { status, headers, body = "" }: Answer): void {
  const length = status === 204 ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { "x-content-type-options": "nosniff", ...headers, ...length });
  response.end(body);
}

export function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
    body: JSON.stringify(value) + "\n",
  };
}

/** @param code  Of the error. Default: `BAD_REQUEST`, from 500 `INTERNAL_SERVER_ERROR`. */
export function failure(
  status: number,
  message: string,
  code: string = status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR",
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return json(status, { errors: [{ message, extensions: { code, ...more } }] });
}
