/**
 * URLs of connectors, assembled so that no value can leave its place (connect spec reference, section 7).
 *
 *     baseURL "https://x.test/api/"  path [$args.a]  GET "/users/{$args.id}?v=1"   a "b", id "../c"
 *     -> https://x.test/api/b/users/..%2Fc?v=1
 *
 * Two defences: every byte of a value outside the unreserved set is percent-encoded, and the finished URL is refused
 * where a segment is `.` or `..` in any spelling (which no encoding prevents) or where parsing it gives another origin
 * than the base has.
 */

import { hasDotSegment } from "../rest/url.ts";

/** Percent-encodes constant text: only what is legal nowhere in a URI, so that authors may encode by themselves. */
export function encodeConstant(text: string): string {
  return text
    .replaceAll(/[\t\n\f\r]/g, "")
    .replaceAll(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/g, (illegal) => encodeURIComponent(illegal));
}

/** A URL that is being put together. */
export interface UrlParts {
  /** Scheme and authority: `https://x.test:8443`. */
  readonly origin: string;
  path: string;
  /** Without `?`. */
  query: string;
}

/** Splits an absolute http(s) URL; a fragment is dropped. `undefined` for anything else. */
export function splitAbsolute(url: string): UrlParts | undefined {
  const match = /^(https?:\/\/[^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!match?.[1]) return undefined;
  return { origin: match[1], path: match[2] ?? "", query: match[3] ?? "" };
}

export function splitRelative(url: string): { readonly path: string; readonly query: string } {
  const hash = url.indexOf("#");
  const text = hash < 0 ? url : url.slice(0, hash);
  const mark = text.indexOf("?");
  return mark < 0 ? { path: text, query: "" } : { path: text.slice(0, mark), query: text.slice(mark + 1) };
}

/** Joins with one slash. An empty path or `/` adds nothing; a trailing slash stays. */
export function joinPaths(left: string, right: string): string {
  if (right === "" || right === "/") return left;
  return `${left.endsWith("/") ? left.slice(0, -1) : left}${right.startsWith("/") ? "" : "/"}${right}`;
}

/** The URL, or `undefined` where it would reach something else than its template says. */
export function assembleUrl({ origin, path, query }: Readonly<UrlParts>): string | undefined {
  if (hasDotSegment(path)) return undefined;
  const rooted = path.startsWith("/") ? path : `/${path}`;
  const text = `${origin}${rooted}${query === "" ? "" : `?${query}`}`;
  // Most are what a parser would make of them: parsing takes as long as all the rest.
  if (normalOrigin(origin) === origin && unchanging.test(rooted) && unchanging.test(query)) return text;
  const url = parseUrl(text);
  return url && url.origin === normalOrigin(origin) ? url.href : undefined;
}

/** What the URL standard's parser leaves as it is, in a path as well as in a query. */
const unchanging = /^[\w\-.~%!$&()*+,;=:@/]*$/;

/** `HTTPS://X.test:443` -> `https://x.test`. Origins are few: they come from base URLs, never from values. */
function normalOrigin(origin: string): string | undefined {
  if (lastOrigin.written !== origin) lastOrigin = { written: origin, normal: parseUrl(origin)?.origin };
  return lastOrigin.normal;
}

let lastOrigin: { written: string; normal: string | undefined } = { written: "", normal: undefined };

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
