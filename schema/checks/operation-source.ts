/**
 * Operations as they stand in a file: as GraphQL, in a template of a program, or in a string of JSON. Wherever it is,
 * a node is placed where it stands in the file.
 */
import { Source, type ASTNode } from "graphql";
import type { SourceRange } from "../diagnostic.ts";
import { rangeOfOffsets } from "../source-text.ts";

/** One file, read. */
export interface OperationSource {
  /** As findings show it. */
  readonly file: string;
  readonly text: string;
  /**
   * `graphql`: operations and fragments. `code`: JavaScript, TypeScript, or Vue, Svelte and Astro components with
   * either. `manifest`: JSON of persisted operations, Apollo's manifest or `{ hash: text }` of GraphQL Code Generator.
   */
  readonly kind: "graphql" | "code" | "manifest";
}

/** A document in a file. */
export interface Embedded {
  readonly source: Source;
  readonly kind: OperationSource["kind"];
}

/** Where a document stands that is a part of a file. */
interface Part {
  readonly file: Source;
  readonly start: number;
  /** As it is written there, with its escapes. */
  readonly raw: string;
}

const parts = new WeakMap<Source, Part>();

/**
 * A document in a string of a file.
 *
 * @param raw    As it is written, without the quotes.
 * @param start  Where in the file.
 */
export function embed(file: Source, raw: string, start: number): Source {
  const source = new Source(raw.replaceAll(escapes, unescape), file.name);
  parts.set(source, { file, start, raw });
  return source;
}

/** The place of a node in the file that its document was found in. */
export function placeOfNode({ loc }: Pick<ASTNode, "loc">): SourceRange | undefined {
  return loc && placeIn(loc.source, loc.start, loc.end);
}

export function placeIn(source: Source, start: number, end: number): SourceRange {
  const part = parts.get(source);
  if (!part) return rangeOfOffsets(source, start, end, source.name);
  const [from, to] = [start, end].map((offset) => part.start + rawOffset(part.raw, offset));
  return rangeOfOffsets(part.file, from ?? part.start, to ?? part.start, source.name);
}

/** Those of JavaScript, and so those of JSON. */
const escapes = /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|[\s\S])/g;
const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "\n": "" };

function unescape(escape: string, braced?: string, unit?: string, byte?: string): string {
  const code = braced ?? unit ?? byte;
  // An escape of no character is the lexer's to refuse, and no reason to stop here.
  if (code !== undefined)
    return Number.parseInt(code, 16) > 0x10ffff ? "" : String.fromCodePoint(Number.parseInt(code, 16));
  const character = escape.slice(1);
  return letters[character] ?? (character === "\r\n" ? "" : character);
}

/** Where in a string as it is written the character stands that its value has at an offset. */
function rawOffset(raw: string, offset: number): number {
  let shift = 0;
  for (const match of raw.matchAll(escapes)) {
    if (match.index - shift >= offset) break;
    shift += match[0].length - unescape(match[0], match[1], match[2], match[3]).length;
  }
  return Math.min(offset + shift, raw.length);
}
