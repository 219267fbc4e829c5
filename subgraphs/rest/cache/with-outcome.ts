import type { CacheOutcome, CacheResult, RestResponse } from "../operation.ts";
import type { Judgement } from "./judge-answer.ts";

/** An answer that the service has made, or says that it still holds, with what the cache had to do with it. */
export function withOutcome(response: RestResponse, result: CacheResult, judgement: Judgement): RestResponse {
  const { status, headers, body, redirected } = response;
  const { clientFreshUntil, audience } = freshnessOf(judgement);
  const cache = { result, clientFreshUntil, audience };
  // Not by spreading the response: in V8 a copy that gets a further key gets a hidden class of its own, each time.
  return redirected ? { status, headers, body, redirected, cache } : { status, headers, body, cache };
}

/** What clients may be told of it. */
export function freshnessOf({
  isKnown,
  bornAt,
  clientFreshMs,
  audience,
}: Judgement): Pick<CacheOutcome, "clientFreshUntil" | "audience"> {
  return { clientFreshUntil: isKnown ? bornAt + clientFreshMs : undefined, audience };
}
