import { callTimeoutOf } from "../call-time.ts";
import { hasIdempotencyKey } from "../idempotency-key.ts";
import type { RestResponse } from "../operation.ts";
import { RestError } from "../rest-error.ts";
import { retryAfterOf } from "../retry-after.ts";
import type { Settle } from "../settle.ts";
import type { TransportCall, TransportRequest, WireTransport } from "../transport.ts";
import type { Waiting } from "./bulkhead.ts";
import { isWorthAnotherTry, judgeError, judgeStatus, type Verdict } from "./judge-answer.ts";
import type { OriginState, Policy } from "./policy.ts";

/**
 * One call with its attempts.
 *
 * Invariants: it is in one place at a time: waiting for a slot, running, or pausing before another attempt; a slot is
 * held while it runs and at no other time; once settled nothing is sent.
 */
export class ResilientCall implements TransportCall, Waiting, Settle {
  readonly response: Promise<RestResponse>;
  readonly #wire: Pick<WireTransport, "send">;
  readonly #request: TransportRequest;
  readonly #policy: Policy;
  readonly #state: OriginState;
  readonly #startedAt = performance.now();
  readonly #timeoutMs: number | undefined;
  #resolve: (response: RestResponse) => void = ignore;
  #reject: (error: unknown) => void = ignore;
  #attempts = 0;
  #running: Pick<TransportCall, "abort"> | undefined;
  /** Of the attempt that runs. */
  #sentAt = 0;
  #isTrial = false;
  /** Of a pause, or of the wait for a slot. */
  #timer: NodeJS.Timeout | undefined;
  #hasWaited = false;
  #settled = false;

  constructor(wire: Pick<WireTransport, "send">, request: TransportRequest, policy: Policy, state: OriginState) {
    this.#wire = wire;
    this.#request = request;
    this.#policy = policy;
    this.#state = state;
    this.#timeoutMs = callTimeoutOf(request, policy);
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#try();
  }

  abort(reason?: RestError): void {
    if (this.#settled) return;
    // Its rejection says what the service was doing, which the circuit is to know.
    if (this.#running) this.#running.abort(reason);
    else this.#fail(reason ?? new RestError("REST_ABORTED", "The upstream call was cancelled."));
  }

  /** When there is no time left for anything. */
  get #endsAt(): number {
    const own = this.#timeoutMs === undefined ? Infinity : this.#startedAt + this.#timeoutMs;
    return Math.min(own, this.#request.deadline?.at ?? Infinity);
  }

  #try(): void {
    const { circuit, bulkhead } = this.#state;
    const refusal = circuit && circuit.phase !== "closed" ? circuit.refusal(performance.now()) : undefined;
    if (refusal) return this.#fail(refusal);
    switch (bulkhead.enter(this)) {
      case "running":
        return this.#send();
      case "waiting":
        if (this.#timeoutMs !== undefined) {
          this.#timer = setTimeout(() => this.#fail(this.#tooLate()), Math.max(0, this.#endsAt - performance.now()));
        }
        return;
      case "full":
        return this.#fail(
          new RestError("REST_OVERLOADED", "Too many calls to the upstream service are waiting.", { retryAfter: 1 }),
        );
    }
  }

  /** The slot that was waited for. */
  start(): void {
    this.#hasWaited = true;
    clearTimeout(this.#timer);
    this.#send();
  }

  #send(): void {
    const { circuit, bulkhead, budget } = this.#state;
    const now = this.#attempts === 0 ? this.#startedAt : performance.now();
    const refusal = circuit && circuit.phase !== "closed" ? circuit.refusal(performance.now()) : undefined;
    if (refusal) {
      bulkhead.leave();
      return this.#fail(refusal);
    }
    this.#isTrial = circuit?.begin() ?? false;
    this.#sentAt = now;
    budget.countRequest(now);
    this.#attempts += 1;
    try {
      this.#running = this.#wire.send(this.#inTime(), this);
    } catch (error) {
      this.#end(asRestError(error), "none");
    }
  }

  /** By the wire alone: the attempt is answered. */
  resolve(response: RestResponse): void {
    this.#end(response, judgeStatus(response.status));
  }

  /** By the wire alone: the attempt has failed. */
  reject(error: RestError): void {
    this.#end(error, this.#isOurImpatience(error) ? "none" : judgeError(error));
  }

  #end(outcome: RestResponse | RestError, verdict: Verdict): void {
    const { circuit, bulkhead } = this.#state;
    this.#running = undefined;
    if (verdict === "success") circuit?.succeeded(this.#isTrial);
    else if (verdict === "failure") circuit?.failed(this.#isTrial, performance.now());
    else circuit?.endedWithoutVerdict(this.#isTrial);
    bulkhead.leave();
    this.#take(outcome);
  }

  /** The request, with the time that is left of the call's own. */
  #inTime(): TransportRequest {
    const isFresh = this.#attempts === 1 && !this.#hasWaited;
    if (this.#timeoutMs === undefined || (isFresh && this.#request.timeoutMs !== undefined)) return this.#request;
    const spent = isFresh ? 0 : performance.now() - this.#startedAt;
    const request: { -readonly [Key in keyof TransportRequest]: TransportRequest[Key] } = { ...this.#request };
    request.timeoutMs = Math.max(1, Math.round(this.#timeoutMs - spent));
    return request;
  }

  /** An operation that had little time left when it asked says nothing of the service that did not answer in it. */
  #isOurImpatience({ code }: RestError): boolean {
    const { deadline } = this.#request;
    if (code !== "REST_TIMEOUT" || !deadline) return false;
    const now = performance.now();
    return now >= deadline.at - 1 && now - this.#sentAt < deadline.limitMs / 2;
  }

  #take(outcome: RestResponse | RestError): void {
    if (this.#settled) return;
    const pauseMs = this.#pauseBeforeRetry(outcome);
    if (pauseMs !== undefined) {
      this.#policy.onRetry?.(this.#state.origin);
      this.#timer = setTimeout(() => this.#try(), pauseMs);
    } else if (outcome instanceof RestError) this.#fail(outcome);
    else {
      this.#settled = true;
      this.#resolve(outcome);
    }
  }

  /** In milliseconds; `undefined` where the outcome stands. */
  #pauseBeforeRetry(outcome: RestResponse | RestError): number | undefined {
    const { retries, delayMs, maxDelayMs, maxRetryAfterMs, random } = this.#policy;
    if (this.#attempts > retries || !isWorthAnotherTry(outcome) || !this.#mayRepeat()) return undefined;
    // Full jitter: callers that failed together do not come back together.
    const backoffMs = random() * Math.min(maxDelayMs, delayMs * 2 ** (this.#attempts - 1));
    const askedMs = outcome instanceof RestError ? 0 : (retryAfterOf(outcome, Date.now()) ?? 0);
    // To come back sooner than asked would be worse than to hand the answer on.
    if (askedMs > maxRetryAfterMs) return undefined;
    const pauseMs = Math.max(backoffMs, askedMs);
    const now = performance.now();
    if (now + pauseMs >= this.#endsAt || this.#state.circuit?.refusal(now + pauseMs)) return undefined;
    return this.#state.budget.take(now) ? pauseMs : undefined;
  }

  /** A write that was sent may have been done, unless its service knows it again by a key. */
  #mayRepeat(): boolean {
    const { method, headers, safe } = this.#request;
    return this.#policy.methods.has(safe ? "GET" : method) || hasIdempotencyKey(headers);
  }

  #fail(error: RestError): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#state.bulkhead.forget(this);
    this.#reject(error);
  }

  #tooLate(): RestError {
    return new RestError("REST_TIMEOUT", `The upstream service was not free within ${this.#timeoutMs} ms.`);
  }
}

function ignore(): void {}

function asRestError(error: unknown): RestError {
  if (error instanceof RestError) return error;
  return new RestError("REST_REQUEST", "The upstream call failed.", { cause: error });
}
