import type { Dispatcher } from "undici";
import {
  acceptedEncodings,
  createContentDecoder,
  parseContentEncoding,
  type ContentDecoder,
  type DecodedSink,
} from "./content-decoder.ts";
import type { Connections } from "./connections.ts";
import type { RestResponse } from "./operation.ts";
import { followRedirect, redirectStatuses, type RedirectedRequest } from "./redirect.ts";
import { RestError, type RestErrorCode } from "./rest-error.ts";
import type { Settle } from "./settle.ts";
import type { Target } from "./target.ts";

/** A request as it is put on the wire. */
export interface ExchangeRequest {
  readonly method: string;
  readonly target: Target;
  /** Name, value, name, value... */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | undefined;
  /** For everything from the queue to the last byte, redirects included. Absent: whoever asked aborts in time. */
  readonly timeoutMs: number | undefined;
  readonly maxBodyBytes: number;
  /** From sending it to the first line of the answer. */
  readonly headersTimeoutMs: number | undefined;
  /** Longest silence in the midst of the answer. */
  readonly bodyTimeoutMs: number | undefined;
  /** Origins that a redirect may lead to, beside its own. */
  readonly redirects: readonly string[];
}

const maxRedirects = 5;

/**
 * One upstream request from dispatch to its whole answer. It is undici's own handler: no stream, no AbortController and
 * no promise but the one that the caller waits for, because this is the hot path of every operation.
 *
 * Invariant: `#settled` turns true once; after it nothing is resolved, rejected, buffered or dispatched again.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #connections: Connections;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #settle: Settle;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  /** What is sent: the request, or what a redirect has made of it. */
  #sent: RedirectedRequest;
  #redirects = 0;
  #redirectTo: RedirectedRequest | undefined;
  /** Runs while there is a limit for how long the service may be silent. */
  #silence: NodeJS.Timeout | undefined;
  #status: number | undefined;
  #headers: RestResponse["headers"] = {};
  #codings: readonly string[] = [];
  #decoder: ContentDecoder | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(connections: Connections, request: ExchangeRequest, settle: Settle) {
    this.#connections = connections;
    this.#request = request;
    this.#sent = request;
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
    const { method, target, headers, body } = this.#sent;
    const options: Dispatcher.DispatchOptions = {
      method,
      origin: target.origin,
      path: target.path,
      headers: headers.includes("accept-encoding") ? [...headers] : [...headers, "accept-encoding", acceptedEncodings],
      body: body ?? null,
      // The timer above covers both, more exactly: undici's own clocks tick once a second.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    try {
      this.#connections.to(target.origin).dispatch(options, this);
    } catch (cause) {
      // Later, as all that goes wrong: who sends it is not to be told in the midst of that.
      void Promise.resolve().then(() => this.#failWith(cause));
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) {
      controller.abort(new Error("no longer wanted"));
      return;
    }
    const { headersTimeoutMs } = this.#request;
    if (headersTimeoutMs !== undefined) {
      this.#endAfter(headersTimeoutMs, `The upstream service did not begin its answer within ${headersTimeoutMs} ms.`);
    }
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
    const { bodyTimeoutMs } = this.#request;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    if (bodyTimeoutMs !== undefined) {
      this.#endAfter(
        bodyTimeoutMs,
        `The upstream service was silent for ${bodyTimeoutMs} ms in the midst of its answer.`,
      );
    }
    if (redirectStatuses.has(status)) this.#readRedirect(status);
    // A redirect's body is read, so that the connection can be used again, and dropped.
    this.#codings = this.#redirectTo ? [] : parseContentEncoding(this.#headers["content-encoding"]?.join(","));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#silence?.refresh();
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
    clearTimeout(this.#silence);
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

  #endAfter(ms: number, message: string): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#fail("REST_TIMEOUT", message), ms);
  }

  #readRedirect(status: number): void {
    const location = this.#headers["location"]?.[0];
    if (location === undefined) return;
    const { target, redirects: allowed } = this.#request;
    const redirect = followRedirect(this.#sent, { status, location }, { home: target.origin, allowed });
    if (redirect.kind === "refused") this.#fail("REST_REDIRECT", redirect.message);
    else if (this.#redirects === maxRedirects) {
      this.#fail("REST_REDIRECT", `The upstream service redirected more than ${maxRedirects} times.`);
    } else this.#redirectTo = redirect.request;
  }

  #follow(target: RedirectedRequest): void {
    this.#redirects += 1;
    this.#sent = target;
    this.#redirectTo = undefined;
    this.#status = undefined;
    this.#chunks = [];
    this.#bytes = 0;
    this.#dispatch();
  }

  #succeed(): void {
    if (this.#settled || this.#status === undefined) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.#bytes);
    const answer = { status: this.#status, headers: this.#headers, body };
    this.#settle.resolve(this.#redirects === 0 ? answer : { ...answer, redirected: true });
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
    clearTimeout(this.#silence);
    const error = new RestError(code, message, {
      cause,
      ...(this.#status === undefined ? {} : { status: this.#status }),
      detail: { method: this.#sent.method, url: this.#sent.target.href },
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
  REST_CONNECT_TIMEOUT: "No connection to the upstream service could be made in time.",
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
  // Node's for HTTP/2: a stream that was reset, a session that is gone. Something was sent.
  if (typeof code !== "string" || code.startsWith("ERR_HTTP2_")) return "REST_SOCKET";
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
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return "REST_CONNECT_TIMEOUT";
    case "UND_ERR_CLOSED":
    case "UND_ERR_DESTROYED":
      return "REST_CLOSED";
    case "UND_ERR_SOCKET":
      // A 101 or 100 that was not asked for, which undici takes for the connection's fault.
      return message === "bad upgrade" || message === "bad response" ? "REST_PROTOCOL" : "REST_SOCKET";
    case "UND_ERR_INFO":
    case "ECONNRESET":
    case "EPIPE":
      return "REST_SOCKET";
    default:
      // Names that do not resolve, ports that refuse, certificates that do not verify: nothing was sent.
      return "REST_CONNECT";
  }
}
