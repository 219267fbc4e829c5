/**
 * Where a redirect leads, and with what. RFC 9110 section 15.4, and more careful than it: an answer must not choose whom
 * this process talks to (server-side request forgery), nor what a write does.
 *
 *     303 to a write               the result is elsewhere: GET it
 *     301, 302 to a write          clients disagree on the method that is meant: refused
 *     307, 308 to a write          the same write once more: only to an origin that the source names
 *     any, to another origin       only to an origin that the source names, and without credentials
 */
import { targetOf, type Target } from "./target.ts";

export interface RedirectedRequest {
  readonly method: string;
  readonly target: Target;
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | undefined;
}

export type Redirect =
  | { readonly kind: "follow"; readonly request: RedirectedRequest }
  | { readonly kind: "refused"; readonly message: string };

export const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * @param home  The origin that the source is at.
 * @param allowed  Further origins that the source names.
 */
export function followRedirect(
  request: RedirectedRequest,
  answer: { readonly status: number; readonly location: string },
  { home, allowed }: { readonly home: string; readonly allowed: readonly string[] },
): Redirect {
  const { status, location } = answer;
  const { method } = request;
  const target = URL.canParse(location, request.target.href) ? new URL(location, request.target.href) : undefined;
  const isNamed = target !== undefined && allowed.some((origin) => origin.replace(/\/$/, "") === target.origin);
  const isSafe = method === "GET" || method === "HEAD";
  if (!isSafe && status !== 303 && (status < 307 || !isNamed)) {
    return refused(`The upstream service answered ${method} with a redirect, which is not followed.`);
  }
  if (!target || (target.origin !== home && !isNamed)) {
    return refused("The upstream service redirected to another origin, which is not followed.");
  }
  if (target.username !== "" || target.password !== "") {
    return refused("The upstream service redirected to a URL with credentials, which is not followed.");
  }
  const becomesGet = status === 303 && !isSafe;
  let { headers } = request;
  if (becomesGet)
    headers = filterHeaders(headers, (name) => !name.startsWith("content-") && name !== "idempotency-key");
  if (target.origin !== request.target.origin) headers = filterHeaders(headers, (name) => harmless.has(name));
  return {
    kind: "follow",
    request: {
      method: becomesGet ? "GET" : method,
      target: targetOf(target),
      headers,
      body: becomesGet ? undefined : request.body,
    },
  };
}

function refused(message: string): Redirect {
  return { kind: "refused", message };
}

/** What tells nothing of who asks. Any other header may be a credential: a service chooses the names of its own. */
const harmless: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "content-language",
  "content-type",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "range",
  "traceparent",
  "tracestate",
  "user-agent",
]);

function filterHeaders(headers: readonly string[], keep: (name: string) => boolean): string[] {
  return headers.flatMap((name, at) => (at % 2 === 0 && keep(name.toLowerCase()) ? [name, headers[at + 1] ?? ""] : []));
}
