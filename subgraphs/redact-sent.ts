/** Secrets in what goes to services and comes from them, found by the names they stand under. */
import { isSecretHeader, isSecretMember, isSecretParameter, REDACTED } from "./secret-names.ts";

/** The URL without the secrets in its query, and without a password. */
export function redactUrl(text: string): string {
  // What is no URL may be anything; what it asks for begins at its `?`.
  if (!URL.canParse(text)) return text.split("?", 1)[0] ?? "";
  const url = new URL(text);
  const names = [...url.searchParams.keys()].filter(isSecretParameter);
  if (names.length === 0 && url.password === "") return text;
  for (const name of names) url.searchParams.set(name, REDACTED);
  if (url.password !== "") url.password = REDACTED;
  return url.href;
}

/** Values that are sent under the name of a secret, and the parts that one of them is made of: `Bearer <token>`. */
export function secretsOf(headers: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => isSecretHeader(name))
    .flatMap(([, values]) => [values].flat())
    .flatMap((value) => [value, ...value.split(/[\s;,=]+/)]);
}

/**
 * The text of a body without what stands in it under the name of a secret: a member of JSON, a field of a form. The text
 * may be cut off anywhere, and need not be well-formed.
 *
 *     {"id":7,"access_token":"abc   ->   {"id":7,"access_token":"REDACTED"
 */
export function redactBody(text: string): string {
  return redactForm(redactMembers(text));
}

function redactMembers(text: string): string {
  let result = "";
  let from = 0;
  for (const { 0: found, 1: name = "", index } of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:\s*/g)) {
    // Inside of a secret that was taken out already.
    if (index < from || !isSecretMember(name)) continue;
    const start = index + found.length;
    const end = endOfValue(text, start);
    result += `${text.slice(from, start)}"${REDACTED}"`;
    from = end;
  }
  return result + text.slice(from);
}

/** Where the JSON value that starts at `start` ends, or the text where it is cut off. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  const token = /"(?:[^"\\]|\\.)*(?:"|$)|[[{]|[\]}]|,|[^\s"[\]{},]+|\s+/gy;
  token.lastIndex = start;
  for (let at = start; ; at = token.lastIndex) {
    const [found] = token.exec(text) ?? [];
    if (found === undefined) return text.length;
    if (found === "[" || found === "{") depth += 1;
    else if (found === "]" || found === "}") {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return token.lastIndex;
    } else if (depth === 0) return found === "," ? at : token.lastIndex;
  }
}

function redactForm(text: string): string {
  if (!/^[^\s{["<]+=/.test(text)) return text;
  return text.replaceAll(/(^|&)([^=&\s]+)=([^&\s]*)/g, (pair: string, start: string, name: string) =>
    isSecretParameter(name) ? `${start}${name}=${REDACTED}` : pair,
  );
}
