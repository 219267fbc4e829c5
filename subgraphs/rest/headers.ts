import { RestError } from "./rest-error.ts";

/**
 * Headers as the name, value, name, value... list that is sent, sorted by name, so that two equal requests have equal
 * lists.
 *
 * @throws RestError `REST_HEADER` for a value with a line break (header injection) or anything else that RFC 9110
 * section 5.5 does not allow.
 */
export function flattenHeaders(headers: Readonly<Record<string, string | readonly string[]>>): string[] {
  const flat: string[] = [];
  for (const name of Object.keys(headers).toSorted()) {
    const value = headers[name];
    if (typeof value === "string") flat.push(name, checked(name, value));
    else for (const one of value ?? []) flat.push(name, checked(name, one));
  }
  return flat;
}

/** The flat list with one header in place of all that had its name. It is the last. */
export function withHeader(headers: readonly string[], name: string, value: string): string[] {
  return [...withoutHeader(headers, name), name, value];
}

export function withoutHeader(headers: readonly string[], name: string): readonly string[] {
  return headers.includes(name) ? headers.filter((_text, at) => headers[at - (at % 2)] !== name) : headers;
}

const illegal = { name: /[^!#$%&'*+\-.^_`|~0-9A-Za-z]|^$/, value: /[^\t\x20-\x7e\x80-\xff]/ };

/** Whether a header can have it: in RFC 9110 section 5.5 no line break, and no other control character. */
export function isHeaderValue(text: string): boolean {
  return !illegal.value.test(text);
}

function checked(name: string, value: string): string {
  if (illegal.name.test(name)) {
    throw new RestError("REST_HEADER", "A request header has a name that HTTP does not allow.");
  }
  if (illegal.value.test(value)) {
    throw new RestError("REST_HEADER", `The value for request header \`${name}\` holds a character that HTTP forbids.`);
  }
  return value;
}

/** RFC 9110 section 7.6.1, and what describes the client's own message rather than the one sent upstream. Lower case. */
export const neverForwarded: ReadonlySet<string> = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "proxy-authenticate",
  "proxy-authorization",
  "host",
  "expect",
  "accept-encoding",
  "content-length",
  "content-encoding",
  "content-type",
]);

/** Of an answer to a client: what describes its own message and connection, who may keep it, and which pages may read it. */
export function isReturnable(name: string): boolean {
  const lower = name.toLowerCase();
  return !neverForwarded.has(lower) && !neverReturned.has(lower) && !lower.startsWith("access-control-");
}

const neverReturned: ReadonlySet<string> = new Set([
  "age",
  "cache-control",
  "content-range",
  "date",
  "etag",
  "expires",
  "last-modified",
  "location",
  "vary",
  "x-content-type-options",
]);

/**
 * The client headers that a source forwards: those in its list alone, never all (a cookie for one service is not another
 * service's business), and never those that belong to a single connection.
 *
 * @param names  In any case.
 */
export function forwardHeaders(
  requestHeaders: Readonly<Record<string, readonly string[]>>,
  names: readonly string[] = [],
): Record<string, readonly string[]> {
  const forwarded: Record<string, readonly string[]> = {};
  for (const listed of names) {
    const name = listed.toLowerCase();
    if (neverForwarded.has(name) || !Object.hasOwn(requestHeaders, name)) continue;
    const values = requestHeaders[name];
    if (values !== undefined && values.length > 0) forwarded[name] = values;
  }
  return forwarded;
}
