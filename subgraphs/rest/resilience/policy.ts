import type { Bulkhead } from "./bulkhead.ts";
import type { Circuit } from "./circuit.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** What is known of the services of one origin. */
export interface OriginState {
  readonly origin: string;
  readonly circuit: Circuit | undefined;
  readonly bulkhead: Bulkhead;
  readonly budget: RetryBudget;
}

/** `RetrySettings`, and the time of a call, with their defaults. */
export interface Policy {
  readonly retries: number;
  readonly methods: ReadonlySet<string>;
  readonly delayMs: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
  readonly timeoutMs: number | undefined;
  readonly random: () => number;
  readonly onRetry: ((origin: string) => void) | undefined;
}
