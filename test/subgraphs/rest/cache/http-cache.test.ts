import { describe, expect, it } from "@jest/globals";
import type { AnswerStore, Found } from "../../../../subgraphs/rest/cache/answer-store.ts";
import { until } from "../../../support/until.ts";
import { rejectionOf } from "../service.ts";
import { startCachedService } from "./cached-service.ts";

/** Answers `1`, `2`, ... with these headers. */
function counting(headers: Record<string, string>): () => { body: string; headers: Record<string, string> } {
  let count = 0;
  return () => ({ body: String((count += 1)), headers });
}

describe("an answer that is kept", () => {
  it("is given as long as it is fresh, with its age, and says so in the report of the call", async () => {
    const service = await startCachedService(counting({ "cache-control": "max-age=60", "x-own": "a" }));
    expect(await service.ask("/a")).toBe("miss 200 1");
    service.wait(59);
    expect(await service.ask("/a")).toBe("hit 200 1");
    const { headers } = await service.operation().fetch(service.request("/a"));
    expect(headers).toMatchObject({ age: ["59"], "x-own": ["a"] });
    expect(headers["transfer-encoding"] ?? headers["connection"] ?? headers["keep-alive"]).toBeUndefined();
    service.wait(1);
    expect(await service.ask("/a")).toBe("miss 200 2");
    expect(service.calls()).toEqual(["GET /a", "GET /a"]);
    expect(service.reports.map(({ cache }) => cache)).toEqual(["miss", "hit", "miss"]);
  });

  it("is not given for another URL, method, source or tenant, and a HEAD is not kept", async () => {
    const service = await startCachedService(counting({ "cache-control": "max-age=60" }));
    expect(await service.ask("/a?b")).toBe("miss 200 1");
    expect(await service.ask("/a?B")).toBe("miss 200 2");
    expect(await service.ask("/a?b", { method: "HEAD" })).toBe("bypass 200");
    expect(await service.ask("/a?b", { tenant: "eu" })).toBe("miss 200 4");
    expect(await service.ask("/a?b", { tenant: "us" })).toBe("miss 200 5");
    expect(await service.ask("/a?b", { sourceKey: "others.api" })).toBe("undefined 200 6");
    expect(await service.ask("/a?b")).toBe("hit 200 1");
    expect(await service.ask("/a?b", { tenant: "eu" })).toBe("hit 200 4");
  });

  it("holds anew where the service says so, and has the headers that came with that", async () => {
    const service = await startCachedService(({ headers }) =>
      headers["if-none-match"] === '"v1"'
        ? {
            status: 304,
            headers: { etag: 'W/"v1"', "cache-control": "max-age=120", "x-new": "b", "content-type": "x/y" },
          }
        : { body: "whole", headers: { etag: '"v1"', "cache-control": "max-age=60", "content-type": "text/plain" } },
    );
    expect(await service.ask("/a")).toBe("miss 200 whole");
    service.wait(60);
    expect(await service.ask("/a")).toBe("revalidated 200 whole");
    service.wait(119);
    const hit = await service.operation().fetch(service.request("/a"));
    expect(hit.cache?.result).toBe("hit");
    expect(hit.headers).toMatchObject({ age: ["119"], "x-new": ["b"], "content-type": ["text/plain"] });
    expect(service.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"v1"']);
  });

  it("is asked for by its date where it has no tag, and replaced where it has changed", async () => {
    const modified = "Mon, 01 Jun 2026 11:00:00 GMT";
    let body = "old";
    const service = await startCachedService(({ headers }) =>
      headers["if-modified-since"] === modified && body === "old"
        ? { status: 304 }
        : { body, headers: { "last-modified": modified, "cache-control": "max-age=60" } },
    );
    await service.ask("/a");
    service.wait(60);
    expect(await service.ask("/a")).toBe("revalidated 200 old");
    expect(await service.ask("/a")).toBe("hit 200 old");
    service.wait(60);
    body = "new";
    expect(await service.ask("/a")).toBe("miss 200 new");
    expect(await service.ask("/a")).toBe("hit 200 new");
  });

  it("is asked for anew, whole, where a 304 is about something else", async () => {
    const service = await startCachedService(({ headers }) =>
      headers["if-none-match"] === undefined
        ? { body: "whole", headers: { etag: '"v1"', "cache-control": "no-cache" } }
        : { status: 304, headers: { etag: '"v2"' } },
    );
    expect(await service.ask("/a")).toBe("miss 200 whole");
    expect(await service.ask("/a")).toBe("miss 200 whole");
    expect(service.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"v1"', undefined]);
  });

  it("is not kept where it is longer than may be, and the oldest make room", async () => {
    const large = await startCachedService(
      () => ({ body: "x".repeat(101), headers: { "cache-control": "max-age=60" } }),
      {
        maxEntryBytes: 100,
      },
    );
    await large.ask("/a");
    expect(await large.ask("/a")).toMatch(/^miss/);

    const many = await startCachedService(
      ({ url }) => ({ body: url.repeat(100), headers: { "cache-control": "max-age=60" } }),
      {},
      { cache: { maxBytes: 20_000 } },
    );
    for (let at = 0; at < 30; at += 1) await many.ask(`/${at}`);
    expect(await many.ask("/29")).toMatch(/^hit/);
    expect(await many.ask("/0")).toMatch(/^miss/);
  });
});

describe("headers of the request", () => {
  it("are all part of what is asked, whoever asks, but for those that change no answer", async () => {
    const service = await startCachedService(counting({ "cache-control": "public, max-age=60" }), {
      ignoreHeaders: ["x-client-version"],
    });
    const ask = (headers: Record<string, string>): Promise<string> => service.ask("/a", { headers });
    expect(await ask({ authorization: "Ada" })).toBe("miss 200 1");
    expect(await ask({ authorization: "Bob" })).toBe("miss 200 2");
    expect(await ask({})).toBe("miss 200 3");
    expect(await ask({ cookie: "a=1" })).toBe("miss 200 4");
    expect(await ask({ "accept-language": "de" })).toBe("miss 200 5");
    expect(await ask({ authorization: "Ada", traceparent: "00-1-1-00", "x-request-id": "7" })).toBe("hit 200 1");
    expect(await ask({ authorization: "Ada", "x-client-version": "2" })).toBe("hit 200 1");
  });

  it("that say who asks are no part of it in a public scope, for what calls itself public", async () => {
    let count = 0;
    const service = await startCachedService(
      ({ url }) => ({ body: String((count += 1)), headers: { "cache-control": url.slice(1).replaceAll("+", ", ") } }),
      { scope: "public" },
    );
    const ask = (cacheControl: string, headers: Record<string, string>): Promise<string> =>
      service.ask(`/${cacheControl}`, { headers });
    expect(await ask("public+max-age=60", { authorization: "Ada" })).toBe("miss 200 1");
    expect(await ask("public+max-age=60", { authorization: "Bob", cookie: "a=1" })).toBe("hit 200 1");
    expect(await ask("public+max-age=60", { authorization: "Bob", "x-tenant": "1" })).toBe("miss 200 2");
    expect(await ask("max-age=60", {})).toBe("miss 200 3");
    expect(await ask("max-age=60", { authorization: "Bob" })).toBe("miss 200 4");
    expect(await ask("private+max-age=60", { authorization: "Ada" })).toBe("miss 200 5");
    expect(await ask("private+max-age=60", { authorization: "Bob" })).toBe("miss 200 6");
    expect(await ask("private+max-age=60", { authorization: "Ada" })).toBe("hit 200 5");
  });

  it("that `Vary` names count, also where the key leaves them out", async () => {
    let count = 0;
    const service = await startCachedService(
      ({ url }) => ({
        body: String((count += 1)),
        headers: {
          "cache-control": "public, max-age=60",
          vary: url === "/1" ? "Authorization, Accept-Encoding" : "X-Plan",
        },
      }),
      { scope: "public", ignoreHeaders: ["x-plan"] },
    );
    const ask = (path: string, headers: Record<string, string>): Promise<string> => service.ask(path, { headers });
    expect(await ask("/1", { authorization: "Ada" })).toBe("miss 200 1");
    expect(await ask("/1", { authorization: "Bob" })).toBe("miss 200 2");
    expect(await ask("/1", { authorization: "Ada", cookie: "a=1" })).toBe("hit 200 1");
    expect(await ask("/1", {})).toBe("miss 200 3");
    expect(await ask("/1", { authorization: "Bob" })).toBe("hit 200 2");
    expect(await ask("/2", { "x-plan": "free" })).toBe("miss 200 4");
    expect(await ask("/2", { "x-plan": "paid" })).toBe("miss 200 5");
    expect(await ask("/2", { "x-plan": "free", authorization: "Ada" })).toBe("hit 200 4");
  });

  it("with conditions, ranges and no-store of their own pass the cache by", async () => {
    const service = await startCachedService(counting({ "cache-control": "max-age=60" }));
    await service.ask("/a");
    for (const [name, value] of Object.entries({
      range: "bytes=0-1",
      "if-none-match": '"1"',
      "if-range": '"1"',
      "cache-control": "no-store",
    })) {
      expect(await service.ask("/a", { headers: { [name]: value } })).toMatch(/^bypass/);
    }
  });

  it("that ask for nothing old are obeyed", async () => {
    const service = await startCachedService(counting({ "cache-control": "max-age=60" }));
    const ask = (headers: Record<string, string>): Promise<string> => service.ask("/a", { headers });
    expect(await ask({ "cache-control": "only-if-cached" })).toBe("miss 504");
    expect(await ask({})).toBe("miss 200 1");
    service.wait(10);
    expect(await ask({ "cache-control": "only-if-cached" })).toBe("hit 200 1");
    expect(await ask({ "cache-control": "max-age=10" })).toBe("hit 200 1");
    expect(await ask({ "cache-control": "min-fresh=49" })).toBe("hit 200 1");
    expect(await ask({ "cache-control": "max-age=9" })).toBe("miss 200 2");
    expect(await ask({ "cache-control": "min-fresh=61" })).toBe("miss 200 3");
    expect(await ask({ "cache-control": "No-Cache" })).toBe("miss 200 4");
    expect(await ask({ pragma: "no-cache" })).toBe("miss 200 5");
    expect(await ask({})).toBe("hit 200 5");
  });
});

describe("a write", () => {
  it.each([
    ["PUT", 200, "miss"],
    ["POST", 303, "miss"],
    ["DELETE", 500, "miss"],
    ["PATCH", 404, "hit"],
  ])("%s answered with %d: the next read is a %s", async (method, status, result) => {
    const service = await startCachedService((request) =>
      request.method === "GET" ? { body: "a", headers: { "cache-control": "max-age=60" } } : { status },
    );
    await service.ask("/a");
    await service.ask("/a", { headers: { "x-other": "key" } });
    await service.ask("/a", { method, body: "x" });
    expect(await service.ask("/a")).toBe(`${result} 200 a`);
    expect(await service.ask("/a", { headers: { "x-other": "key" } })).toBe(`${result} 200 a`);
  });

  it("of another source and tenant counts, and one that broke off as well", async () => {
    const service = await startCachedService(({ method }, response) => {
      if (method === "GET") return { body: "a", headers: { "cache-control": "max-age=60" } };
      response.destroy();
      return undefined;
    });
    await service.ask("/a", { tenant: "eu" });
    await rejectionOf(service.ask("/a", { method: "POST", sourceKey: "others.api" }));
    expect(await service.ask("/a", { tenant: "eu" })).toBe("miss 200 a");
  });

  it("that was never sent does not", async () => {
    const service = await startCachedService(() => ({ body: "a", headers: { "cache-control": "max-age=60" } }));
    await service.ask("/a");
    await rejectionOf(service.ask("/a", { method: "POST", headers: { "content-length": "7" }, body: "x" }));
    expect(service.calls()).toEqual(["GET /a"]);
    expect(await service.ask("/a")).toBe("hit 200 a");
  });

  it("makes anew what its Location and Content-Location name, of the same origin alone", async () => {
    const service = await startCachedService(({ method }) =>
      method === "GET"
        ? { body: "a", headers: { "cache-control": "max-age=60" } }
        : { status: 201, headers: { location: "b", "content-location": `${service.url}/x/../c`, link: "/d" } },
    );
    for (const path of ["/a", "/b", "/c", "/d"]) await service.ask(path);
    await service.ask("/a", { method: "POST" });
    expect(await Promise.all(["/a", "/b", "/c", "/d"].map((path) => service.ask(path)))).toEqual([
      "miss 200 a",
      "miss 200 a",
      "miss 200 a",
      "hit 200 a",
    ]);

    const other = await startCachedService(({ method }) =>
      method === "GET"
        ? { body: "a", headers: { "cache-control": "max-age=60" } }
        : { headers: { location: "http://elsewhere.invalid/a" } },
    );
    await other.ask("/a");
    expect(await other.ask("/b", { method: "POST" })).toBe("undefined 200");
    expect(await other.ask("/a")).toBe("hit 200 a");
  });

  it("ends what is asked before it and answered after it", async () => {
    let state = "old";
    let answerFirst: (() => void) | undefined;
    const service = await startCachedService(({ method }) => {
      if (method === "PUT") state = "new";
      const body = state;
      const answer = { body, headers: { "cache-control": "max-age=60" } };
      if (service.requests.length > 1) return answer;
      return new Promise((resolve) => (answerFirst = () => resolve(answer)));
    });
    const early = service.ask("/a");
    await until(() => service.requests.length === 1);
    await service.ask("/a", { method: "PUT" });
    answerFirst?.();
    expect(await early).toBe("miss 200 old");
    expect(await service.ask("/a")).toBe("miss 200 new");
    expect(await service.ask("/a")).toBe("hit 200 new");
  });
});

describe("an answer past its time", () => {
  it.each<[string, number | undefined, string]>([
    ["500", 500, "miss 500"],
    ["503", 503, "miss 503"],
    ["no answer at all", undefined, "REST_SOCKET"],
  ])("stands in for a service that fails: %s", async (_name, status, failure) => {
    let isFailing = false;
    const service = await startCachedService((_request, response) => {
      if (!isFailing) return { body: "a", headers: { "cache-control": "max-age=60, stale-if-error=30" } };
      if (status !== undefined) return { status };
      return void response.destroy();
    });
    const ask = (headers: Record<string, string>): Promise<string> =>
      service.ask("/a", { headers }).catch((error: unknown) => (error as { code: string }).code);
    await ask({});
    isFailing = true;
    service.wait(89);
    expect(await ask({})).toBe("stale 200 a");
    expect(service.requests).toHaveLength(2);
    expect(await ask({ "cache-control": "no-cache" })).toBe(failure);
    service.wait(1);
    expect(await ask({})).toBe(failure);
  });

  it("stands in for none that says what the client did wrong", async () => {
    let status = 200;
    const service = await startCachedService(() => ({
      status,
      headers: { "cache-control": "max-age=60, stale-if-error=600" },
    }));
    await service.ask("/a");
    service.wait(60);
    status = 403;
    expect(await service.ask("/a")).toBe("miss 403");
  });

  it("is given at once while one is fetched, once for all who ask", async () => {
    let answer: (() => void) | undefined;
    const service = await startCachedService(
      () => {
        const made = { body: String(service.requests.length), headers: { "cache-control": "max-age=60", etag: '"1"' } };
        if (service.requests.length === 1) return made;
        return new Promise((resolve) => (answer = () => resolve(made)));
      },
      { staleWhileRevalidateMs: 30_000 },
    );
    await service.ask("/a");
    service.wait(89);
    expect(await Promise.all([service.ask("/a"), service.ask("/a")])).toEqual(["stale 200 1", "stale 200 1"]);
    await until(() => service.requests.length === 2);
    expect(await service.ask("/a")).toBe("stale 200 1");
    answer?.();
    await until(async () => (await service.ask("/a")) === "hit 200 2");
    expect(service.calls()).toEqual(["GET /a", "GET /a"]);
    service.wait(90);
    const late = service.ask("/a");
    await until(() => service.requests.length === 3);
    answer?.();
    expect(await late).toBe("miss 200 3");
  });
});

describe("a call that is given up", () => {
  it("is answered by what is kept where the operation's time is over, and not where its client has left", async () => {
    let isSilent = false;
    const service = await startCachedService(
      () => (isSilent ? undefined : { body: "a", headers: { "cache-control": "max-age=60" } }),
      { staleIfErrorMs: 60_000 },
    );
    await service.ask("/a");
    isSilent = true;
    service.wait(60);
    const late = await service.operation({ timeoutMs: 50 }).fetch(service.request("/a"));
    expect(late.cache?.result).toBe("stale");
    const left = service.operation();
    const call = rejectionOf(left.fetch(service.request("/a")));
    await until(() => service.requests.length === 3);
    left.abort();
    expect(await call).toMatchObject({ code: "REST_ABORTED" });
  });

  it("waits for no store, and asks no service after that", async () => {
    let answer: ((found: Found) => void) | undefined;
    const answers: AnswerStore = {
      find: () => new Promise((resolve) => (answer = resolve)),
      keep: () => {},
      forget: async () => {},
    };
    const service = await startCachedService(() => ({ body: "a" }), {}, { cache: { answers } });
    const operation = service.operation();
    const call = rejectionOf(operation.fetch(service.request("/a")));
    await until(() => answer !== undefined);
    operation.abort();
    expect(await call).toMatchObject({ code: "REST_ABORTED" });
    answer?.({ version: "1", entries: [undefined] });
    expect(await service.ask("/b", { sourceKey: "others.api" })).toBe("undefined 200 a");
    expect(service.calls()).toEqual(["GET /b"]);
  });

  it("is none of an operation's where an old answer was given: the new one comes all the same", async () => {
    let count = 0;
    const service = await startCachedService(
      () => ({ body: String((count += 1)), headers: { "cache-control": "max-age=60" } }),
      { staleWhileRevalidateMs: 60_000 },
    );
    await service.ask("/a");
    service.wait(60);
    const operation = service.operation();
    expect((await operation.fetch(service.request("/a"))).cache?.result).toBe("stale");
    operation.abort();
    await until(async () => (await service.ask("/a")) === "hit 200 2");
  });
});
