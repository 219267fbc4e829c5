import { callTimeoutOf } from "./call-time.ts";
import { Connections, type ConnectionSettings, type PoolState, type ProxySettings } from "./connections.ts";
import type { Deadline } from "./deadline.ts";
import { Exchange } from "./exchange.ts";
import { withHeader } from "./headers.ts";
import type { Settle } from "./settle.ts";
import { parseTarget } from "./target.ts";
import type { RestResponse } from "./operation.ts";
import { RestError } from "./rest-error.ts";
import { withTraceContext, type TraceContext } from "./trace-context.ts";
import type { TransportSettings } from "./transport-settings.ts";

export interface RestTransportOptions {
  /** For TCP and TLS together, in milliseconds. Default 5 000. */
  readonly connectTimeoutMs?: number;
  /** For one whole call, in milliseconds, where the request says nothing. Default 10 000. */
  readonly timeoutMs?: number;
  /** Most decoded bytes of one body, where the request says nothing. Default 10 485 760. */
  readonly maxBodyBytes?: number;
  /** Most connections to one origin; further requests queue, and their time runs. Default 256. */
  readonly connectionsPerOrigin?: number;
  /**
   * How long an idle connection is kept, in milliseconds. Default 4 000: less than the 5 000 after which a Node server
   * closes it, so that a request is not sent into a closing connection. A server's `keep-alive` header is obeyed.
   */
  readonly keepAliveMs?: number;
  /** Settings by the key of a source, over those above. */
  readonly sources?: Readonly<Record<string, TransportSettings>>;
  /** Default: none, whatever the environment says. */
  readonly proxy?: ProxySettings;
  /** Whether services are told which trace a call belongs to. Default true. */
  readonly traceContext?: boolean;
}

/** What `RestOperation` hands to the wire. All of them have all keys, in one order: V8 reads objects of one shape faster. */
export interface TransportRequest {
  readonly method: string;
  /** Absolute http(s) URL. */
  readonly url: string;
  /** Name, value, name, value..., checked by `flattenHeaders`. */
  readonly headers: readonly string[];
  readonly body?: string | Uint8Array | undefined;
  /** Whose call it is: `users.api`, or the name of a remote subgraph. By it each layer finds its settings. */
  readonly source?: string | undefined;
  /**
   * Which of a source's fixed base URLs was chosen for the client. Belongs in every key under which an answer is kept or
   * shared: two tenants may have one URL.
   */
  readonly tenant?: string | undefined;
  /** When the operation's time is over, which aborts the call. Absent: the call has `timeoutMs`, or 10 s. */
  readonly deadline?: Deadline | undefined;
  readonly timeoutMs?: number | undefined;
  readonly maxBodyBytes?: number | undefined;
  /** That it changes nothing, whatever its method says: it may be sent again as a GET may. */
  readonly safe?: boolean | undefined;
  /** Which trace it belongs to. Not among `headers`, as it is in no key: each request has its own. */
  readonly trace?: TraceContext | undefined;
}

export interface TransportCall {
  /** Rejects with RestError alone. */
  readonly response: Promise<RestResponse>;
  /** Rejects `response` with `reason` (default `REST_ABORTED`) and frees the connection. Nothing once it has settled. */
  abort(reason?: RestError): void;
}

/** The one way out to HTTP, shared by all operations; it lives as long as the process. */
export interface RestTransport {
  /** @throws RestError `REST_URL` for a URL that is not absolute http(s); whatever comes later rejects `response`. */
  request(request: TransportRequest): TransportCall;
  /** Lets running calls finish, refuses new ones (`REST_CLOSED`) and closes the connections. */
  close(): Promise<void>;
  /** What services know this process by, as it is now. No text may tell it that leaves the process for anybody else. */
  secrets?(): Iterable<string>;
  /** As whom a source asks: requests of two that differ in it are never one. Absent: all ask as the same. */
  identityOf?(source: string | undefined): string;
}

export interface WireTransport extends RestTransport {
  /** As `request`, without a promise for the answer. */
  send(request: TransportRequest, settle: Settle): Pick<TransportCall, "abort">;
  /** By origin; where sources make their connections to one differently, it is there more than once. */
  pools(): readonly PoolState[];
}

/** Creates the transport. Sources that make their connections alike share them. */
export function createRestTransport(options: RestTransportOptions = {}): WireTransport {
  const wires = new WiresBySource(options);
  const isTraced = options.traceContext ?? true;
  let closed = false;
  const send = (request: TransportRequest, settle: Settle): Exchange => {
    const target = parseTarget(request.url);
    if (closed) throw new RestError("REST_CLOSED", "The upstream service was asked after the client had been closed.");
    const { settings, connections } = wires.of(request.source);
    const timeoutMs = callTimeoutOf(request, { timeoutMs: settings.timeoutMs ?? options.timeoutMs });
    const headers = isTraced ? withTraceContext(request.headers, request.trace) : request.headers;
    const call = {
      method: request.method,
      target,
      headers: settings.deadlineHeader
        ? withHeader(headers, settings.deadlineHeader, textOfTimeLeft(timeoutMs, request.deadline))
        : headers,
      body: request.body,
      timeoutMs,
      maxBodyBytes: request.maxBodyBytes ?? settings.maxBodyBytes ?? options.maxBodyBytes ?? 10_485_760,
      headersTimeoutMs: settings.headersTimeoutMs,
      bodyTimeoutMs: settings.bodyTimeoutMs,
      redirects: settings.redirects ?? none,
    };
    return new Exchange(connections, call, settle);
  };
  return {
    send,
    request(request) {
      let settle: Settle = ignored;
      const response = new Promise<RestResponse>((resolve, reject) => {
        settle = { resolve, reject };
      });
      const exchange = send(request, settle);
      return { response, abort: (reason) => exchange.abort(reason) };
    },
    async close() {
      closed = true;
      await wires.close();
    },
    pools: () => wires.pools(),
  };
}

const none: readonly string[] = [];
const ignored: Settle = { resolve() {}, reject() {} };

function textOfTimeLeft(timeoutMs: number | undefined, deadline: Deadline | undefined): string {
  return String(Math.floor(Math.min(timeoutMs ?? Infinity, deadline?.remainingMs ?? Infinity)));
}

interface Wire {
  readonly settings: TransportSettings;
  readonly connections: Connections;
}

/** Invariant: sources have the same `Connections` exactly if a connection of one could be one of the other. */
class WiresBySource {
  readonly #byKey = new Map<string, Connections>();
  readonly #bySource = new Map<string, Wire>();
  readonly #plain: Wire;

  constructor(options: RestTransportOptions) {
    this.#plain = this.#wire({}, options);
    for (const [source, settings] of Object.entries(options.sources ?? {})) {
      this.#bySource.set(source, this.#wire(settings, options));
    }
  }

  of(source: string | undefined): Wire {
    return (source === undefined ? undefined : this.#bySource.get(source)) ?? this.#plain;
  }

  pools(): readonly PoolState[] {
    return [...this.#byKey.values()].flatMap((connections) => connections.states());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byKey.values()].map((connections) => connections.close()));
  }

  #wire(settings: TransportSettings, { proxy, ...options }: RestTransportOptions): Wire {
    const { connectTimeoutMs, keepAliveMs, http2, tls, limit } = { ...options, ...settings };
    const connectionsPerOrigin = options.connectionsPerOrigin ?? limit?.calls;
    const made: ConnectionSettings = {
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
      ...(keepAliveMs !== undefined && { keepAliveMs }),
      ...(http2 !== undefined && { http2 }),
      ...(tls !== undefined && { tls }),
      ...(connectionsPerOrigin !== undefined && { connectionsPerOrigin }),
    };
    const key = JSON.stringify(made);
    const connections = this.#byKey.get(key) ?? new Connections(made, proxy);
    this.#byKey.set(key, connections);
    return { settings, connections };
  }
}
