/**
 * Every code of a `RestError` with one sentence saying what happened. `docs/diagnostics.md` lists them; a code never
 * changes its meaning.
 */
export const restErrorCodes = {
  REST_ABORTED: "The caller, or the whole GraphQL operation, gave up before the answer was complete.",
  REST_BODY_ENCODING: "The body's content encoding is unknown, or its compressed data is damaged.",
  REST_BODY_INVALID: "The body does not parse as the media type it claims to be.",
  REST_BODY_TOO_LARGE: "The decoded body grew past the limit, and the transfer was stopped.",
  REST_CIRCUIT_OPEN: "The service failed too often of late, and was not asked.",
  REST_CLOSED: "The transport was closed before the request was sent.",
  REST_CONNECT: "No connection: the name did not resolve, the port refused, or TLS failed.",
  REST_CONNECT_TIMEOUT: "No connection was made within its time limit.",
  REST_CREDENTIAL:
    "What the service wants to know its caller by could not be had, such as a token, and it was not asked.",
  REST_HEADER: "A request header has a name or value that may not be sent, such as a line break.",
  REST_MEDIA_TYPE: "The body's media type is neither JSON nor plain text.",
  REST_OVERLOADED: "As many calls to the service were running and waiting as may be, and this one was not sent.",
  REST_PROTOCOL: "The upstream's answer is not valid HTTP.",
  REST_REDIRECT:
    "A redirect led to an origin that the source does not name, was one too many, or answered a write that is not to be sent again.",
  REST_REQUEST:
    "The request cannot be sent as it is: its method or body is of a kind that HTTP or this client refuses.",
  REST_SOCKET: "The connection broke before the whole answer had arrived.",
  REST_STATUS: "The upstream answered with a status that is not a success.",
  REST_TIMEOUT: "The whole answer did not arrive within the time limit.",
  REST_UNAUTHENTICATED: "The service is asked for clients with a token, and this one has none, or one that is refused.",
  REST_URL: "The URL cannot be used: it does not parse, or a value in it would reach another path or host.",
} as const;

export type RestErrorCode = keyof typeof restErrorCodes;

/** The full story, for the log alone: URLs carry tokens and bodies carry other people's data. */
export interface RestErrorDetail {
  /** Whose call it was, and which of its calls. */
  readonly subgraph?: string;
  readonly coordinate?: string;
  readonly method?: string;
  readonly url?: string;
  /** As they were sent. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The first 2,000 bytes of the answer's. */
  readonly body?: string;
}

const brand = Symbol.for("restuary.RestError");

/**
 * An upstream call that gave no usable answer. `message` is safe to show to a client: it never holds a URL, a header or
 * a body. `status` is the upstream's, where one had arrived.
 */
export class RestError extends Error {
  /** A user's module may load a second copy of this package; an error of either copy is an instance of both. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }

  readonly code: RestErrorCode;
  readonly status: number | undefined;
  /** In seconds, where it is known when the service is asked again. */
  readonly retryAfter: number | undefined;
  // Private, so that neither JSON.stringify nor an error serializer that walks properties finds it.
  readonly #detail: RestErrorDetail;

  constructor(
    code: RestErrorCode,
    message: string,
    options: { cause?: unknown; status?: number; retryAfter?: number; detail?: RestErrorDetail } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "RestError";
    this.code = code;
    this.status = options.status;
    this.retryAfter = options.retryAfter;
    this.#detail = options.detail ?? {};
    Object.defineProperty(this, brand, { value: true });
  }

  get detail(): RestErrorDetail {
    return this.#detail;
  }
}

/** The same error with more of the story. A copy: calls that share one answer share its error too. */
export function withDetail(error: RestError, detail: RestErrorDetail): RestError {
  const { code, message, cause, status, retryAfter } = error;
  return new RestError(code, message, {
    cause,
    ...(status !== undefined && { status }),
    ...(retryAfter !== undefined && { retryAfter }),
    detail,
  });
}
