/**
 * A transport over another one that keeps answers, by RFC 9111 and RFC 5861.
 *
 *     GET of a source with `cache`   what is kept, or what the service answers
 *     any other safe method          passed on
 *     a write, of whatever source    passed on; then nothing is kept any more of what it was about
 */
import type { RestResponse } from "../operation.ts";
import { identityOf } from "../identities.ts";
import { RestError, type RestErrorCode } from "../rest-error.ts";
import type { RestTransport, TransportCall, TransportRequest } from "../transport.ts";
import type { TransportSettings } from "../transport-settings.ts";
import type { AnswerStore } from "./answer-store.ts";
import { CachedCall } from "./cached-call.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { compileKeys } from "./request-key.ts";
import { isPassedBy, readRules } from "./request-rules.ts";
import { resourceOf } from "./resource.ts";
import type { SourceCache } from "./source-cache.ts";
import { withOutcome } from "./with-outcome.ts";

export interface HttpCacheOptions {
  /** Settings by the key of a source; those with `cache` have their answers kept. */
  readonly sources: Readonly<Record<string, TransportSettings>>;
  readonly store: AnswerStore;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

export function httpCache(next: RestTransport, { sources, store, now = Date.now }: HttpCacheOptions): RestTransport {
  const bySource = new Map<string, SourceCache>();
  for (const [source, { cache: settings, ...reached }] of Object.entries(sources)) {
    if (!settings) continue;
    const makeKeys = compileKeys(settings, identityOf(reached));
    bySource.set(source, { next, store, settings, makeKeys, refreshing: new Set(), now });
  }
  return {
    request(request) {
      if (!safeMethods.has(request.method)) {
        const call = next.request(request);
        return request.safe ? call : write(call, request, store);
      }
      const source = request.source === undefined ? undefined : bySource.get(request.source);
      if (!source) return next.request(request);
      const rules = readRules(request);
      return isPassedBy(request, rules) ? pass(source, request) : new CachedCall(source, request, rules);
    },
    close: () => next.close(),
  };
}

/** RFC 9110 section 9.2.1. */
const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

function pass({ next, settings, now }: SourceCache, request: TransportRequest): TransportCall {
  const askedAt = now();
  const call = next.request(request);
  return {
    response: call.response.then((response) =>
      withOutcome(response, "bypass", judgeAnswer(response, settings, askedAt)),
    ),
    abort: (reason) => call.abort(reason),
  };
}

/** Its answer is given when what it was about is forgotten, so that who then reads, reads what it wrote. */
function write(call: TransportCall, request: TransportRequest, store: AnswerStore): TransportCall {
  const forget = (urls: readonly string[]): Promise<unknown> =>
    Promise.all(urls.map((url) => store.forget(resourceOf(url))));
  return {
    response: call.response.then(
      async (response) => {
        await forget(writtenTo(request, response));
        return response;
      },
      async (error: unknown) => {
        // It may have been done.
        if (!(error instanceof RestError) || !neverSent.has(error.code)) await forget([request.url]);
        throw error;
      },
    ),
    abort: (reason) => call.abort(reason),
  };
}

const neverSent: ReadonlySet<string> = new Set<RestErrorCode>([
  "REST_CIRCUIT_OPEN",
  "REST_CLOSED",
  "REST_CONNECT",
  "REST_CONNECT_TIMEOUT",
  "REST_CREDENTIAL",
  "REST_HEADER",
  "REST_OVERLOADED",
  "REST_REQUEST",
  "REST_UNAUTHENTICATED",
  "REST_URL",
]);

/** RFC 9111 section 4.4, and after an error of the service's own too: it may have been done. */
function writtenTo({ url }: TransportRequest, { status, headers }: RestResponse): readonly string[] {
  if (status >= 400 && status < 500) return [];
  const { origin } = new URL(url);
  const named = [...(headers["location"] ?? []), ...(headers["content-location"] ?? [])].flatMap((place) => {
    // Of another origin's resources this one has no say.
    const target = URL.canParse(place, url) ? new URL(place, url) : undefined;
    return target?.origin === origin ? [target.href] : [];
  });
  return [...new Set([url, ...named])];
}
