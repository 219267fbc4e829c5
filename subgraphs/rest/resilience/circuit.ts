import { CircuitState, SamplingBreaker } from "cockatiel";
import { RestError } from "../rest-error.ts";
import type { BreakerSettings } from "../transport-settings.ts";

export type CircuitPhase = "closed" | "open" | "half-open";

/**
 * Leaves a failing service alone for a while, so that callers get their error at once and the service gets its peace.
 * cockatiel's breaker counts; what is done about it is here, as cockatiel's own policy makes a promise chain of each
 * call, lets everybody wait for the call that tries whether the service is back, and takes one that was cancelled for a
 * success.
 *
 * Invariant: while it is half-open exactly one call, the trial, is out; only its end leads on.
 */
export class Circuit {
  #phase: CircuitPhase = "closed";
  #breaker: SamplingBreaker;
  #retryAt = 0;
  /** Times in a row that the service was not back. */
  #relapses = 0;
  readonly #pauseMs: number;
  readonly #onPhase: ((phase: CircuitPhase) => void) | undefined;

  constructor(settings: BreakerSettings, onPhase?: (phase: CircuitPhase) => void) {
    const { failures = 0.5, windowMs = 10_000, minCalls = 20, pauseMs = 5_000 } = settings;
    this.#breaker = new SamplingBreaker({
      threshold: failures,
      duration: windowMs,
      minimumRps: minCalls / (windowMs / 1_000),
    });
    this.#pauseMs = pauseMs;
    this.#onPhase = onPhase;
  }

  get phase(): CircuitPhase {
    return this.#phase;
  }

  /** Why nothing may be sent now; `undefined` where something may. Changes nothing. */
  refusal(now: number): RestError | undefined {
    if (this.#phase === "closed" || (this.#phase === "open" && now >= this.#retryAt)) return undefined;
    const seconds = Math.max(1, Math.ceil((this.#retryAt - now) / 1_000));
    return new RestError(
      "REST_CIRCUIT_OPEN",
      `The upstream service fails too often, and is asked again in ${seconds} s.`,
      { retryAfter: seconds },
    );
  }

  /** @returns Whether the call that is sent now is the trial. Only where there is no `refusal`. */
  begin(): boolean {
    if (this.#phase !== "open") return false;
    this.#turn("half-open");
    return true;
  }

  succeeded(isTrial: boolean): void {
    if (this.#phase === "closed") this.#breaker.success(CircuitState.Closed);
    if (!isTrial) return;
    this.#relapses = 0;
    this.#breaker.success(CircuitState.HalfOpen);
    this.#turn("closed");
  }

  failed(isTrial: boolean, now: number): void {
    if (isTrial) {
      this.#relapses += 1;
      this.#open(now, Math.min(this.#pauseMs * 2 ** this.#relapses, this.#pauseMs * 12));
    } else if (this.#phase === "closed" && this.#breaker.failure(CircuitState.Closed)) {
      this.#open(now, this.#pauseMs);
    }
  }

  /** The call says nothing of the service: its client left, or it was never sent. */
  endedWithoutVerdict(isTrial: boolean): void {
    // The next call is the trial; `#retryAt` is past.
    if (isTrial) this.#turn("open");
  }

  #open(now: number, pauseMs: number): void {
    this.#retryAt = now + pauseMs;
    this.#turn("open");
  }

  #turn(phase: CircuitPhase): void {
    this.#phase = phase;
    this.#onPhase?.(phase);
  }
}
