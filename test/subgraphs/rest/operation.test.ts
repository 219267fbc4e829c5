import { describe, expect, it } from "@jest/globals";
import { deferred } from "../../support/deferred.ts";
import { rejectionOf, startUpstream, textOf, type RestCallReport } from "./upstream.ts";

describe("sharing within an operation", () => {
  it.each(["GET", "HEAD"])("sends equal %s requests once, running or finished", async (method) => {
    const upstream = await startUpstream(({ url }) => ({ json: url }));
    const operation = upstream.operation();
    const request = upstream.request("/things/1", { method, headers: { b: "2", a: "1" } });
    const sameInAnotherOrder = upstream.request("/things/1", { method, headers: { a: "1", b: "2" } });
    const answers = await Promise.all([operation.fetch(request), operation.fetch(sameInAnotherOrder)]);
    answers.push(await operation.fetch(request));
    expect(new Set(answers).size).toBe(1);
    expect(upstream.calls()).toEqual([`${method} /things/1`]);
  });

  it("gives no answer to a request with another identity", async () => {
    const upstream = await startUpstream(({ headers }) => ({
      json: headers.authorization ?? headers.cookie ?? "nobody",
    }));
    const operation = upstream.operation();
    const identities = [{ authorization: "ann" }, { authorization: "bob" }, { cookie: "cy" }, {}];
    const answers = await Promise.all(
      identities.map(async (headers) => textOf((await operation.fetch(upstream.request("/me", { headers }))).body)),
    );
    expect(answers).toEqual(['"ann"', '"bob"', '"cy"', '"nobody"']);
    expect(upstream.requests).toHaveLength(4);
  });

  it("does not take a header's value for another header", async () => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    const operation = upstream.operation();
    await operation.fetch(upstream.request("/", { headers: { a: "1", b: "2" } }));
    const error = await rejectionOf(operation.fetch(upstream.request("/", { headers: { a: "1\nb\n2" } })));
    expect(error).toMatchObject({ code: "REST_HEADER" });
    await operation.fetch(upstream.request("/", { headers: { a: ["1", "b"] } }));
    await operation.fetch(upstream.request("/", { headers: { a: "1, b" } }));
    await operation.fetch(upstream.request("/", { headers: { a: "" } }));
    await operation.fetch(upstream.request("/\na"));
    expect(upstream.requests).toHaveLength(5);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("sends every %s", async (method) => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    const operation = upstream.operation();
    const request = upstream.request("/things", { method, body: "same" });
    await Promise.all([operation.fetch(request), operation.fetch(request)]);
    expect(upstream.calls()).toEqual([`${method} /things`, `${method} /things`]);
  });

  it("asks again after a write, also for what was asked while the write ran", async () => {
    const written = deferred<void>();
    let state = "old";
    const upstream = await startUpstream(async ({ method }) => {
      if (method !== "PUT") return { json: state };
      await written.promise;
      state = "new";
      return { json: "done" };
    });
    const operation = upstream.operation();
    const read = async (): Promise<string> => textOf((await operation.fetch(upstream.request("/x"))).body);
    expect(await read()).toBe('"old"');
    const write = operation.fetch(upstream.request("/x", { method: "PUT" }));
    expect(await read()).toBe('"old"');
    expect(await read()).toBe('"old"');
    written.resolve();
    await write;
    expect(await read()).toBe('"new"');
    expect(upstream.calls()).toEqual(["GET /x", "PUT /x", "GET /x", "GET /x"]);
  });

  it("ends with the operation", async () => {
    const upstream = await startUpstream(() => ({ json: 1 }));
    await upstream.operation().fetch(upstream.request("/"));
    await upstream.operation().fetch(upstream.request("/"));
    expect(upstream.requests).toHaveLength(2);
  });
});

describe("cancellation", () => {
  it("of one caller leaves the other its answer", async () => {
    const answer = deferred<void>();
    const upstream = await startUpstream(async () => {
      await answer.promise;
      return { json: "late" };
    });
    const operation = upstream.operation();
    const first = new AbortController();
    const leaving = rejectionOf(operation.fetch(upstream.request("/", { signal: first.signal })));
    const staying = operation.fetch(upstream.request("/", { signal: new AbortController().signal }));
    first.abort();
    expect(await leaving).toMatchObject({ code: "REST_ABORTED" });
    answer.resolve();
    expect(textOf((await staying).body)).toBe('"late"');
    expect(upstream.requests).toHaveLength(1);
  });

  it("of the last caller closes the upstream call, and a new caller gets a call of its own", async () => {
    const closed = deferred<void>();
    const arrived = deferred<void>();
    let count = 0;
    const upstream = await startUpstream((_request, response) => {
      count += 1;
      if (count > 1) return { json: "second" };
      response.on("close", () => closed.resolve());
      arrived.resolve();
      return undefined;
    });
    const operation = upstream.operation();
    const callers = [new AbortController(), new AbortController()];
    const leaving = callers.map(({ signal }) => rejectionOf(operation.fetch(upstream.request("/", { signal }))));
    await arrived.promise;
    for (const caller of callers) caller.abort();
    for (const error of await Promise.all(leaving)) expect(error).toMatchObject({ code: "REST_ABORTED" });
    await closed.promise;
    expect(textOf((await operation.fetch(upstream.request("/"))).body)).toBe('"second"');
    expect(upstream.requests).toHaveLength(2);
  });

  it("of a caller without a signal cannot happen: its call goes on", async () => {
    const answer = deferred<void>();
    const upstream = await startUpstream(async () => {
      await answer.promise;
      return { json: 1 };
    });
    const operation = upstream.operation();
    const leaver = new AbortController();
    const leaving = rejectionOf(operation.fetch(upstream.request("/", { signal: leaver.signal })));
    const staying = operation.fetch(upstream.request("/"));
    leaver.abort();
    answer.resolve();
    expect(await leaving).toMatchObject({ code: "REST_ABORTED" });
    expect(await staying).toMatchObject({ status: 200 });
  });

  it("of the operation closes every call and refuses new ones", async () => {
    const allArrived = deferred<void>();
    const allClosed = deferred<void>();
    let arrived = 0;
    let closed = 0;
    const upstream = await startUpstream((_request, response) => {
      response.on("close", () => (closed += 1) === 20 && allClosed.resolve());
      if ((arrived += 1) === 20) allArrived.resolve();
    });
    const operation = upstream.operation();
    const calls = Array.from({ length: 20 }, (_, index) => rejectionOf(operation.fetch(upstream.request(`/${index}`))));
    await allArrived.promise;
    operation.abort();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: "REST_ABORTED" });
    await allClosed.promise;
    const late = await rejectionOf(operation.fetch(upstream.request("/late")));
    expect(late).toMatchObject({ code: "REST_ABORTED" });
    expect(upstream.requests).toHaveLength(20);
  });

  it("before the call sends nothing", async () => {
    const upstream = await startUpstream(() => ({}));
    const request = upstream.request("/", { signal: AbortSignal.abort() });
    expect(await rejectionOf(upstream.operation().fetch(request))).toMatchObject({ code: "REST_ABORTED" });
    expect(upstream.requests).toEqual([]);
  });
});

describe("reports", () => {
  it("tell every call, and mark those that were shared", async () => {
    const upstream = await startUpstream(() => ({ status: 201, body: "four" }));
    const reports: RestCallReport[] = [];
    let time = 0;
    const operation = upstream.operation({ onCall: (report) => reports.push(report), now: () => (time += 1) });
    await operation.fetch(upstream.request("/a"));
    await operation.fetch(upstream.request("/a", { coordinate: "things:Query.other[0]" }));
    const common = {
      subgraph: "things",
      method: "GET",
      url: `${upstream.url}/a`,
      status: 201,
      bytes: 4,
      durationMs: 1,
    };
    expect(reports).toEqual([
      { ...common, coordinate: "things:Query.thing[0]", shared: false },
      { ...common, coordinate: "things:Query.other[0]", shared: true },
    ]);
    expect(upstream.requests).toHaveLength(1);
  });

  it("tell why a call failed, also one that was never sent", async () => {
    const upstream = await startUpstream(() => {}, { timeoutMs: 20 });
    const reports: RestCallReport[] = [];
    const operation = upstream.operation({ onCall: (report) => reports.push(report) });
    await rejectionOf(operation.fetch(upstream.request("/slow")));
    await rejectionOf(operation.fetch(upstream.request("/bad", { headers: { a: "\n" } })));
    expect(reports.map(({ error, bytes, shared }) => [error?.code, bytes, shared])).toEqual([
      ["REST_TIMEOUT", 0, false],
      ["REST_HEADER", 0, false],
    ]);
    expect(reports.every((report) => report.status === undefined)).toBe(true);
  });
});
