import type { CacheResult, RestResponse } from "../operation.ts";
import type { TransportRequest } from "../transport.ts";
import type { KeptAnswer } from "./answer-store.ts";
import { hasValidator, judgeAnswer, type Judgement } from "./judge-answer.ts";
import { mergeHeaders, storedHeaders, tagsDiffer } from "./kept-headers.ts";
import type { Lookup } from "./look-up.ts";
import { variantKey, variedNames } from "./request-key.ts";
import type { SourceCache } from "./source-cache.ts";
import { withOutcome } from "./with-outcome.ts";

export type Send = (request: TransportRequest) => Promise<RestResponse>;

/** How long after its time what has a validator is kept, for the service to say that it still holds. */
const KEPT_FOR_VALIDATION_MS = 3_600_000;
const MAX_KEPT_MS = 86_400_000;
const DEFAULT_MAX_ENTRY_BYTES = 1_048_576;

/**
 * Asks the service, where `answer` is kept on condition that it does not hold any more, and keeps what comes of it.
 *
 * @param found  From before the service is asked.
 */
export async function fetchAndKeep(
  source: SourceCache,
  request: TransportRequest,
  found: Lookup,
  answer: KeptAnswer | undefined,
  send: Send,
): Promise<RestResponse> {
  const condition = answer && hasValidator(answer) ? answer : undefined;
  const askedAt = source.now();
  const response = await send(condition ? withConditions(request, condition) : request);
  if (!condition || response.status !== 304) return keepAndTell(source, response, "miss", askedAt, found);
  // What it is about is not what is kept: RFC 9111 section 4.3.4.
  if (response.redirected || tagsDiffer(condition.headers, response.headers)) {
    return fetchAndKeep(source, request, found, undefined, send);
  }
  const { status, body } = condition;
  const merged = { status, headers: mergeHeaders(condition.headers, response.headers), body };
  return keepAndTell(source, merged, "revalidated", askedAt, found);
}

/** RFC 9111 section 4.3.1. */
function withConditions(request: TransportRequest, { headers }: KeptAnswer): TransportRequest {
  const [etag] = headers["etag"] ?? [];
  const [lastModified] = headers["last-modified"] ?? [];
  const conditions = [
    ...(etag === undefined ? [] : ["if-none-match", etag]),
    ...(lastModified === undefined ? [] : ["if-modified-since", lastModified]),
  ];
  return { ...request, headers: [...request.headers, ...conditions] };
}

function keepAndTell(
  source: SourceCache,
  response: RestResponse,
  result: CacheResult,
  askedAt: number,
  found: Lookup,
): RestResponse {
  const judgement = judgeAnswer(response, source.settings, askedAt);
  keep(source, response, judgement, found);
  return withOutcome(response, result, judgement);
}

function keep(
  { store, settings, now }: SourceCache,
  { status, headers, body }: RestResponse,
  judgement: Judgement,
  found: Lookup,
): void {
  const { resource, version } = found;
  const { maxEntryBytes = DEFAULT_MAX_ENTRY_BYTES } = settings;
  if (version === undefined || !judgement.isKept || body.byteLength > maxEntryBytes) return;
  const { bornAt, freshMs, whileRevalidateMs, ifErrorMs, clientFreshMs, audience } = judgement;
  const untilMs = Math.max(freshMs, whileRevalidateMs, ifErrorMs) - (now() - bornAt);
  const keepMs = Math.min(MAX_KEPT_MS, Math.max(0, untilMs) + (hasValidator({ headers }) ? KEPT_FOR_VALIDATION_MS : 0));
  if (keepMs <= 0) return;
  const entry: KeptAnswer = {
    kind: "answer",
    status,
    headers: storedHeaders(headers),
    body,
    bornAt,
    freshMs,
    whileRevalidateMs,
    ifErrorMs,
    clientFreshMs,
    audience,
  };
  const { key, variesBy } = (audience === "public" ? found.public : undefined) ?? found.private;
  const names = [...new Set([...variesBy, ...variedNames(headers["vary"], key, settings)])].toSorted();
  const isVaried = names.length > 0;
  const kept = { key: (isVaried ? variantKey(key, names) : key).text, entry, keepMs };
  const marker = { key: key.text, entry: { kind: "vary", names }, keepMs: MAX_KEPT_MS } as const;
  store.keep(resource, version, isVaried ? [marker, kept] : [kept]);
}
