import { aggregateMetrics, type MetricsSnapshot } from "../../gateway/metrics/gateway-metrics.ts";

/** A worker that does not answer in time hangs; its last numbers are better than none of anybody's. */
const ANSWER_TIMEOUT_MS = 2_000;

interface Member {
  readonly ask: (id: number) => void;
  last: MetricsSnapshot;
}

/**
 * The metrics of all workers as one.
 *
 * Invariant: no counter goes back. What workers that have ended had counted stays in the sum, as Prometheus would take
 * a smaller one for a new start and count all of it again.
 */
export class PooledMetrics {
  readonly #members = new Map<number, Member>();
  /** By question; called at each answer. */
  readonly #waiting = new Map<number, (member: number) => void>();
  #retired: MetricsSnapshot = [];
  #questions = 0;

  /** @param ask  Asks the worker for its metrics. */
  join(member: number, ask: (id: number) => void): void {
    this.#members.set(member, { ask, last: [] });
  }

  /** @param question  What it answers; absent for what it says unasked, as its last word. */
  take(member: number, metrics: MetricsSnapshot, question?: number): void {
    const known = this.#members.get(member);
    if (known) known.last = metrics;
    if (question !== undefined) this.#waiting.get(question)?.(member);
  }

  leave(member: number): void {
    const counted = (this.#members.get(member)?.last ?? []).filter(({ type }) => isMonotonic(type));
    this.#members.delete(member);
    this.#retired = [...this.#retired, ...counted];
    for (const answered of this.#waiting.values()) answered(member);
  }

  async text(): Promise<string> {
    await this.#ask();
    const retired = await aggregateMetrics([this.#retired]);
    this.#retired = retired.snapshot;
    const all = await aggregateMetrics([this.#retired, ...[...this.#members.values()].map(({ last }) => last)]);
    return all.text;
  }

  #ask(): Promise<void> {
    const id = ++this.#questions;
    const left = new Set(this.#members.keys());
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(deadline);
        this.#waiting.delete(id);
        resolve();
      };
      const deadline = setTimeout(end, ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, (member) => {
        left.delete(member);
        if (left.size === 0) end();
      });
      for (const { ask } of this.#members.values()) ask(id);
      if (left.size === 0) end();
    });
  }
}

function isMonotonic(type: unknown): boolean {
  return type === "counter" || type === "histogram";
}
