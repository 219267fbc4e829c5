import type { RestResponse } from "../operation.ts";

type Headers = RestResponse["headers"];

/** Of one connection, not of the answer: RFC 9110 section 7.6.1, RFC 9111 section 3.1. */
const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** They say what the body is like, which a 304 does not bring: RFC 9111 section 3.2. */
const ofBody: ReadonlySet<string> = new Set(["content-encoding", "content-length", "content-range", "content-type"]);

/** An answer's headers as they are kept. */
export function storedHeaders(headers: Headers): Headers {
  const named = new Set(
    headers["connection"]
      ?.join(",")
      .toLowerCase()
      .split(/[\s,]+/),
  );
  return pick(headers, (name) => !ofConnection.has(name) && !named.has(name));
}

/** The headers of a kept answer that its service says still holds. */
export function mergeHeaders(kept: Headers, ofNotModified: Headers): Headers {
  const news = pick(ofNotModified, (name) => !ofConnection.has(name) && !ofBody.has(name));
  // Its age is that of the 304, which may have none.
  const old = pick(kept, (name) => name !== "age");
  return Object.assign(old, news);
}

/** As they are given: with how old the answer is. */
export function agedHeaders(headers: Headers, ageMs: number): Headers {
  const aged = pick(headers, () => true);
  aged["age"] = [String(Math.max(0, Math.floor(ageMs / 1_000)))];
  return aged;
}

/** Whether a 304 is about something else than what is kept. Weak comparison (RFC 9110 section 8.8.3.2). */
export function tagsDiffer(kept: Headers, ofNotModified: Headers): boolean {
  const [one, other] = [kept["etag"]?.[0], ofNotModified["etag"]?.[0]];
  return one !== undefined && other !== undefined && opaque(one) !== opaque(other);
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}

function pick(headers: Headers, isWanted: (name: string) => boolean): Record<string, readonly string[]> {
  // Without a prototype, so that no header name finds anything that the service did not send.
  const picked = Object.create(null) as Record<string, readonly string[]>;
  for (const name of Object.keys(headers)) {
    const values = headers[name];
    if (values !== undefined && isWanted(name)) picked[name] = values;
  }
  return picked;
}
