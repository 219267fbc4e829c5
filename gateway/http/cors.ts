/** Which pages of other origins may read answers (https://fetch.spec.whatwg.org/#http-cors-protocol). */
import type { IncomingHttpHeaders } from "node:http";

export interface CorsOptions {
  /** `https://app.example.com`; `https://*.example.com` is any host below; `*` is every page there is. */
  readonly origins: readonly string[];
  /** Whether pages may send cookies and read what comes of them. Default false; never with `*`. */
  readonly credentials?: boolean | undefined;
  /** Request headers that pages may send. Default: those that they ask for. */
  readonly allowHeaders?: readonly string[] | undefined;
  /** Headers of the answer that pages may read, beside those that anyone may. Default none. */
  readonly exposeHeaders?: readonly string[] | undefined;
  /** How long a browser goes by what it was told. Default 600. */
  readonly maxAgeSeconds?: number | undefined;
}

export interface CorsHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** Added in the answer to a preflight. Absent where the page may not ask at all. */
  readonly preflight?: Readonly<Record<string, string>>;
}

/** Makes the headers of each answer. Not to be asked where no page may read anything, which is what there is without. */
export function createCors(options: CorsOptions): (request: IncomingHttpHeaders) => CorsHeaders {
  const isAllowed = matcherOf(options.origins);
  const isOpen = options.origins.includes("*");
  const { credentials = false, exposeHeaders = [] } = options;
  const common = {
    ...(credentials && !isOpen && { "access-control-allow-credentials": "true" }),
    ...(exposeHeaders.length > 0 && { "access-control-expose-headers": exposeHeaders.join(", ") }),
  };
  // Also for an origin that is not allowed: a cache must not give its answer to one that is.
  const vary: Record<string, string> = isOpen ? {} : { vary: "Origin" };
  return (request) => {
    const { origin } = request;
    if (origin === undefined || !isAllowed(origin)) return { headers: vary };
    return {
      headers: { "access-control-allow-origin": isOpen ? "*" : origin, ...common, ...vary },
      preflight: preflightHeaders(request, options),
    };
  };
}

function matcherOf(origins: readonly string[]): (origin: string) => boolean {
  if (origins.includes("*")) return () => true;
  const exact = new Set(origins.filter((origin) => !origin.includes("*")).map((origin) => origin.toLowerCase()));
  const below = origins.flatMap((origin) => {
    const [scheme, domain] = origin.toLowerCase().split("*.");
    return domain === undefined || scheme === undefined ? [] : [{ scheme, domain: `.${domain}` }];
  });
  return (given) => {
    const origin = given.toLowerCase();
    if (exact.has(origin)) return true;
    return below.some(
      ({ scheme, domain }) =>
        origin.startsWith(scheme) && origin.endsWith(domain) && /^[a-z0-9.-]+$/.test(origin.slice(scheme.length)),
    );
  };
}

/** Pages that may call a gateway in development: Apollo's explorers, and whatever else the developer runs here. */
const DEVELOPMENT_ORIGINS = [
  /^https:\/\/(studio|sandbox\.embed|explorer\.embed|explorer)\.apollographql\.com$/,
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/,
];

/**
 * In development alone. Not `*`: any page that a developer happens to visit could then read what the gateway reads with the
 * developer's network access.
 */
export function developmentCors(request: IncomingHttpHeaders): CorsHeaders {
  const { origin } = request;
  if (origin === undefined || !DEVELOPMENT_ORIGINS.some((known) => known.test(origin))) return { headers: {} };
  return {
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      vary: "Origin",
    },
    preflight: {
      ...preflightHeaders(request, {}),
      // https://wicg.github.io/private-network-access/: a page on the Internet calls a server on this machine.
      ...(request["access-control-request-private-network"] === "true"
        ? { "access-control-allow-private-network": "true" }
        : {}),
    },
  };
}

function preflightHeaders(
  request: IncomingHttpHeaders,
  { allowHeaders, maxAgeSeconds = 600 }: Pick<CorsOptions, "allowHeaders" | "maxAgeSeconds">,
): Record<string, string> {
  const asked = request["access-control-request-headers"] ?? "content-type";
  return {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": allowHeaders ? allowHeaders.join(", ") : asked,
    "access-control-max-age": String(maxAgeSeconds),
  };
}
