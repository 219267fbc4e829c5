import { RestError } from "./rest-error.ts";
import { hasDotSegment } from "./url.ts";

/** Where a request goes: an absolute http(s) URL, taken apart. */
export interface Target {
  readonly href: string;
  readonly origin: string;
  /** With the query. */
  readonly path: string;
}

/** @throws RestError `REST_URL` */
export function parseTarget(text: string): Target {
  const parts = plain.exec(text);
  if (parts) {
    const [, origin = "", path = ""] = parts;
    if (isNormal(origin) && !hasDotSegment(path)) return { href: text, origin, path };
  }
  return targetOf(parseUrl(text));
}

export function targetOf({ href, origin, pathname, search }: URL): Target {
  return { href, origin, path: pathname + search };
}

/** What the URL standard's parser leaves as it is, and does not have to be asked about, if the origin is one it knows. */
const plain = /^(https?:\/\/[^/?#@\\]+)(\/[\w\-.~%!$&()*+,;=:@/]*(?:\?[\w\-.~%!$&()*+,;=:@/?]*)?)$/;

/** Whether it is written as the parser writes it. */
function isNormal(origin: string): boolean {
  let known = normal.get(origin);
  if (known === undefined) {
    known = URL.canParse(origin) && new URL(origin).origin === origin;
    // A service may choose whom it is asked about.
    if (normal.size === MAX_KNOWN) normal.clear();
    normal.set(origin, known);
  }
  return known;
}

const normal = new Map<string, boolean>();
const MAX_KNOWN = 1_000;

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new RestError("REST_URL", "The upstream URL is not an absolute URL.", { detail: { url: text } });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new RestError("REST_URL", "The upstream URL is neither http nor https.", { detail: { url: text } });
  }
  if (url.username !== "" || url.password !== "") {
    throw new RestError("REST_URL", "The upstream URL holds credentials; send them in a header.", {
      detail: { url: text },
    });
  }
  return url;
}
