import { describe, expect, it } from "@jest/globals";
import type { CacheSettings } from "../../../../subgraphs/rest/cache/cache-settings.ts";
import { judgeAnswer, type Judgement } from "../../../../subgraphs/rest/cache/judge-answer.ts";
import { fc } from "../../../support/properties.ts";
import type { Audience, RestResponse } from "../../../../subgraphs/rest/operation.ts";

const askedAt = Date.parse("Mon, 01 Jun 2026 12:00:00 GMT");
const date = new Date(askedAt).toUTCString();

function judge(
  headers: Readonly<Record<string, string | readonly string[]>>,
  settings: CacheSettings = {},
  rest: Partial<RestResponse> = {},
): Judgement {
  const lists = Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? [value] : value]);
  const response = { status: 200, headers: Object.fromEntries(lists), body: new Uint8Array(), ...rest };
  return judgeAnswer(response, settings, askedAt);
}

/** In seconds of an answer's age. */
function secondsOf({ isKept, freshMs, whileRevalidateMs, ifErrorMs }: Judgement): string {
  if (!isKept) return "not kept";
  return [freshMs, whileRevalidateMs, ifErrorMs].map((ms) => ms / 1_000).join(" ");
}

describe("how long an answer is fresh, and may be given stale (while one is fetched, instead of a failure)", () => {
  it.each<[Record<string, string | string[]>, CacheSettings, string]>([
    // RFC 9111 section 5.2.2
    [{}, {}, "not kept"],
    [{ "cache-control": "max-age=60" }, {}, "60 60 60"],
    [{ "cache-control": "MAX-AGE=60" }, {}, "60 60 60"],
    [{ "cache-control": 'max-age="60"' }, {}, "60 60 60"],
    [{ "cache-control": "max-age=60, max-age=5" }, {}, "5 5 5"],
    [{ "cache-control": ["max-age=60", "max-age=5"] }, {}, "5 5 5"],
    [{ "cache-control": "max-age=ten" }, {}, "not kept"],
    [{ "cache-control": "max-age=-1" }, {}, "not kept"],
    [{ "cache-control": "no-store, max-age=60" }, {}, "not kept"],
    [{ "cache-control": "No-Store" }, { ttlMs: 60_000 }, "not kept"],
    [{ "cache-control": "no-cache, max-age=60" }, {}, "not kept"],
    [{ "cache-control": "no-cache", etag: '"1"' }, {}, "0 0 0"],
    [{ "cache-control": 'no-cache="set-cookie, x-user", max-age=60', etag: '"1"' }, {}, "0 0 0"],
    [{ pragma: "no-cache", etag: '"1"' }, { ttlMs: 60_000 }, "0 0 0"],
    [{ "cache-control": "private, max-age=60" }, {}, "60 60 60"],
    [{ "cache-control": "private, max-age=60" }, { scope: "public" }, "60 60 60"],
    [{ "cache-control": "immutable, max-age=60" }, {}, "60 60 60"],
    // Section 5.3: no Date is no reason, a date that is none is the past.
    [{ expires: new Date(askedAt + 30_000).toUTCString(), date }, {}, "30 30 30"],
    [{ expires: new Date(askedAt + 30_000).toUTCString() }, {}, "30 30 30"],
    [{ expires: new Date(askedAt + 30_000).toUTCString(), "cache-control": "max-age=5" }, {}, "5 5 5"],
    [{ expires: "0", etag: '"1"' }, { ttlMs: 60_000 }, "0 0 0"],
    // Shared lifetimes are for what may be shared.
    [{ "cache-control": "s-maxage=90, max-age=60" }, {}, "60 60 60"],
    [{ "cache-control": "s-maxage=90, max-age=60" }, { scope: "public" }, "90 90 90"],
    [{ "cache-control": "s-maxage=90, private, max-age=60" }, { scope: "public" }, "60 60 60"],
    // Section 4.2.2
    [{ "last-modified": new Date(askedAt - 600_000).toUTCString(), date }, {}, "0 0 0"],
    [{ "last-modified": new Date(askedAt - 600_000).toUTCString(), date }, { heuristic: 0.1 }, "60 60 60"],
    [{ "last-modified": "Thu, 01 Jan 1970 00:00:00 GMT", date }, { heuristic: 1 }, "86400 86400 86400"],
    // The config's own time is for answers that say nothing.
    [{}, { ttlMs: 1_500 }, "1.5 1.5 1.5"],
    [{ "cache-control": "max-age=5" }, { ttlMs: 60_000 }, "5 5 5"],
    [{ "cache-control": "public" }, { ttlMs: 60_000 }, "60 60 60"],
    // RFC 5861
    [{ "cache-control": "max-age=60, stale-while-revalidate=10, stale-if-error=20" }, {}, "60 70 80"],
    [{ "cache-control": "max-age=60" }, { staleWhileRevalidateMs: 10_000, staleIfErrorMs: 20_000 }, "60 70 80"],
    [{ "cache-control": "max-age=60, stale-if-error=0" }, { staleIfErrorMs: 20_000 }, "60 60 60"],
    [{ "cache-control": "max-age=60, must-revalidate, stale-if-error=20" }, {}, "60 60 60"],
    [{ "cache-control": "max-age=60, proxy-revalidate" }, { staleIfErrorMs: 20_000, scope: "public" }, "60 60 60"],
    [{ "cache-control": "no-cache", etag: '"1"' }, { staleIfErrorMs: 20_000 }, "0 0 0"],
    // What is for one client, or hides what it depends on.
    [{ "cache-control": "max-age=60", "set-cookie": "session=1" }, {}, "not kept"],
    [{ "cache-control": "public, max-age=60", "set-cookie": "session=1" }, { scope: "public" }, "not kept"],
    [{ "cache-control": "max-age=60", vary: "*" }, {}, "not kept"],
    [{ "cache-control": "max-age=60", vary: ["accept", "x, *"] }, {}, "not kept"],
    [{ "cache-control": "max-age=60", vary: "accept-language" }, {}, "60 60 60"],
    // Fresh no more when it comes.
    [{ "cache-control": "max-age=60", age: "60" }, {}, "not kept"],
    [{ "cache-control": "max-age=60", age: "60", etag: '"1"' }, {}, "60 60 60"],
  ])("%j with %j: %s", (headers, settings, expected) => {
    expect(secondsOf(judge(headers, settings))).toBe(expected);
  });

  it.each([
    [200, "60 60 60"],
    [203, "60 60 60"],
    [206, "not kept"],
    [304, "not kept"],
    [400, "not kept"],
    [404, "60 60 60"],
    [410, "60 60 60"],
    [429, "not kept"],
    [500, "not kept"],
    [503, "not kept"],
  ])("status %d: %s", (status, expected) => {
    expect(secondsOf(judge({ "cache-control": "max-age=60" }, {}, { status }))).toBe(expected);
  });

  it("keeps nothing under a URL that another URL has answered for", () => {
    expect(judge({ "cache-control": "max-age=60" }, {}, { redirected: true }).isKept).toBe(false);
  });

  it("gives the config's time to successes alone", () => {
    expect(judge({}, { ttlMs: 60_000 }, { status: 404 }).isKept).toBe(false);
  });

  it("counts the age that an answer came with", () => {
    expect(judge({ "cache-control": "max-age=60", age: " 20 " }).bornAt).toBe(askedAt - 20_000);
    expect(judge({ "cache-control": "max-age=60", age: "old" }).bornAt).toBe(askedAt);
  });
});

it("judges whatever a service may send, and keeps nothing for no time at all", () => {
  const names = ["cache-control", "expires", "age", "date", "last-modified", "etag", "pragma", "vary", "set-cookie"];
  const directives = "max-age s-maxage no-store no-cache private public must-revalidate stale-if-error".split(" ");
  const signs = ["=", '"', ",", ";", " ", "*", "Mon, 01 Jun"];
  const numbers = ["0", "60", "-1", "1e9", "99999999999999999999", "NaN", "Infinity"];
  const word = fc.constantFrom(...directives, ...signs, ...numbers);
  const value = fc.oneof(
    fc.string(),
    fc.array(word).map((words) => words.join("")),
  );
  const headers = fc.dictionary(fc.constantFrom(...names), fc.array(value, { minLength: 1, maxLength: 3 }));
  const settings = fc.record(
    {
      scope: fc.constantFrom("private", "public"),
      ttlMs: fc.nat(),
      heuristic: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(headers, settings, fc.integer({ min: 200, max: 599 }), (lists, given, status) => {
      const { bornAt, freshMs, whileRevalidateMs, ifErrorMs, clientFreshMs, isKept } = judge(lists, given, { status });
      for (const ms of [freshMs, whileRevalidateMs, ifErrorMs, clientFreshMs]) expect(ms).toBeGreaterThanOrEqual(0);
      expect(bornAt).toBeLessThanOrEqual(askedAt);
      expect(whileRevalidateMs).toBeGreaterThanOrEqual(freshMs);
      expect(ifErrorMs).toBeGreaterThanOrEqual(freshMs);
      const hasValidator = lists["etag"] !== undefined || lists["last-modified"] !== undefined;
      if (isKept && !hasValidator) expect(Math.max(whileRevalidateMs, ifErrorMs)).toBeGreaterThan(0);
    }),
    { numRuns: 2_000 },
  );
});

describe("for whom an answer is, and what is known of it", () => {
  it.each<[string | undefined, Audience, boolean]>([
    [undefined, "unsaid", false],
    ["max-age=60", "unsaid", true],
    ["public", "public", false],
    ["public, max-age=60", "public", true],
    ["s-maxage=60", "public", true],
    ["public, private, max-age=60", "private", true],
    ["public, no-store", "private", true],
    ["no-cache", "unsaid", true],
  ])("Cache-Control %s: %s, known %s", (cacheControl, audience, isKnown) => {
    const headers = cacheControl === undefined ? {} : { "cache-control": cacheControl };
    expect(judge(headers)).toMatchObject({ audience, isKnown });
  });

  it("does not tell clients what is for shared caches alone", () => {
    expect(judge({ "cache-control": "public, s-maxage=90, max-age=5" }, { scope: "public" })).toMatchObject({
      freshMs: 90_000,
      clientFreshMs: 5_000,
    });
    expect(judge({ "cache-control": "s-maxage=90" }, { scope: "public" })).toMatchObject({
      freshMs: 90_000,
      clientFreshMs: 0,
    });
  });
});
