import { describe, expect, it } from "@jest/globals";
import { Circuit } from "../../../subgraphs/rest/resilience/circuit.ts";
import { RetryBudget } from "../../../subgraphs/rest/resilience/retry-budget.ts";
import { RestError } from "../../../subgraphs/rest/rest-error.ts";
import { until } from "../../support/until.ts";
import { rejectionOf, startService, textOf } from "./service.ts";

const codeOf = (error: unknown): unknown => (error instanceof RestError ? error.code : error);
const later = (ms: number): string => new Date(Date.now() + ms).toUTCString();

describe("a call is sent again", () => {
  it.each([502, 503, 504, 429])("where a GET was answered %d", async (status) => {
    const service = await startService(() => (service.requests.length === 1 ? { status } : { json: "here" }));
    const answer = await service.operation().fetch(service.request("/a"));
    expect([answer.status, textOf(answer.body)]).toEqual([200, '"here"']);
    expect(service.calls()).toEqual(["GET /a", "GET /a"]);
  });

  it("where the connection was reset before an answer", async () => {
    const service = await startService((_request, response) => {
      if (service.requests.length === 1) response.destroy();
      else response.end("here");
    });
    expect((await service.operation().fetch(service.request("/a"))).status).toBe(200);
    expect(service.calls()).toEqual(["GET /a", "GET /a"]);
  });

  it("so often and no more; the last answer stands", async () => {
    const service = await startService(() => ({ status: 503, json: service.requests.length }));
    const answer = await service.operation().fetch(service.request("/a"));
    expect([answer.status, textOf(answer.body)]).toEqual([503, "3"]);
    expect(service.calls()).toHaveLength(3);
  });

  it("after pauses that may each be twice as long as the one before, up to the longest", async () => {
    const arrivals: number[] = [];
    const service = await startService(
      () => {
        arrivals.push(performance.now());
        return { status: 503 };
      },
      { retry: { retries: 3, delayMs: 40, maxDelayMs: 80 } },
      { random: () => 1 },
    );
    await service.operation().fetch(service.request("/a"));
    const pauses = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? 0));
    expect(pauses).toHaveLength(3);
    // Timers may come a millisecond early, and on a busy machine come late.
    for (const [index, least] of [40, 80, 80].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least - 2);
  });

  it.each([
    ["no more than the longest pause", { delayMs: 86_400_000, maxDelayMs: 1 }, 1],
    ["a random part of it", { delayMs: 86_400_000, maxDelayMs: 86_400_000 }, 1e-9],
  ])("after %s", async (_which, retry, drawn) => {
    // With a longer pause there would be none within the operation's time, and so no other attempt.
    const service = await startService(() => ({ status: 503 }), { retry }, { random: () => drawn });
    await service.operation().fetch(service.request("/a"));
    expect(service.requests).toHaveLength(3);
  });

  it.each([400, 404, 500, 501])("never where a GET was answered %d", async (status) => {
    const service = await startService(() => ({ status }));
    await service.operation().fetch(service.request("/a"));
    expect(service.calls()).toEqual(["GET /a"]);
  });

  it("never where the answer had begun", async () => {
    const service = await startService((_request, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("12", () => response.destroy());
    });
    expect(await rejectionOf(service.operation().fetch(service.request("/a")))).toMatchObject({ code: "REST_SOCKET" });
    expect(service.calls()).toEqual(["GET /a"]);
  });

  it("never with `retry: false`", async () => {
    const service = await startService(() => ({ status: 503 }), { retry: false });
    await service.operation().fetch(service.request("/a"));
    expect(service.calls()).toEqual(["GET /a"]);
  });
});

describe("a write", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE"])("by %s is sent once, whatever becomes of it", async (method) => {
    const reset = await startService((_request, response) => void response.destroy());
    const failure = await rejectionOf(reset.operation().fetch(reset.request("/a", { method, body: "x" })));
    expect(failure).toMatchObject({ code: "REST_SOCKET" });
    expect(reset.calls()).toEqual([`${method} /a`]);

    const busy = await startService(() => ({ status: 503, headers: { "retry-after": "0" } }));
    expect((await busy.operation().fetch(busy.request("/a", { method, body: "x" }))).status).toBe(503);
    expect(busy.calls()).toEqual([`${method} /a`]);
  });

  it("with an Idempotency-Key is sent again with the same", async () => {
    const service = await startService(() => ({ status: service.requests.length === 1 ? 503 : 201 }));
    const request = service.request("/a", { method: "POST", body: "x", headers: { "idempotency-key": "k1" } });
    expect((await service.operation().fetch(request)).status).toBe(201);
    expect(service.requests.map(({ headers, body }) => [headers["idempotency-key"], body])).toEqual([
      ["k1", "x"],
      ["k1", "x"],
    ]);
  });

  it("by PUT is sent again where the source says so", async () => {
    const service = await startService(() => ({ status: service.requests.length === 1 ? 503 : 200 }), {
      retry: { methods: ["GET", "PUT"] },
    });
    expect((await service.operation().fetch(service.request("/a", { method: "PUT", body: "x" }))).status).toBe(200);
    expect(service.calls()).toEqual(["PUT /a", "PUT /a"]);
  });
});

describe("Retry-After", () => {
  it.each([
    ["that is longer than what is waited for, in seconds", "3600"],
    ["that is longer than what is waited for, as a date", later(3_600_000)],
  ])("%s, leaves the answer as it is", async (_what, value) => {
    const service = await startService(() => ({ status: 429, headers: { "retry-after": value } }));
    const answer = await service.operation().fetch(service.request("/a"));
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, [value]]);
    expect(service.calls()).toEqual(["GET /a"]);
  });

  it.each([["1"], ["date"]])("of %s is waited for", async (value) => {
    let sentAt = 0;
    const service = await startService(() => {
      if (service.requests.length === 2) return { json: Date.now() - sentAt };
      sentAt = Date.now();
      // A date has whole seconds alone: this one is 1 to 2 s ahead.
      return { status: 503, headers: { "retry-after": value === "date" ? later(2_000) : value } };
    });
    const answer = await service.operation().fetch(service.request("/a"));
    expect(Number(textOf(answer.body))).toBeGreaterThanOrEqual(990);
  });

  it("past the deadline is not waited for", async () => {
    const service = await startService(() => ({ status: 503, headers: { "retry-after": "4" } }));
    const answer = await service.operation({ timeoutMs: 3_000 }).fetch(service.request("/a"));
    expect(answer.status).toBe(503);
    expect(service.calls()).toEqual(["GET /a"]);
  });
});

describe("the budget of retries", () => {
  it("is a share of the traffic", async () => {
    const service = await startService(() => ({ status: 503 }), { retry: { minPerSecond: 0 }, breaker: false });
    await Promise.all(Array.from({ length: 50 }, (_each, at) => service.operation().fetch(service.request(`/${at}`))));
    // 0.2 of all that is sent, retries included: 50 / (1 - 0.2).
    expect(service.calls().length).toBeGreaterThan(55);
    expect(service.calls().length).toBeLessThanOrEqual(62);
  });

  it("has some each second, and forgets what is ten seconds past", () => {
    const budget = new RetryBudget(0.2, 2);
    const taken = (now: number, times: number): number =>
      Array.from({ length: times }, () => budget.take(now)).filter(Boolean).length;
    expect(taken(0, 5)).toBe(2);
    expect(taken(1_000, 5)).toBe(2);
    for (let count = 0; count < 100; count += 1) budget.countRequest(2_000);
    expect(taken(2_500, 100)).toBe(16);
    expect(taken(13_000, 5)).toBe(2);
  });
});

describe("the circuit", () => {
  const settings = { breaker: { minCalls: 4, pauseMs: 60_000 }, retry: false } as const;

  it("leaves a failing service alone, and says when it is asked again", async () => {
    const service = await startService(() => ({ status: 500 }), settings);
    for (let count = 0; count < 4; count += 1) await service.operation().fetch(service.request("/a"));
    const refused = await rejectionOf(service.operation().fetch(service.request("/a")));
    expect(refused).toMatchObject({
      code: "REST_CIRCUIT_OPEN",
      message: "The upstream service fails too often, and is asked again in 60 s.",
      retryAfter: 60,
    });
    expect(service.calls()).toHaveLength(4);
    expect(service.transport.origins().map(({ origin, circuit }) => [origin, circuit?.phase])).toEqual([
      [service.url, "open"],
    ]);
  });

  it.each([400, 404, 429, 501])("does not mind %d", async (status) => {
    const service = await startService(() => ({ status }), settings);
    for (let count = 0; count < 8; count += 1) await service.operation().fetch(service.request("/a"));
    expect(service.calls()).toHaveLength(8);
  });

  it("does not mind clients that leave", async () => {
    const service = await startService(({ url }) => (url === "/slow" ? undefined : { json: 1 }), settings);
    for (let count = 1; count <= 8; count += 1) {
      const operation = service.operation();
      const answer = rejectionOf(operation.fetch(service.request("/slow")));
      await until(() => service.requests.length === count);
      operation.abort();
      expect(await answer).toMatchObject({ code: "REST_ABORTED" });
    }
    expect((await service.operation().fetch(service.request("/"))).status).toBe(200);
  });

  it("lets one call try, and closes where that goes well", () => {
    const phases: string[] = [];
    const circuit = new Circuit({ minCalls: 2, pauseMs: 1_000 }, (phase) => phases.push(phase));
    circuit.failed(circuit.begin(), 0);
    circuit.failed(circuit.begin(), 0);
    expect(circuit.refusal(999)).toMatchObject({ retryAfter: 1 });
    expect(circuit.refusal(1_000)).toBe(undefined);
    const isTrial = circuit.begin();
    expect(isTrial).toBe(true);
    expect(circuit.refusal(1_000)).toMatchObject({ code: "REST_CIRCUIT_OPEN" });
    // What was sent before it opened says nothing any more.
    circuit.succeeded(false);
    expect(circuit.phase).toBe("half-open");
    circuit.succeeded(isTrial);
    expect(phases).toEqual(["open", "half-open", "closed"]);
  });

  it("waits longer each time that the service is not back, and lets the next try where the trial was cancelled", () => {
    const circuit = new Circuit({ minCalls: 1, pauseMs: 1_000 });
    circuit.failed(circuit.begin(), 0);
    circuit.failed(circuit.begin(), 1_000);
    expect([circuit.refusal(2_999)?.code, circuit.refusal(3_000)]).toEqual(["REST_CIRCUIT_OPEN", undefined]);
    circuit.endedWithoutVerdict(circuit.begin());
    expect(circuit.refusal(3_000)).toBe(undefined);
    circuit.failed(circuit.begin(), 3_000);
    expect([circuit.refusal(6_999)?.code, circuit.refusal(7_000)]).toEqual(["REST_CIRCUIT_OPEN", undefined]);
  });
});

describe("the limit", () => {
  it("lets calls wait for one another, and refuses what the queue has no place for", async () => {
    const answers: (() => void)[] = [];
    const service = await startService((_request, response) => void answers.push(() => response.end()), {
      limit: { calls: 1, queue: 1 },
    });
    const first = service.operation().fetch(service.request("/1"));
    const second = service.operation().fetch(service.request("/2"));
    expect(await rejectionOf(service.operation().fetch(service.request("/3")))).toMatchObject({
      code: "REST_OVERLOADED",
      message: "Too many calls to the upstream service are waiting.",
    });
    await until(() => answers.length === 1);
    answers[0]?.();
    await first;
    await until(() => answers.length === 2);
    answers[1]?.();
    await second;
    expect(service.calls()).toEqual(["GET /1", "GET /2"]);
  });

  it("gives the place of a caller that leaves to the next", async () => {
    const answers: (() => void)[] = [];
    const service = await startService((_request, response) => void answers.push(() => response.end()), {
      limit: { calls: 1, queue: 1 },
    });
    const first = service.operation().fetch(service.request("/1"));
    const leaving = service.operation();
    const second = rejectionOf(leaving.fetch(service.request("/2")));
    leaving.abort();
    expect(await second).toMatchObject({ code: "REST_ABORTED" });
    const third = service.operation().fetch(service.request("/3"));
    await until(() => answers.length === 1);
    answers[0]?.();
    await first;
    await until(() => answers.length === 2);
    answers[1]?.();
    await third;
    expect(service.calls()).toEqual(["GET /1", "GET /3"]);
  });

  it("lets any number go that wait for a service which is then left alone", async () => {
    const service = await startService(() => ({ status: 500 }), {
      limit: { calls: 1, queue: 10_000 },
      breaker: { minCalls: 1 },
    });
    const operation = service.operation();
    const first = operation.fetch(service.request("/"));
    const others = Array.from({ length: 10_000 }, (_none, id) =>
      rejectionOf(operation.fetch(service.request(`/${id}`))),
    );
    expect((await first).status).toBe(500);
    expect(new Set((await Promise.all(others)).map(codeOf))).toEqual(new Set(["REST_CIRCUIT_OPEN"]));
    expect(service.calls()).toEqual(["GET /"]);
  });

  it("counts waiting into the time of a call", async () => {
    const service = await startService(() => {}, { limit: { calls: 1 }, timeoutMs: 50 });
    const both = [1, 2].map((id) => rejectionOf(service.operation().fetch(service.request(`/${id}`))));
    expect(await Promise.all(both)).toMatchObject([{ code: "REST_TIMEOUT" }, { code: "REST_TIMEOUT" }]);
  });
});

describe("the deadline of an operation", () => {
  it("ends its calls and leaves those of others", async () => {
    const answers: (() => void)[] = [];
    const service = await startService(({ url }, response) => {
      if (url === "/b") answers.push(() => response.end("late"));
    });
    const long = service.operation().fetch(service.request("/b"));
    await until(() => service.requests.length === 1);
    const short = rejectionOf(service.operation({ timeoutMs: 30 }).fetch(service.request("/a")));
    expect(await short).toMatchObject({
      code: "REST_TIMEOUT",
      message: "The operation's time of 30 ms was over before the service answered.",
    });
    answers[0]?.();
    expect(textOf((await long).body)).toBe("late");
  });

  it("lets nothing be sent after it", async () => {
    const service = await startService(() => ({ json: 1 }));
    const operation = service.operation({ timeoutMs: 1 });
    await until(() => operation.deadline?.remainingMs === 0);
    expect(await rejectionOf(operation.fetch(service.request("/a")))).toMatchObject({ code: "REST_TIMEOUT" });
    expect(service.calls()).toEqual([]);
  });

  it("is told to the service by a header, as what is left of it", async () => {
    const service = await startService(() => ({ status: service.requests.length === 1 ? 503 : 200 }), {
      deadlineHeader: "x-request-timeout-ms",
    });
    // Not what a client says that is forwarded.
    const request = service.request("/a", { headers: { "x-request-timeout-ms": "86400000" } });
    await service.operation({ timeoutMs: 9_000 }).fetch(request);
    const left = service.requests.map(({ headers }) => Number(headers["x-request-timeout-ms"]));
    expect(left).toHaveLength(2);
    for (const ms of left) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(9_000);
    }
  });
});
