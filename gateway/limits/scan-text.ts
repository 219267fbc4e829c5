/**
 * Counts the tokens of an operation's text, and how deep its brackets are nested, without parsing it:
 *
 *     query { user(id: [1]) { name } }        15 tokens, 3 brackets deep
 *
 * Made for texts that mean harm. It allocates nothing, reads every character at most once, ends as soon as a limit is
 * passed, and takes any text: what is wrong with one is the parser's to say.
 *
 * Spec: https://spec.graphql.org/October2021/#sec-Language.Source-Text.Lexical-Tokens
 */
import type { RequestLimits, PassedLimit } from "./request-limits.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const HASH = 35;
const MINUS = 45;
const DOT = 46;
const BACKSLASH = 92;
/** White space, commas and the byte order mark. */
const IGNORED = new Set([9, LINE_FEED, CARRIAGE_RETURN, 32, 44, 0xfeff]);
const OPEN = new Set([40, 91, 123]);
const CLOSE = new Set([41, 93, 125]);

/** @returns The limit that the text passes first. */
export function scanText(text: string, limits: Pick<RequestLimits, "tokens" | "recursion">): PassedLimit | undefined {
  let tokens = 0;
  let open = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (IGNORED.has(code)) {
      at += 1;
      continue;
    }
    // A comment is no token of the language; a parser makes one of it all the same.
    tokens += 1;
    if (tokens > limits.tokens) return { limit: "tokens", max: limits.tokens };
    if (OPEN.has(code)) {
      open += 1;
      if (open > limits.recursion) return { limit: "recursion", max: limits.recursion };
    } else if (CLOSE.has(code)) {
      open -= 1;
    }
    at = endOfToken(text, at, code);
  }
  return undefined;
}

function endOfToken(text: string, start: number, code: number): number {
  if (code === HASH) return endOfLine(text, start);
  if (code === QUOTE) return text.startsWith('"""', start) ? endOfBlock(text, start + 3) : endOfString(text, start + 1);
  if (code === DOT) return text.startsWith("...", start) ? start + 3 : start + 1;
  let at = start + 1;
  // After a number none of these can begin a token; what has them all the same is no GraphQL.
  if (isDigit(code) || code === MINUS) while (isInNumber(text.charCodeAt(at))) at += 1;
  else if (isWord(code)) while (isWord(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits and `_`. False past the end of a text, where there is no code. */
function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || isDigit(code) || (code >= 65 && code <= 90) || code === 95;
}

function isInNumber(code: number): boolean {
  return isWord(code) || code === DOT || code === MINUS || code === 43;
}

function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== LINE_FEED && text.charCodeAt(at) !== CARRIAGE_RETURN) at += 1;
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    // No string goes over the end of a line. What follows is counted, be it no GraphQL.
    if (code === QUOTE || code === LINE_FEED || code === CARRIAGE_RETURN) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

function endOfBlock(text: string, start: number): number {
  let from = start;
  for (;;) {
    const end = text.indexOf('"""', from);
    if (end === -1) return text.length;
    if (text.charCodeAt(end - 1) !== BACKSLASH || end === start) return end + 3;
    from = end + 3;
  }
}
