import type { TransportRequest } from "../transport.ts";
import { parseCacheControl, secondsOf } from "./cache-control.ts";
import type { KeptAnswer } from "./answer-store.ts";

/** What a request says of kept answers: RFC 9111 section 5.2.1. In milliseconds. */
export interface RequestRules {
  /** What comes of it is not kept. */
  readonly noStore: boolean;
  readonly noCache: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAgeMs: number;
  readonly minFreshMs: number;
}

const none: RequestRules = {
  noStore: false,
  noCache: false,
  onlyIfCached: false,
  maxAgeMs: Number.POSITIVE_INFINITY,
  minFreshMs: 0,
};

/** `max-stale` is not read: an answer is given past its time where its service or the config allows that alone. */
export function readRules({ headers }: TransportRequest): RequestRules {
  const values: string[] = [];
  let pragma = false;
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at] === "cache-control") values.push(headers[at + 1] ?? "");
    else if (headers[at] === "pragma") pragma ||= /no-cache/i.test(headers[at + 1] ?? "");
  }
  if (values.length === 0) return pragma ? { ...none, noCache: true } : none;
  const directives = parseCacheControl(values);
  return {
    noStore: directives.has("no-store"),
    noCache: directives.has("no-cache"),
    onlyIfCached: directives.has("only-if-cached"),
    maxAgeMs: (secondsOf(directives, "max-age") ?? Number.POSITIVE_INFINITY) * 1_000,
    minFreshMs: (secondsOf(directives, "min-fresh") ?? 0) * 1_000,
  };
}

/** How a kept answer may be used now: as it is, as it is while another one is fetched, or only if its service agrees. */
export function usabilityOf(answer: KeptAnswer, rules: RequestRules, now: number): "fresh" | "stale" | "ask" {
  const ageMs = now - answer.bornAt;
  if (rules.noCache || ageMs > rules.maxAgeMs) return "ask";
  if (ageMs + rules.minFreshMs < answer.freshMs) return "fresh";
  return rules.minFreshMs === 0 && ageMs < answer.whileRevalidateMs ? "stale" : "ask";
}

/** Requests that the cache has no say in: conditions and ranges of their own, and what is not to be kept. */
export function isPassedBy({ method, body, headers }: TransportRequest, rules: RequestRules): boolean {
  if (method !== "GET" || body !== undefined || rules.noStore) return true;
  return headers.some((name, at) => at % 2 === 0 && (name === "range" || name.startsWith("if-")));
}
