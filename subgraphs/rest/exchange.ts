import type { Dispatcher } from "undici";
import {
  acceptedEncodings,
  createContentDecoder,
  parseContentEncoding,
  type ContentDecoder,
  type DecodedSink,
} from "./content-decoder.ts";
import type { RestResponse } from "./operation.ts";
import { RestError, type RestErrorCode } from "./rest-error.ts";

/** A request as it is put on the wire. */
export interface ExchangeRequest {
  readonly method: string;
  readonly url: URL;
  /** Name, value, name, value... */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | undefined;
  /** For everything from the queue to the last byte, redirects included. Absent: whoever asked aborts in time. */
  readonly timeoutMs: number | undefined;
  readonly maxBodyBytes: number;
}

export interface Settle {
  resolve(response: RestResponse): void;
  reject(error: RestError): void;
}

const maxRedirects = 5;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * One upstream request from dispatch to its whole answer. It is undici's own handler: no stream, no AbortController and
 * no promise but the one that the caller waits for, because this is the hot path of every operation.
 *
 * Invariant: `#settled` turns true once; after it nothing is resolved, rejected, buffered or dispatched again.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #dispatcher: Dispatcher;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #settle: Settle;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #url: URL;
  #redirects = 0;
  #redirectTo: URL | undefined;
  #status: number | undefined;
  #headers: RestResponse["headers"] = {};
  #codings: readonly string[] = [];
  #decoder: ContentDecoder | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(dispatcher: Dispatcher, request: ExchangeRequest, settle: Settle) {
    this.#dispatcher = dispatcher;
    this.#request = request;
    this.#url = request.url;
    this.#settle = settle;
    const { timeoutMs } = request;
    this.#timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            this.#fail("REST_TIMEOUT", `The upstream service did not answer within ${timeoutMs} ms.`);
          }, timeoutMs);
    this.#dispatch();
  }

  abort(reason?: RestError): void {
    this.#fail(reason?.code ?? "REST_ABORTED", reason?.message ?? "The upstream call was cancelled.");
  }

  #dispatch(): void {
    const { method, headers, body } = this.#request;
    const options: Dispatcher.DispatchOptions = {
      method,
      path: this.#url.pathname + this.#url.search,
      headers: headers.includes("accept-encoding") ? [...headers] : [...headers, "accept-encoding", acceptedEncodings],
      body: body ?? null,
      // The timer above covers both, more exactly: undici's own clocks tick once a second.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    try {
      this.#dispatcher.dispatch(options, this);
    } catch (cause) {
      this.#failWith(cause);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error("no longer wanted"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // An interim answer (1xx): the real one follows.
    if (this.#settled || status < 200) return;
    this.#status = status;
    this.#headers = toLists(headers);
    if (redirectStatuses.has(status)) this.#readRedirect();
    // A redirect's body is read, so that the connection can be used again, and dropped.
    this.#codings = this.#redirectTo ? [] : parseContentEncoding(this.#headers["content-encoding"]?.join(","));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#codings.length === 0) return this.#keep(chunk);
    try {
      this.#decoder ??= createContentDecoder(this.#codings, chunk, this.#sink());
    } catch (error) {
      return this.#failWith(error);
    }
    if (!this.#decoder.write(chunk)) this.#controller?.pause();
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    if (this.#redirectTo) this.#follow(this.#redirectTo);
    else if (this.#decoder) this.#decoder.end();
    else this.#succeed();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#failWith(error);
  }

  #sink(): DecodedSink {
    return {
      data: (chunk) => this.#keep(chunk),
      end: () => this.#succeed(),
      error: (error) => this.#failWith(error),
      drain: () => this.#controller?.resume(),
    };
  }

  #keep(chunk: Buffer): void {
    if (this.#settled) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#request.maxBodyBytes) {
      this.#fail(
        "REST_BODY_TOO_LARGE",
        `The upstream service's answer is larger than ${this.#request.maxBodyBytes} bytes.`,
      );
      return;
    }
    this.#chunks.push(chunk);
  }

  #readRedirect(): void {
    const location = this.#headers["location"]?.[0];
    if (location === undefined) return;
    const { method } = this.#request;
    if (method !== "GET" && method !== "HEAD") {
      // To repeat a write at another place is not for a machine to decide.
      this.#fail("REST_REDIRECT", `The upstream service answered ${method} with a redirect, which is not followed.`);
      return;
    }
    if (this.#redirects === maxRedirects) {
      this.#fail("REST_REDIRECT", `The upstream service redirected more than ${maxRedirects} times.`);
      return;
    }
    const target = URL.canParse(location, this.#url.href) ? new URL(location, this.#url) : undefined;
    // The request's credentials are for this origin alone, and an answer must not choose whom this process talks to
    // (server-side request forgery).
    if (target?.origin !== this.#url.origin) {
      this.#fail("REST_REDIRECT", "The upstream service redirected to another origin, which is not followed.");
      return;
    }
    this.#redirectTo = target;
  }

  #follow(target: URL): void {
    this.#redirects += 1;
    this.#url = target;
    this.#redirectTo = undefined;
    this.#chunks = [];
    this.#bytes = 0;
    this.#dispatch();
  }

  #succeed(): void {
    if (this.#settled || this.#status === undefined) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.#bytes);
    this.#settle.resolve({ status: this.#status, headers: this.#headers, body });
  }

  #failWith(cause: unknown): void {
    if (cause instanceof RestError) this.#fail(cause.code, cause.message, cause.cause);
    else {
      const code = codeOf(cause);
      this.#fail(code, messages[code] ?? "The upstream call failed.", cause);
    }
  }

  #fail(code: RestErrorCode, message: string, cause?: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    const error = new RestError(code, message, {
      cause,
      ...(this.#status === undefined ? {} : { status: this.#status }),
      detail: { method: this.#request.method, url: this.#url.href },
    });
    this.#decoder?.destroy();
    this.#chunks = [];
    this.#settle.reject(error);
    this.#controller?.abort(error);
  }
}

function toLists(headers: Readonly<Record<string, string | string[] | undefined>>): RestResponse["headers"] {
  // Without a prototype, so that no header name ("constructor") finds anything that the upstream did not send.
  const lists = Object.create(null) as Record<string, readonly string[]>;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) lists[name] = typeof value === "string" ? [value] : value;
  }
  return lists;
}

const messages: Partial<Record<RestErrorCode, string>> = {
  REST_CLOSED: "The upstream service was asked after the client had been closed.",
  REST_CONNECT: "No connection to the upstream service could be made.",
  REST_HEADER: "A request header cannot be sent.",
  REST_PROTOCOL: "The upstream service's answer is not valid HTTP.",
  REST_REQUEST: "The request cannot be sent as it is.",
  REST_SOCKET: "The connection to the upstream service broke before its answer was complete.",
};

/** undici's and Node's error codes, which are documented, read into ours. */
function codeOf(cause: unknown): RestErrorCode {
  const { code, name, message } = cause as { code?: unknown; name?: unknown; message?: unknown };
  // Its code is not to be relied on: in undici 7.30 it is undefined.
  if (name === "HTTPParserError") return "REST_PROTOCOL";
  if (typeof code !== "string") return "REST_SOCKET";
  switch (code) {
    case "UND_ERR_HEADERS_OVERFLOW":
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
    case "UND_ERR_RES_EXCEEDED_MAX_SIZE":
      return "REST_PROTOCOL";
    case "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH":
      return "REST_HEADER";
    case "UND_ERR_INVALID_ARG":
    case "UND_ERR_NOT_SUPPORTED":
      return String(message).includes("header") ? "REST_HEADER" : "REST_REQUEST";
    case "UND_ERR_CLOSED":
    case "UND_ERR_DESTROYED":
      return "REST_CLOSED";
    case "UND_ERR_SOCKET":
    case "UND_ERR_INFO":
    case "ECONNRESET":
    case "EPIPE":
      return "REST_SOCKET";
    default:
      // Names that do not resolve, ports that refuse, certificates that do not verify: nothing was sent.
      return "REST_CONNECT";
  }
}
