import { describe, expect, it } from "@jest/globals";
import { RenewedValue, type Fetched } from "../../../../subgraphs/rest/credentials/renewed-value.ts";
import { deferred } from "../../../support/deferred.ts";
import { fc } from "../../../support/properties.ts";

type Step =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "get" }
  | { readonly do: "answer"; readonly lifetimeMs: number }
  | { readonly do: "fail" }
  | { readonly do: "drop" };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("wait" as const), ms: fc.oneof(fc.nat(2_000), fc.nat(100_000)) }),
    fc.record({ do: fc.constant("answer" as const), lifetimeMs: fc.oneof(fc.nat(3_000), fc.nat(100_000)) }),
    ...(["get", "get", "fail", "drop"] as const).map((name) => fc.constant({ do: name })),
  ),
  { maxLength: 60 },
);

/** A value whose fetches are answered by hand, and all that was seen of it. */
class Watched {
  now = 0;
  readonly value: RenewedValue<number>;
  /** When each was asked for. */
  readonly askedAt: number[] = [];
  readonly failedAt: number[] = [];
  readonly lifetimes = new Map<number, number>();
  readonly dropped = new Set<number>();
  #running: { resolve: (outcome: Fetched<number> | Error) => void } | undefined;
  mostAtOnce = 0;
  #atOnce = 0;

  constructor() {
    this.value = new RenewedValue(
      async () => {
        this.askedAt.push(this.now);
        this.#atOnce += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
        const answer = deferred<Fetched<number> | Error>();
        this.#running = answer;
        const outcome = await answer.promise;
        this.#atOnce -= 1;
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
      () => this.now,
    );
  }

  async settle(outcome: { readonly lifetimeMs: number } | Error): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    // Each value is named by the fetch that it is of.
    const value = this.askedAt.length - 1;
    if (outcome instanceof Error) this.failedAt.push(this.now);
    else this.lifetimes.set(value, outcome.lifetimeMs);
    running.resolve(outcome instanceof Error ? outcome : { value, ...outcome });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a value that is renewed", () => {
  it("is fetched once at a time, never given past its end or once it was dropped, and not soon after a failure", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const watched = new Watched();
        for (const step of all) {
          if (step.do === "wait") watched.now += step.ms;
          else if (step.do === "answer") await watched.settle(step);
          else if (step.do === "fail") await watched.settle(new Error("No."));
          else if (step.do === "drop") {
            const { held } = watched.value;
            if (held !== undefined && watched.value.drop(held)) watched.dropped.add(held);
          } else {
            const got = watched.value.get();
            if (typeof got === "number") {
              const end = (watched.askedAt[got] ?? 0) + Math.max(watched.lifetimes.get(got) ?? 0, 1_000);
              expect(watched.now).toBeLessThan(end);
              expect(watched.dropped).not.toContain(got);
            } else got.catch(() => {});
          }
        }
        expect(watched.mostAtOnce).toBeLessThanOrEqual(1);
        for (const failedAt of watched.failedAt) {
          expect(watched.askedAt.filter((at) => at > failedAt && at < failedAt + 1_000)).toEqual([]);
        }
        // Whatever happened, it can be had again.
        await watched.settle(new Error("No."));
        watched.now += 200_000;
        const got = watched.value.get();
        await watched.settle({ lifetimeMs: 60_000 });
        expect(await got).toBe(watched.askedAt.length - 1);
      }),
    );
  });

  it("is dropped once in ten seconds: what is refused again at once is not refused for its age", async () => {
    const watched = new Watched();
    const get = async (): Promise<number> => {
      const got = watched.value.get();
      await watched.settle({ lifetimeMs: 3_600_000 });
      return got;
    };
    expect(watched.value.drop(await get())).toBe(true);
    const second = await get();
    expect(watched.value.drop(second)).toBe(false);
    watched.now = 10_000;
    expect(watched.value.drop(second)).toBe(true);
    // One that was refused late, as another call had it dropped: there is a newer one.
    await get();
    expect(watched.value.drop(second)).toBe(true);
  });
});
