export type TokenKind =
  | "name"
  | "string"
  | "number"
  /** `$name` in one piece: no space may come between. */
  | "variable"
  | "punctuation"
  | "end"
  /** A character that begins nothing, or a string without its end. */
  | "bad";

export interface Token {
  readonly kind: TokenKind;
  /** The source text of the token; `""` at the end. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Splits a mapping into tokens in one pass, without backtracking. The last one is always `end`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    at = skipBlank(source, at);
    if (at >= source.length) break;
    const [kind, end] = tokenAt(source, at);
    tokens.push({ kind, text: source.slice(at, end), start: at, end });
    at = end;
  }
  tokens.push({ kind: "end", text: "", start: source.length, end: source.length });
  return tokens;
}

const punctuation = ["...", "->", "??", "?!", "?", ".", ",", ":", "(", ")", "{", "}", "[", "]", "@", "$", "-"];

function tokenAt(source: string, start: number): [TokenKind, number] {
  const character = source.charAt(start);
  if (isNameStart(character)) return ["name", nameEnd(source, start)];
  if (character === '"' || character === "'") return stringAt(source, start, character);
  if (isDigit(character) || (character === "." && isDigit(source.charAt(start + 1)))) {
    return ["number", numberEnd(source, start)];
  }
  if (character === "$" && isNameStart(source.charAt(start + 1))) return ["variable", nameEnd(source, start + 1)];
  for (const mark of punctuation) {
    if (source.startsWith(mark, start)) return ["punctuation", start + mark.length];
  }
  const codePoint = source.codePointAt(start) ?? 0;
  return ["bad", start + (codePoint > 0xffff ? 2 : 1)];
}

/** Past spaces, tabs, line ends and `#` comments. */
function skipBlank(source: string, start: number): number {
  let at = start;
  for (;;) {
    const character = source.charAt(at);
    if (character === "#") {
      const lineEnd = source.indexOf("\n", at);
      at = lineEnd < 0 ? source.length : lineEnd + 1;
    } else if (character === " " || character === "\t" || character === "\r" || character === "\n") {
      at += 1;
    } else {
      return at;
    }
  }
}

function stringAt(source: string, start: number, quote: string): [TokenKind, number] {
  let at = start + 1;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === quote) return ["string", at + 1];
    at += character === "\\" ? 2 : 1;
  }
  return ["bad", source.length];
}

/** `12`, `12.`, `12.5`, `.5`: no exponent exists. */
function numberEnd(source: string, start: number): number {
  let at = start;
  while (isDigit(source.charAt(at))) at += 1;
  if (source.charAt(at) !== "." || source.startsWith("...", at)) return at;
  at += 1;
  while (isDigit(source.charAt(at))) at += 1;
  return at;
}

function nameEnd(source: string, start: number): number {
  let at = start + 1;
  while (isNameStart(source.charAt(at)) || isDigit(source.charAt(at))) at += 1;
  return at;
}

function isNameStart(character: string): boolean {
  return (character >= "a" && character <= "z") || (character >= "A" && character <= "Z") || character === "_";
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

/** True for a key that needs no quotes. */
export function isName(text: string): boolean {
  return isNameStart(text.charAt(0)) && nameEnd(text, 0) === text.length;
}

/** What a string token stands for. `\n` is a line end, any other escaped character itself; no other escape exists. */
export function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (!inner.includes("\\")) return inner;
  return inner.replaceAll(/\\([^])/gu, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}
