import { Deadline } from "./deadline.ts";
import { flattenHeaders } from "./headers.ts";
import type { CacheResult, RestOperation, RestRequest, RestResponse } from "./operation.ts";
import { RestError } from "./rest-error.ts";
import type { TraceContext } from "./trace-context.ts";
import type { RestTransport, TransportCall } from "./transport.ts";

/** One call as the dev log shows it, told when it has ended. */
export interface RestCallReport {
  readonly subgraph: string;
  readonly coordinate: string;
  /** Name of the source, where it has one. */
  readonly source?: string | undefined;
  readonly method: string;
  readonly url: string;
  /** The upstream's status; absent when no answer came. */
  readonly status?: number | undefined;
  readonly error?: RestError | undefined;
  /** From this caller's asking to its answer. */
  readonly durationMs: number;
  /** Decoded bytes of the body. */
  readonly bytes: number;
  /** True where the answer was that of an equal call of the same operation, and nothing was sent. */
  readonly shared: boolean;
  /** What the cache had to do with the answer; absent where the source keeps none, and where no answer came. */
  readonly cache?: CacheResult | undefined;
}

export interface RestOperationOptions {
  readonly transport: RestTransport;
  /** Told of each call when it has ended, before whoever asked for it. Must not throw: nobody would catch it. */
  readonly onCall?: (report: RestCallReport) => void;
  /** Told of each answer that was not shared, before whoever asked for it. Must not throw. */
  readonly onAnswer?: (asked: RestRequest, answer: RestResponse) => void;
  /** For the whole operation, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number;
  /** Which trace its calls belong to. Equal calls that are shared belong to that of who came first. */
  readonly trace?: TraceContext | undefined;
  /** Milliseconds on a clock that only goes forward. Default `performance.now`. */
  readonly now?: () => number;
}

/** The calls of an operation that may end early. */
export interface CancellableOperation extends RestOperation {
  /**
   * The client left, or its time is over: aborts every running call and refuses new ones. A method, as an `AbortSignal`
   * for each operation costs more than all else that is made for it.
   */
  abort(): void;
  /** Calls from now on are made by this transport. */
  use(transport: RestTransport): void;
}

/**
 * The upstream calls of one GraphQL operation. Equal GET and HEAD requests are sent once and their answer is given to
 * all who ask; equal means method, URL, every header and as whom their sources ask, so that no two identities ever
 * share. Nothing outlives the operation.
 */
export function createRestOperation(options: RestOperationOptions): CancellableOperation {
  return new SharingOperation(options);
}

/** An upstream call and how many still wait for it. */
interface UpstreamCall {
  readonly call: TransportCall;
  readonly key: string | undefined;
  /** Invariant: `call` is aborted when the last of them leaves, never before. */
  waiting: number;
}

class SharingOperation implements CancellableOperation {
  readonly #options: RestOperationOptions;
  // Running and finished calls by request. Invariant: everything in it was sent after the operation's last write ended.
  readonly #shared = new Map<string, UpstreamCall>();
  readonly #running = new Set<UpstreamCall>();
  #transport: RestTransport;
  #isAborted = false;
  readonly deadline: Deadline;
  // Runs while a call does. One for the operation, and none for each call.
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RestOperationOptions) {
    this.#options = options;
    this.#transport = options.transport;
    this.deadline = new Deadline(options.timeoutMs ?? 10_000);
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  use(transport: RestTransport): void {
    this.#transport = transport;
  }

  abort(): void {
    this.#isAborted = true;
    // Nobody asks any more, and whoever still holds the operation is to hold no answers.
    this.#shared.clear();
    for (const { call } of this.#running) call.abort();
  }

  fetch(request: RestRequest): Promise<RestResponse> {
    const { onCall } = this.#options;
    if (!onCall) return this.#start(request).response;
    const now = this.#options.now ?? readClock;
    const startedAt = now();
    const { response, shared } = this.#start(request);
    const tell = (status: number | undefined, error?: RestError, answer?: RestResponse): void => {
      const { subgraph, coordinate, source, method, url } = request;
      const bytes = answer?.body.length ?? 0;
      const cache = answer?.cache?.result;
      const durationMs = now() - startedAt;
      onCall({ subgraph, coordinate, source, method, url, status, error, durationMs, bytes, shared, cache });
    };
    // Told beside the caller, who waits for the call itself; and before the caller, as who listens first hears first.
    response.then(
      (answer) => tell(answer.status, undefined, answer),
      (error: unknown) => {
        if (error instanceof RestError) tell(error.status, error);
      },
    );
    return response;
  }

  #start(request: RestRequest): { response: Promise<RestResponse>; shared: boolean } {
    try {
      if (this.#isAborted || request.signal?.aborted) throw cancelled();
      if (this.deadline.remainingMs === 0) throw this.#outOfTime();
      const headers = flattenHeaders(request.headers);
      const isRead = request.method === "GET" || request.method === "HEAD";
      const key = isRead && request.body === undefined ? this.#keyOf(request, headers) : undefined;
      const known = key === undefined ? undefined : this.#shared.get(key);
      const upstream = known ?? this.#send(request, headers, key);
      if (!isRead && request.safe !== true) this.#forget(upstream);
      return { response: this.#wait(upstream, request.signal), shared: known !== undefined };
    } catch (error) {
      return { response: Promise.reject(error), shared: false };
    }
  }

  /** No two requests have one key: checked headers hold no line break, so an empty line ends them, and the URL comes last. */
  #keyOf({ method, url, sourceKey }: RestRequest, headers: readonly string[]): string {
    const { onAnswer } = this.#options;
    // Who is told of answers does not do the same with those of every source.
    const asking = onAnswer ? (sourceKey ?? "") : (this.#transport.identityOf?.(sourceKey) ?? "");
    return `${method} ${asking}\n${headers.join("\n")}\n\n${url}`;
  }

  #send(request: RestRequest, headers: readonly string[], key: string | undefined): UpstreamCall {
    const { method, url, body, sourceKey, tenant, timeoutMs, maxBodyBytes, safe } = request;
    const { deadline } = this;
    const { trace, onAnswer } = this.#options;
    const sent = {
      method,
      url,
      headers,
      body,
      deadline,
      source: sourceKey,
      tenant,
      timeoutMs,
      maxBodyBytes,
      trace,
      safe,
    };
    const call = this.#transport.request(sent);
    const upstream: UpstreamCall = { call, key, waiting: 0 };
    this.#running.add(upstream);
    this.#timer ??= setTimeout(() => this.#expire(), this.deadline.callTimerMs);
    const settled = (): void => {
      this.#running.delete(upstream);
      if (this.#running.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
    call.response.then(settled, settled);
    if (onAnswer) call.response.then((answer) => onAnswer(request, answer), ignore);
    if (key !== undefined) this.#shared.set(key, upstream);
    return upstream;
  }

  #expire(): void {
    const reason = this.#outOfTime();
    for (const { call } of this.#running) call.abort(reason);
  }

  #outOfTime(): RestError {
    const { limitMs } = this.deadline;
    return new RestError("REST_TIMEOUT", `The operation's time of ${limitMs} ms was over before the service answered.`);
  }

  /** A write makes every answer stale: those had before it, and those asked while it ran, which may be of either state. */
  #forget(write: UpstreamCall): void {
    const clear = (): void => this.#shared.clear();
    clear();
    write.call.response.then(clear, clear);
  }

  #wait(upstream: UpstreamCall, signal: AbortSignal | undefined): Promise<RestResponse> {
    upstream.waiting += 1;
    if (!signal) return upstream.call.response;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(cancelled());
        upstream.waiting -= 1;
        if (upstream.waiting > 0) return;
        // Forgotten first: a new caller must get a call of its own, not the one that is being aborted.
        if (upstream.key !== undefined && this.#shared.get(upstream.key) === upstream)
          this.#shared.delete(upstream.key);
        upstream.call.abort();
      };
      signal.addEventListener("abort", leave, { once: true });
      const stay = (): void => signal.removeEventListener("abort", leave);
      upstream.call.response.then(
        (response) => {
          stay();
          resolve(response);
        },
        (error: unknown) => {
          stay();
          reject(error);
        },
      );
    });
  }
}

function ignore(): void {}

function readClock(): number {
  return performance.now();
}

function cancelled(): RestError {
  return new RestError("REST_ABORTED", "The upstream call was cancelled.");
}
