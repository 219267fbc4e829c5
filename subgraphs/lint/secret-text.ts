/** What looks like a password, key or token in the strings of connectors. Only where it is, never what it is. */
import { isSecretHeader, isSecretMember, isSecretParameter } from "../secret-names.ts";

/** `[start, end)` in the text, and what it is called there. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  readonly what: string;
}

/** Tokens whose issuers gave them a form that nothing else has. */
const knownForms: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["an AWS access key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b/g],
  ["a GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ["a Slack token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  ["a Stripe key", /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b/g],
  ["a Google API key", /\bAIza[0-9A-Za-z_-]{35}/g],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/g],
  ["a JSON Web Token", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g],
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g],
];

/** Anywhere: in comments and descriptions as well. */
export function findKnownSecrets(text: string): FoundSecret[] {
  return knownForms.flatMap(([what, pattern]) =>
    Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length, what })),
  );
}

/** In a header's value: a template, `Bearer {$env.TOKEN}`. */
export function findSecretInHeader(name: string, value: string): FoundSecret[] {
  const isSecret = isSecretHeader(name);
  const literal = value.replaceAll(/\{[^{}]*\}/g, " ").replace(/^\s*(?:Bearer|Basic|Token|ApiKey|Key|Digest)\s+/i, "");
  const inside = literalsIn(value).map(({ text }) => text);
  const isFound = [literal.trim(), ...inside].some((text) => (isSecret ? isMeant(text, 6) : isRandom(text)));
  return isFound ? [{ start: 0, end: value.length, what: `the header \`${name}\`` }] : [];
}

/** In a URL: its user and password, and its query. */
export function findSecretInUrl(url: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  const user = /^[a-z][a-z+.-]*:\/\/[^/?#@{}:]*:([^/?#@{}]+)@/i.exec(url);
  if (user?.[1] !== undefined) {
    const end = user[0].length - 1;
    found.push({ start: end - user[1].length, end, what: "the password in the URL" });
  }
  for (const match of url.matchAll(/[?&]([^=&#{}]+)=([^&#{}]*)(?=$|[&#])/g)) {
    const [whole, name = "", value = ""] = match;
    if (!(isSecretParameter(name) ? isMeant(value, 4) : isRandom(value))) continue;
    const end = match.index + whole.length;
    found.push({ start: end - value.length, end, what: `the parameter \`${name}\`` });
  }
  return found;
}

/** In a mapping: `client_secret: $("...")`. A quoted text without a digit may be a key that is read. */
export function findSecretInMapping(mapping: string): FoundSecret[] {
  return literalsIn(mapping).flatMap(({ name, text, start, end }): FoundSecret[] => {
    const isNamed = name !== undefined && isSecretMember(name) && isMeant(text, 8) && /\d/.test(text);
    if (!isNamed && !isRandom(text)) return [];
    return [{ start, end, what: name === undefined ? "a text in it" : `\`${name}\`` }];
  });
}

interface QuotedText {
  readonly name?: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `"text"` and `'text'`, with the key before it where there is one. */
function literalsIn(mapping: string): QuotedText[] {
  const pattern =
    /(?:([A-Za-z_]\w*|"[^"\n]*"|'[^'\n]*')\s*:\s*(?:\$\(\s*)?)?("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g;
  return Array.from(mapping.matchAll(pattern), (match) => {
    const [whole, name, quoted = ""] = match;
    const end = match.index + whole.length;
    return {
      ...(name === undefined ? {} : { name: name.replaceAll(/["']/g, "") }),
      text: quoted.slice(1, -1),
      start: end - quoted.length,
      end,
    };
  });
}

/** True for what is written to be a secret, false for what stands in its place. */
function isMeant(text: string, minLength: number): boolean {
  return text.length >= minLength && !/^(?:<.*>|\[.*\]|[x*.•-]+|redacted|none|null|undefined|true|false)$/i.test(text);
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for what no one would think of: a long run of letters and digits in no order. */
function isRandom(text: string): boolean {
  if (uuid.test(text) || !/^[A-Za-z0-9+/_=-]+$/.test(text)) return false;
  if (/^[0-9a-f]+$/i.test(text)) return text.length >= 32 && /[a-f]/i.test(text) && entropyOf(text) > 3;
  // A name of many words has both cases and many letters too, but hardly three digits.
  const hasAll = /[a-z]/.test(text) && /[A-Z]/.test(text) && /(?:\d.*){3}/.test(text);
  return text.length >= 24 && hasAll && entropyOf(text) > 3.8;
}

/** Bits for each character, by Shannon: 4 at most in hexadecimal, about 4 in a sentence's letters, 5 in base64. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}
