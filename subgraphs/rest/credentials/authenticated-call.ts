import { callTimeoutOf } from "../call-time.ts";
import { hasIdempotencyKey } from "../idempotency-key.ts";
import type { RestResponse } from "../operation.ts";
import { RestError } from "../rest-error.ts";
import type { RestTransport, TransportCall, TransportRequest } from "../transport.ts";
import type { TransportSettings } from "../transport-settings.ts";
import type { Credential } from "./credential.ts";

const readMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export interface AuthenticatedCallOptions {
  readonly next: RestTransport;
  readonly credential: Credential;
  readonly settings: TransportSettings;
  /** What calls wait for; theirs is in it while they do. */
  readonly waited: Set<Promise<unknown>>;
}

/**
 * A call with a credential that may have to be fetched first, and that may turn out to be none any more: a read that is
 * answered 401 is made once more with a new one.
 *
 * Invariants: it waits for a credential, or runs, and never both; once settled nothing is sent.
 */
export class AuthenticatedCall implements TransportCall {
  readonly response: Promise<RestResponse>;
  readonly #next: RestTransport;
  readonly #credential: Credential;
  readonly #asked: TransportRequest;
  readonly #startedAt = performance.now();
  readonly #timeoutMs: number | undefined;
  readonly #waited: Set<Promise<unknown>>;
  #resolve: (response: RestResponse) => void = ignore;
  #reject: (error: unknown) => void = ignore;
  #running: TransportCall | undefined;
  #hasWaited = false;
  #isRepeated = false;
  /** Of the wait for a credential. */
  #timer: NodeJS.Timeout | undefined;
  #settled = false;

  constructor(asked: TransportRequest, { next, credential, settings, waited }: AuthenticatedCallOptions) {
    this.#next = next;
    this.#credential = credential;
    this.#asked = asked;
    this.#waited = waited;
    this.#timeoutMs = callTimeoutOf(asked, settings);
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#begin();
  }

  abort(reason?: RestError): void {
    if (this.#settled) return;
    if (this.#running) this.#running.abort(reason);
    // What others wait for as well is fetched on.
    else this.#fail(reason ?? new RestError("REST_ABORTED", "The upstream call was cancelled."));
  }

  #begin(): void {
    let made: TransportRequest | Promise<TransportRequest>;
    try {
      made = this.#credential.addTo(this.#asked);
    } catch (error) {
      return this.#fail(error);
    }
    if (made instanceof Promise) this.#wait(made);
    else this.#send(made);
  }

  #wait(made: Promise<TransportRequest>): void {
    this.#hasWaited = true;
    const timeoutMs = this.#timeoutMs;
    if (timeoutMs !== undefined) {
      const message = `No credential for the upstream service was there within ${timeoutMs} ms.`;
      const left = Math.max(0, timeoutMs - this.#spentMs());
      this.#timer = setTimeout(() => this.#fail(new RestError("REST_TIMEOUT", message)), left);
    }
    this.#waited.add(made);
    made.then(
      (request) => {
        this.#waited.delete(made);
        clearTimeout(this.#timer);
        if (!this.#settled) this.#send(request);
      },
      (error: unknown) => {
        this.#waited.delete(made);
        this.#fail(error);
      },
    );
  }

  #send(request: TransportRequest): void {
    try {
      this.#running = this.#next.request(this.#inTime(request));
    } catch (error) {
      return this.#fail(error);
    }
    this.#running.response.then(
      (response) => this.#take(request, response),
      (error: unknown) => this.#fail(error),
    );
  }

  #take(sent: TransportRequest, response: RestResponse): void {
    this.#running = undefined;
    const isOther = response.status === 401 && this.#credential.refused?.(sent, this.#asked) === true;
    if (isOther && !this.#isRepeated && this.#mayRepeat()) {
      this.#isRepeated = true;
      this.#begin();
      return;
    }
    this.#settled = true;
    this.#resolve(response);
  }

  #mayRepeat(): boolean {
    const { method, headers, safe } = this.#asked;
    return safe === true || readMethods.has(method) || hasIdempotencyKey(headers);
  }

  /** With the time that is left of the call's own. */
  #inTime(request: TransportRequest): TransportRequest {
    if (this.#timeoutMs === undefined || (!this.#hasWaited && !this.#isRepeated)) return request;
    return { ...request, timeoutMs: Math.max(1, Math.round(this.#timeoutMs - this.#spentMs())) };
  }

  #spentMs(): number {
    return performance.now() - this.#startedAt;
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#reject(error);
  }
}

function ignore(): void {}
