import type { CacheResult, RestResponse } from "../operation.ts";
import { RestError, type RestErrorCode } from "../rest-error.ts";
import type { TransportCall, TransportRequest } from "../transport.ts";
import type { KeptAnswer } from "./answer-store.ts";
import { fetchAndKeep } from "./fetch-and-keep.ts";
import { agedHeaders } from "./kept-headers.ts";
import { lookUp, newest, type Lookup } from "./look-up.ts";
import { usabilityOf, type RequestRules } from "./request-rules.ts";
import type { SourceCache } from "./source-cache.ts";

/** RFC 5861 section 4: what a kept answer may stand in for. */
const failedStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);
/** As these would be told: the service is at fault, or is not reached. A client that is not let in gets no answer. */
const failures: ReadonlySet<string> = new Set<RestErrorCode>([
  "REST_BODY_ENCODING",
  "REST_CIRCUIT_OPEN",
  "REST_CONNECT",
  "REST_CONNECT_TIMEOUT",
  "REST_CREDENTIAL",
  "REST_OVERLOADED",
  "REST_PROTOCOL",
  "REST_SOCKET",
  "REST_TIMEOUT",
]);

/**
 * One GET by RFC 9111: answered by what is kept, or by the service, whose answer is then kept.
 *
 * Invariants: the version of the resource is known before the service is asked; once aborted nothing is sent.
 */
export class CachedCall implements TransportCall {
  readonly response: Promise<RestResponse>;
  readonly #source: SourceCache;
  readonly #request: TransportRequest;
  readonly #rules: RequestRules;
  #reject: (error: unknown) => void = ignore;
  #running: TransportCall | undefined;
  #aborted: RestError | undefined;

  constructor(source: SourceCache, request: TransportRequest, rules: RequestRules) {
    this.#source = source;
    this.#request = request;
    this.#rules = rules;
    this.response = new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#run().then(resolve, reject);
    });
  }

  abort(reason?: RestError): void {
    this.#aborted ??= reason ?? new RestError("REST_ABORTED", "The upstream call was cancelled.");
    // What it rejects with may be stood in for by what is kept.
    if (this.#running) this.#running.abort(reason);
    else this.#reject(this.#aborted);
  }

  async #run(): Promise<RestResponse> {
    const { now } = this.#source;
    const found = await lookUp(this.#source, this.#request);
    if (this.#aborted) throw this.#aborted;
    const answer = newest(found);
    const usability = answer && usabilityOf(answer, this.#rules, now());
    if (answer && usability === "fresh") return given(answer, "hit", now());
    if (answer && usability === "stale") {
      refresh(this.#source, this.#request, found, answer);
      return given(answer, "stale", now());
    }
    if (this.#rules.onlyIfCached) return notCached;
    try {
      const fetched = await fetchAndKeep(this.#source, this.#request, found, answer, (request) => this.#send(request));
      return (failedStatuses.has(fetched.status) && this.#standIn(answer)) || fetched;
    } catch (error) {
      const isFailure = error instanceof RestError && failures.has(error.code);
      const standIn = isFailure ? this.#standIn(answer) : undefined;
      if (standIn) return standIn;
      throw error;
    }
  }

  async #send(request: TransportRequest): Promise<RestResponse> {
    if (this.#aborted) throw this.#aborted;
    this.#running = this.#source.next.request(request);
    try {
      return await this.#running.response;
    } finally {
      this.#running = undefined;
    }
  }

  /** What is kept, where it may be given in place of a failure. */
  #standIn(answer: KeptAnswer | undefined): RestResponse | undefined {
    const now = this.#source.now();
    // Who will have no old answer gets the failure.
    if (!answer || this.#rules.noCache || now - answer.bornAt >= answer.ifErrorMs) return undefined;
    return given(answer, "stale", now);
  }
}

/** For whoever comes next: one at a time for each key, however little time this operation has left. */
function refresh(
  source: SourceCache,
  { deadline: _ours, ...request }: TransportRequest,
  found: Lookup,
  answer: KeptAnswer,
): void {
  const { refreshing, next } = source;
  const { text } = (answer === found.public?.answer ? found.public : found.private).key;
  if (refreshing.has(text)) return;
  refreshing.add(text);
  const done = (): boolean => refreshing.delete(text);
  fetchAndKeep(source, request, found, answer, async (sent) => next.request(sent).response).then(done, done);
}

function given(answer: KeptAnswer, result: CacheResult, now: number): RestResponse {
  const { status, headers, body, bornAt, clientFreshMs, audience } = answer;
  return {
    status,
    headers: agedHeaders(headers, now - bornAt),
    body,
    cache: { result, clientFreshUntil: bornAt + clientFreshMs, audience },
  };
}

/** RFC 9111 section 5.2.1.7. */
const notCached: RestResponse = {
  status: 504,
  headers: {},
  body: new Uint8Array(),
  cache: { result: "miss", clientFreshUntil: undefined, audience: "unsaid" },
};

function ignore(): void {}
