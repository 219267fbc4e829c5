/** Which headers a connector may set. Connect spec reference, section 7.4. */

/** Set by whoever sends the request, never by its author. */
export const reservedHeaders: ReadonlySet<string> = new Set([
  "connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "content-encoding",
  "accept-encoding",
  "keep-alive",
]);

/** Never copied from the client's request, of whose body and host they speak: they take a `value`. */
export const ownHeaders: ReadonlySet<string> = new Set(["content-type", "accept", "host"]);
