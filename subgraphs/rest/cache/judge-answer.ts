/**
 * Whether an answer may be kept, and how long for: RFC 9111 sections 3 and 4.2, RFC 5861. The rules of storing and of
 * freshness are http-cache-semantics'; what it is given is made careful first, and it is asked once for each answer.
 */
import CachePolicy from "http-cache-semantics";
import type { Audience, RestResponse } from "../operation.ts";
import { parseCacheControl, secondsOf, type Directives } from "./cache-control.ts";
import type { CacheSettings } from "./cache-settings.ts";

/** How long an answer is good for. In milliseconds; times since 1970. */
export interface Lifetime {
  /** When it was made, by what its `Age` says. */
  readonly bornAt: number;
  /** Of its age: until then it is given without asking. */
  readonly freshMs: number;
  /** Of its age: until then it is given while a new one is fetched. */
  readonly whileRevalidateMs: number;
  /** Of its age: until then it stands in for a failure. */
  readonly ifErrorMs: number;
  /** Of its age: until then a client may keep what is made of it. `s-maxage` is not for clients. */
  readonly clientFreshMs: number;
  /** Whom it is for, by its own word. */
  readonly audience: Audience;
}

export interface Judgement extends Lifetime {
  /** Whether it may be kept at all, and is worth it. */
  readonly isKept: boolean;
  /** Whether anything says how long it is fresh, be it not at all: the answer, or the settings. */
  readonly isKnown: boolean;
}

/** Of guessed lifetimes; RFC 9111 section 4.2.2 leaves them to the cache. */
const MAX_HEURISTIC_MS = 86_400_000;

/** @param askedAt  When the request was sent: what it took to answer is part of the answer's age (section 4.2.3). */
export function judgeAnswer(response: RestResponse, settings: CacheSettings, askedAt: number): Judgement {
  const directives = parseCacheControl(response.headers["cache-control"]);
  const audience = audienceOf(response, directives);
  const isShared = audience === "public" && settings.scope === "public";
  const isExplicit = hasExplicitLifetime(response, directives);
  const ttlMs = isExplicit || !isOk(response.status) ? undefined : settings.ttlMs;
  const policy = policyOf(response, directives, { isShared, hasTtl: ttlMs !== undefined, settings, askedAt });
  const statedMs = policy.maxAge() * 1_000;
  const freshMs = ttlMs ?? (isExplicit ? statedMs : Math.min(statedMs, MAX_HEURISTIC_MS));

  // Section 5.2.2.2, 5.2.2.8: it must not be given stale, whatever happens.
  const isStrict = ["must-revalidate", "proxy-revalidate", "no-cache"].some((name) => directives.has(name));
  const until = (name: string, ms = 0): number => {
    const seconds = secondsOf(directives, name);
    return freshMs + (isStrict ? 0 : seconds === undefined ? ms : seconds * 1_000);
  };
  const whileRevalidateMs = until("stale-while-revalidate", settings.staleWhileRevalidateMs);
  const ifErrorMs = until("stale-if-error", settings.staleIfErrorMs);
  const ageMs = ageOf(response) * 1_000;
  const isUseful = Math.max(whileRevalidateMs, ifErrorMs) > ageMs || hasValidator(response);
  return {
    bornAt: askedAt - ageMs,
    freshMs,
    whileRevalidateMs,
    ifErrorMs,
    clientFreshMs: isShared && directives.has("s-maxage") ? (secondsOf(directives, "max-age") ?? 0) * 1_000 : freshMs,
    audience,
    isKnown: isExplicit || freshMs > 0,
    isKept: isUseful && mayBeKept(response) && policy.storable(),
  };
}

/** What the library does not know of, or would allow. */
function mayBeKept({ headers, redirected, status }: RestResponse): boolean {
  // A cookie is for one client, whatever else the answer says. What a redirect led to is not this URL's own answer.
  if (headers["set-cookie"] !== undefined || redirected || status === 206) return false;
  return !(headers["vary"] ?? []).some((value) => value.includes("*"));
}

function policyOf(
  { status, headers }: RestResponse,
  directives: Directives,
  given: {
    readonly isShared: boolean;
    readonly hasTtl: boolean;
    readonly settings: CacheSettings;
    readonly askedAt: number;
  },
): CachePolicy {
  const flat: Record<string, string> = { date: headers["date"]?.[0] ?? new Date(given.askedAt).toUTCString() };
  // Neither `vary` nor `set-cookie`, which are looked at here. Several `Expires` make one that no date is read of.
  for (const name of ["expires", "last-modified", "pragma"]) {
    const values = headers[name];
    if (values !== undefined) flat[name] = values.join(", ");
  }
  // The library would take `proxy-revalidate` for `no-cache`. A time of the settings is put in by who asks.
  const kept = [...directives].filter(([name]) => name !== "proxy-revalidate");
  const texts = kept.map(([name, value]) => (value === true ? name : `${name}=${value}`));
  if (given.hasTtl) texts.push("max-age=1");
  if (texts.length > 0) flat["cache-control"] = texts.join(", ");
  return new CachePolicy(
    { method: "GET", url: "/", headers: {} },
    { status, headers: flat },
    { shared: given.isShared, cacheHeuristic: given.settings.heuristic ?? 0, immutableMinTimeToLive: 0 },
  );
}

/** Stricter than section 3.5, which lets shared caches keep whatever was asked for without Authorization. */
function audienceOf({ headers }: RestResponse, directives: Directives): Audience {
  if (directives.has("private") || directives.has("no-store") || headers["set-cookie"] !== undefined) return "private";
  return directives.has("public") || directives.has("s-maxage") ? "public" : "unsaid";
}

function hasExplicitLifetime({ headers }: RestResponse, directives: Directives): boolean {
  const said = ["max-age", "s-maxage", "no-cache", "no-store"].some((name) => directives.has(name));
  return said || headers["expires"] !== undefined || /no-cache/i.test(headers["pragma"]?.join() ?? "");
}

export function hasValidator({ headers }: Pick<RestResponse, "headers">): boolean {
  return headers["etag"] !== undefined || headers["last-modified"] !== undefined;
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

/** In seconds, as far as the answer says it. */
function ageOf({ headers }: RestResponse): number {
  const [age = ""] = headers["age"] ?? [];
  return /^\d{1,10}$/.test(age.trim()) ? Number(age) : 0;
}
