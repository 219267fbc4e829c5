import { randomUUID } from "node:crypto";

/**
 * `JSON.parse`, except that what an upstream sends can neither lose digits nor reach a prototype:
 *
 *     {"id": 9007199254740993}            { id: 9007199254740993n }     integers beyond 2^53 become bigint
 *     {"__proto__": {"admin": true}}      {}                            poisoned keys are dropped
 *
 * Both are rare, so the text is searched for them first and the common answer costs one plain `JSON.parse`. A library
 * for lossless JSON was tried in its place: it recurses (100 KB of `[` end the process's stack), refuses duplicate keys,
 * assigns `__proto__`, and reads every character in JavaScript.
 *
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJson(text: string): unknown {
  return withoutLoss(text, JSON.parse(text));
}

/**
 * What `parseJson` makes of a text.
 *
 * @param parsed  What `JSON.parse` has made of it. It may be changed.
 */
export function withoutLoss(text: string, parsed: unknown): unknown {
  const marked = markLargeIntegers(text);
  if (marked === undefined && !mayHoldPoisonedKey(text)) return parsed;
  const value: unknown = marked === undefined ? parsed : JSON.parse(marked);
  return revive({ value })["value"];
}

/**
 * `JSON.stringify`, with a bigint written as the integer that it is.
 *
 * @throws TypeError, RangeError as `JSON.stringify` does for what goes in circles or too deep.
 */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It refuses bigints. They are rare, and looking for them takes several times as long.
    return stringifyBigints(value);
  }
}

function stringifyBigints(value: unknown): string {
  let found = false;
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== "bigint") return item;
    found = true;
    return mark + item.toString();
  });
  return found ? text.replaceAll(markedText, "$1") : text;
}

// Stands before the digits of an integer that travels through JSON.parse as a string. Nobody outside can guess it, so
// no upstream can have a string of its own taken for a number.
const mark = `${randomUUID()}:`;
const markedText = new RegExp(`"${mark}(-?\\d+)"`, "g");

const digitsOfUnsafe = 16;
/** What is longer is no number of anything, and takes time with the square of its length: it is what JSON.parse makes of it. */
const MAX_DIGITS = 1_000;
const valueEnds = new Set([",", "]", "}", ""]);
const valueStarts = new Set([",", "[", ":", ""]);

/**
 * The text with every integer beyond 2^53 as a marked string; `undefined` where there is none. Such an integer has 16
 * digits or more, so a look at each 16th character meets them all.
 */
function markLargeIntegers(text: string): string | undefined {
  let marked = "";
  let copiedTo = 0;
  const strings = createStringTracker(text);
  for (let at = digitsOfUnsafe - 1; at < text.length; at += digitsOfUnsafe) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (start > copiedTo && isDigit(text, start - 1)) start -= 1;
    let end = at + 1;
    while (isDigit(text, end)) end += 1;
    at = end - 1;
    if (end - start < digitsOfUnsafe || end - start > MAX_DIGITS || text[start] === "0") continue;
    if (text[start - 1] === "-") start -= 1;
    const token = text.slice(start, end);
    if (Number.isSafeInteger(Number(token))) continue;
    // A fraction, an exponent, a key or plain nonsense is left for JSON.parse to judge.
    if (!valueStarts.has(neighbour(text, start - 1, -1)) || !valueEnds.has(neighbour(text, end, 1))) continue;
    if (strings.holds(start)) continue;
    marked += `${text.slice(copiedTo, start)}"${mark}${token}"`;
    copiedTo = end;
  }
  return copiedTo === 0 ? undefined : marked + text.slice(copiedTo);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** The next character that is not white space; empty at either end of the text. */
function neighbour(text: string, from: number, step: 1 | -1): string {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += step;
  return text[at] ?? "";
}

/** Tells whether an offset lies inside a string literal. Offsets must be asked in ascending order. */
function createStringTracker(text: string): { holds(offset: number): boolean } {
  let inside = false;
  let next = text.indexOf('"');
  return {
    holds(offset) {
      while (next !== -1 && next < offset) {
        if (!inside || !isEscaped(text, next)) inside = !inside;
        next = text.indexOf('"', next + 1);
      }
      return inside;
    },
  };
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

// No encoder escapes an underscore or a lower-case ASCII letter; who does is hiding a key.
const escapedName = /\\u00(?:5[fF]|6[0-9a-fA-F]|7[0-9aA])/;

// One search for all of them: V8 skips through the text by it, where it stops at each quote to look for `"constructor"`.
const suspicious = /__proto__|"prototype"|\\u00/;

function mayHoldPoisonedKey(text: string): boolean {
  if (!suspicious.test(text)) return false;
  return (
    text.includes("__proto__") ||
    (text.includes('"constructor"') && text.includes('"prototype"')) ||
    (text.includes("\\u00") && escapedName.test(text))
  );
}

/** Undoes the marks and drops poisoned keys, in place, with a stack of its own: JSON nests deeper than calls may. */
function revive(root: Record<string, unknown>): Record<string, unknown> {
  const pending: object[] = [root];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    if (!Array.isArray(parent)) dropPoisonedKeys(parent as Record<string, unknown>);
    // An array's indexes are keys too.
    const members = parent as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      const child = members[key];
      if (typeof child === "string") {
        if (child.startsWith(mark)) members[key] = BigInt(child.slice(mark.length));
      } else if (typeof child === "object" && child !== null) pending.push(child);
    }
  }
  return root;
}

// A later copy (`target[key] = value`, a deep merge) would turn either into a prototype of somebody else's object.
function dropPoisonedKeys(object: Record<string, unknown>): void {
  if (Object.hasOwn(object, "__proto__")) delete object["__proto__"];
  const constructed = Object.hasOwn(object, "constructor") ? object["constructor"] : undefined;
  if (typeof constructed === "object" && constructed !== null && Object.hasOwn(constructed, "prototype")) {
    delete object["constructor"];
  }
}
