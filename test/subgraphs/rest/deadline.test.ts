import { afterEach, expect, it, jest } from "@jest/globals";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { withinDeadline } from "../../../subgraphs/rest/deadline.ts";
import type { RestError } from "../../../subgraphs/rest/rest-error.ts";
import type { RestTransport } from "../../../subgraphs/rest/transport.ts";
import { rejectionOf } from "./upstream.ts";

afterEach(() => void jest.useRealTimers());

function ignore(): void {}

/** Of a service that never answers. */
const silent: RestTransport = {
  request() {
    let end: (reason?: RestError) => void = ignore;
    const response = new Promise<never>((_resolve, reject) => {
      end = reject;
    });
    return { response, abort: (reason) => end(reason) };
  },
  close: async () => {},
};

// Timers of calls come in steps of a two hundredth: those that begin a little later come the latest.
it.each([100, 10_000, 60_000])(
  "of %d ms ends calls before whoever waits for them gives up, so that the rest is delivered",
  async (timeoutMs) => {
    jest.useFakeTimers();
    for (const part of [0, 0.0049, 0.3, 0.9949]) {
      const operation = createRestOperation({ transport: silent, timeoutMs });
      await jest.advanceTimersByTimeAsync(Math.floor(timeoutMs * part));
      const call = operation.fetch({ subgraph: "a", coordinate: "a:b", method: "GET", url: "http://a/", headers: {} });
      const resolved = call.catch((error: unknown) => `the rest, and: ${String(error)}`);
      const waited = withinDeadline(resolved, operation.deadline, "a resolver");
      await jest.advanceTimersByTimeAsync(2 * timeoutMs);
      expect(await waited).toBe(
        `the rest, and: RestError: The operation's time of ${timeoutMs} ms was over before the service answered.`,
      );
    }
  },
);

it("ends work that waits for anything else, with what it was", async () => {
  jest.useFakeTimers();
  const { deadline } = createRestOperation({ transport: silent, timeoutMs: 10_000 });
  const waited = rejectionOf(withinDeadline(new Promise(() => {}), deadline, "a resolver"));
  await jest.advanceTimersByTimeAsync(10_100);
  expect(await waited).toMatchObject({
    code: "REST_TIMEOUT",
    message: "The operation's time of 10000 ms was over before a resolver had ended.",
  });
});
