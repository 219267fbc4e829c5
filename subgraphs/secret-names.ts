/** What is secret by its name, so that it is written to no file and shown to no client. */

/** Stands where a secret was. */
export const REDACTED = "REDACTED";

const headers: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "apikey",
]);
const headerPart =
  /(?:^|[-_])(?:api[-_]?key|auth|credentials?|jwt|passw(?:or)?d|secret|session|signature|token)(?:$|[-_])/;

/** @param name  In any case. */
export function isSecretHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return headers.has(lower) || headerPart.test(lower);
}

const parameters: ReadonlySet<string> = new Set(["key", "auth", "authorization", "pwd", "sig", "session", "sessionid"]);
const secretEnd = /(?:apikey|credentials?|jwt|passwd|password|secret|secretkey|signature|token)$/;

/** A parameter of a URL's query. */
export function isSecretParameter(name: string): boolean {
  return parameters.has(plain(name)) || isSecretMember(name);
}

/** A member of an object: an argument, a part of a body. Fewer than in a query, where `key` is mostly a secret. */
export function isSecretMember(name: string): boolean {
  return secretEnd.test(plain(name));
}

/** `access_token`, `access-token` and `accessToken` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, "");
}
