/**
 * Under which keys the answer to a request is kept.
 *
 * Invariant: two requests have one key only where their source, as whom it asks, tenant, method, URL and all headers are
 * the same, but for those headers that are named here, that `ignoreHeaders` names, and, in the public key, those that say
 * who asks.
 * What `Vary` names of headers that a key leaves out is put into a second key.
 */
import type { TransportRequest } from "../transport.ts";
import type { CacheSettings } from "./cache-settings.ts";

/** They say nothing that an answer could depend on: the wire undoes encodings, and traces have an id for each request. */
const never: ReadonlySet<string> = new Set([
  "accept-encoding",
  "b3",
  "sentry-trace",
  "traceparent",
  "tracestate",
  "uber-trace-id",
  "x-amzn-trace-id",
  "x-b3-flags",
  "x-b3-parentspanid",
  "x-b3-sampled",
  "x-b3-spanid",
  "x-b3-traceid",
  "x-cloud-trace-context",
  "x-correlation-id",
  "x-request-id",
  // These are obeyed.
  "cache-control",
  "pragma",
]);

/** Left out of the public key, for answers that call themselves public. */
const identityHeaders: ReadonlySet<string> = new Set(["authorization", "cookie"]);

export interface CacheKey {
  readonly text: string;
  /** Of the request, which `text` does not hold: name, value, name, value... */
  readonly leftOut: readonly string[];
}

export interface RequestKeys {
  /** For the same identity alone. */
  readonly private: CacheKey;
  /** For any; absent where the source shares nothing. */
  readonly public: CacheKey | undefined;
}

export type MakeKeys = (request: TransportRequest) => RequestKeys;

/**
 * @param identity  As whom the source asks: what was kept as another one is not given after the config has changed.
 * @returns What makes the keys of a source's requests.
 */
export function compileKeys({ scope, ignoreHeaders = [] }: CacheSettings, identity: string): MakeKeys {
  const ignored: ReadonlySet<string> = new Set([...never, ...ignoreHeaders]);
  const ignoredOrIdentity: ReadonlySet<string> = new Set([...ignored, ...identityHeaders]);
  return (request) => ({
    private: keyOf(request, ignored, "private", identity),
    public: scope === "public" ? keyOf(request, ignoredOrIdentity, "public", identity) : undefined,
  });
}

function keyOf(request: TransportRequest, ignored: ReadonlySet<string>, scope: string, identity: string): CacheKey {
  const { headers } = request;
  const leftOut: string[] = [];
  let kept = "";
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? "";
    const value = headers[at + 1] ?? "";
    if (ignored.has(name)) leftOut.push(name, value);
    else kept += `${name}\n${value}\n`;
  }
  // Checked headers hold no line break, so an empty line ends them, and the URL comes last.
  const owner = JSON.stringify([request.source ?? "", request.tenant ?? null, identity]);
  return { text: `${scope} ${request.method} ${owner}\n${kept}\n${request.url}`, leftOut };
}

/** Names that an answer varies by (RFC 9110 section 12.5.5) and a key leaves out: another key has their values. */
export function variedNames(vary: readonly string[] | undefined, ignored: CacheKey, settings: CacheSettings): string[] {
  if (vary === undefined) return [];
  const names = vary
    .join(",")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const isLeftOut = (name: string): boolean =>
    never.has(name) ||
    settings.ignoreHeaders?.includes(name) === true ||
    (ignored.text.startsWith("public ") && identityHeaders.has(name));
  return [...new Set(names)].filter((name) => name !== "accept-encoding" && isLeftOut(name)).toSorted();
}

/** The key for this request among those that vary by `names`. */
export function variantKey({ text, leftOut }: CacheKey, names: readonly string[]): CacheKey {
  const values = names.map((wanted) => leftOut.filter((_value, at) => at % 2 === 1 && leftOut[at - 1] === wanted));
  return { text: `vary ${JSON.stringify([names, values])}\n${text}`, leftOut };
}
