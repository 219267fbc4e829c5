import { RestError } from "./rest-error.ts";

/**
 * Percent-encodes every byte but `A-Z a-z 0-9 - . _ ~` (RFC 3986's unreserved), so that a value can be neither a
 * delimiter nor an escape of its own: `a/b` gives `a%2Fb`, `%2e` gives `%252e`. Dots stay: whoever puts the text into a
 * path also asks `hasDotSegment`.
 *
 * @throws RestError `REST_URL` for half of a surrogate pair, which no encoding has.
 */
export function encodeComponent(value: string): string {
  if (!/[^\w.~-]/.test(value)) return value;
  let encoded: string;
  try {
    encoded = encodeURIComponent(value);
  } catch (cause) {
    throw new RestError("REST_URL", "A value for the upstream URL holds half of a surrogate pair.", { cause });
  }
  return encoded.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whether a path has a segment that URL parsers resolve away: `.`, `..`, also with the dot as `%2e`. */
export function hasDotSegment(pathname: string): boolean {
  if (!pathname.includes(".") && !/%2e/i.test(pathname)) return false;
  return pathname.split(/[/\\]/).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

export type PathValue = string | number | bigint | boolean;

/**
 * Builds a path whose values cannot leave their place: path`reviews/${id}/notes` makes one segment of `id`, whatever it
 * holds. Values after a `?` are encoded likewise.
 *
 * @returns A path for `RestSource`'s methods, relative to its `baseURL`.
 * @throws RestError `REST_URL` for null, undefined, an object, an empty value in the path, or a `.` or `..` segment.
 */
export function path(texts: TemplateStringsArray, ...values: PathValue[]): string {
  let built = texts[0] ?? "";
  for (const [index, value] of values.entries()) {
    built += encodeValue(value, built.includes("?")) + (texts[index + 1] ?? "");
  }
  if (hasDotSegment(built.split("?", 1)[0] ?? "")) throw new RestError("REST_URL", "A value would be a dot segment.");
  return built;
}

// `unknown`: callers in JavaScript, and upstream data behind a cast, pass what the type forbids.
function encodeValue(value: unknown, inQuery: boolean): string {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      break;
    default:
      throw new RestError("REST_URL", "A value for the upstream URL is missing or not a scalar.");
  }
  const text = String(value);
  // `things/${""}` would ask for the whole collection.
  if (text === "" && !inQuery) throw new RestError("REST_URL", "A value for the upstream path is empty.");
  return encodeComponent(text);
}

/**
 * Asserts after parsing that a URL is of the base's origin and below its path.
 *
 * @throws RestError `REST_URL`
 */
export function assertInside(url: URL, base: URL): void {
  const prefix = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
  const inside =
    url.origin === base.origin &&
    url.username === base.username &&
    url.password === base.password &&
    `${url.pathname}/`.startsWith(prefix);
  if (!inside) {
    throw new RestError("REST_URL", "The URL leaves the origin or path of the source it belongs to.", {
      detail: { url: url.href },
    });
  }
}

/**
 * Resolves what a data source's method was given: a path below the base, or an absolute URL inside it (a `next` link).
 * A leading slash does not drop the base's path, as it would in `new URL(path, base)`.
 *
 * @throws RestError `REST_URL` for dot segments, control characters, backslashes, `#`, a leading `//`, another origin.
 */
export function resolveInside(given: string, base: string): URL {
  if (!URL.canParse(base)) throw new RestError("REST_URL", "The source's `baseURL` is missing or not absolute.");
  const baseUrl = new URL(base);
  const refused = refusalOf(given);
  if (refused !== undefined) throw new RestError("REST_URL", refused, { detail: { url: given } });
  const absolute = /^https?:\/\//i.test(given);
  const joined = absolute ? given : joinPath(baseUrl, given);
  if (!URL.canParse(joined))
    throw new RestError("REST_URL", "The upstream URL does not parse.", { detail: { url: given } });
  const url = new URL(joined);
  assertInside(url, baseUrl);
  return url;
}

function refusalOf(given: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for: URL parsers drop some of them.
  if (/[\u0000-\u001f\u007f\\#]/.test(given)) return "The upstream path holds a control character, a backslash or `#`.";
  if (given.startsWith("//")) return "The upstream path starts with `//`, which names another host.";
  if (hasDotSegment(given.split("?", 1)[0] ?? "")) return "The upstream path has a dot segment.";
  return undefined;
}

function joinPath(base: URL, given: string): string {
  const query = given.indexOf("?");
  const pathPart = query === -1 ? given : given.slice(0, query);
  const queryPart = query === -1 ? "" : given.slice(query + 1);
  const trimmed = pathPart.replace(/^\//, "");
  const prefix = trimmed !== "" && !base.pathname.endsWith("/") ? `${base.pathname}/` : base.pathname;
  const queries = [base.search.slice(1), queryPart].filter((part) => part !== "");
  return base.origin + prefix + trimmed + (queries.length > 0 ? `?${queries.join("&")}` : "");
}
