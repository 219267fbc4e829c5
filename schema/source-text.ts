/**
 * Places in source text: of a GraphQL node, and of a stretch inside a GraphQL string.
 *
 *     selection: """
 *       id
 *       nam          # value "id\nnam", offsets 3 to 6: line 3, columns 7 to 10 of the file
 *     """
 */
import type { ASTNode, Location, Source, StringValueNode } from "graphql";
import type { SourceRange } from "./diagnostic.ts";

/** The range of a node. A node that no text stands behind (made, not parsed) is placed at the start of the file. */
export function rangeOf(node: ASTNode, file: string): SourceRange {
  const { loc } = node;
  return loc ? rangeOfOffsets(loc.source, loc.start, loc.end, file) : startOf(file);
}

/** The range of `[start, end)` of a source's body, in UTF-16 units. */
export function rangeOfOffsets(source: Source, start: number, end: number, file: string): SourceRange {
  const from = placeIn(source, start);
  const to = placeIn(source, end);
  return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** Offsets at which lines start. A source never changes, and thousands of findings may ask for places in it. */
const lineStarts = new WeakMap<Source, readonly number[]>();

/** As `getLocation` of graphql-js, which counts the lines anew each time. */
function placeIn(source: Source, offset: number): { readonly line: number; readonly column: number } {
  let starts = lineStarts.get(source);
  if (!starts) {
    starts = [0, ...Array.from(source.body.matchAll(/\r\n|[\n\r]/gu), (match) => match.index + match[0].length)];
    lineStarts.set(source, starts);
  }
  let line = 1;
  for (let low = 1, high = starts.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) {
      line = middle + 1;
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return { line, column: offset + 1 - (starts[line - 1] ?? 0) };
}

/** The first place of a file: for what is wrong with the file as a whole. */
export function startOf(file: string): SourceRange {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/**
 * The range in the file of `[start, end)` of a string's value, which is what remains after escapes are resolved and a
 * block string's indentation is removed. Offsets beyond the value are moved to its ends.
 */
export function rangeInString(node: StringValueNode, start: number, end: number, file: string): SourceRange {
  const { loc, value } = node;
  if (!loc) return startOf(file);
  const units = unitsOf(node, loc);
  // A node whose value was changed after it was parsed has no inner places any more.
  if (units.length !== value.length) return rangeOf(node, file);

  const from = Math.max(0, Math.min(start, value.length));
  const to = Math.max(from, Math.min(end, value.length));
  const first = units[from]?.start ?? units.at(-1)?.end ?? loc.start + (node.block ? 3 : 1);
  const last = to > from ? (units[to - 1]?.end ?? first) : first;
  return rangeOfOffsets(loc.source, first, last, file);
}

/** Where a stretch of a string's value stands in the source: offsets of the file, for edits of it. Nothing where it is empty. */
export function spanInString(
  node: StringValueNode,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } | undefined {
  const { loc, value } = node;
  const units = loc ? unitsOf(node, loc) : [];
  const [first, last] = [units[start], units[end - 1]];
  return units.length === value.length && first && last && start < end
    ? { start: first.start, end: last.end }
    : undefined;
}

/** By string, for the many findings that a long one may have. */
const knownUnits = new WeakMap<StringValueNode, readonly Unit[]>();

function unitsOf(node: StringValueNode, { source, start, end }: Location): readonly Unit[] {
  let units = knownUnits.get(node);
  if (!units) {
    units = node.block
      ? blockStringUnits(source.body, start + 3, end - 3)
      : plainStringUnits(source.body, start + 1, end - 1);
    knownUnits.set(node, units);
  }
  return units;
}

/** Where one UTF-16 unit of a string's value is written. An escape sequence is several characters for one unit. */
interface Unit {
  readonly start: number;
  readonly end: number;
}

// Spec: https://spec.graphql.org/draft/#StringCharacter
function plainStringUnits(body: string, start: number, end: number): Unit[] {
  const units: Unit[] = [];
  for (let at = start; at < end;) {
    const size = escapeLength(body, at);
    units.push({ start: at, end: at + size });
    // `\u{1F600}` is one code point and two units: both are written at the same place.
    if (isBracedEscape(body, at) && Number.parseInt(body.slice(at + 3, at + size - 1), 16) > 0xffff) {
      units.push({ start: at, end: at + size });
    }
    at += size;
  }
  return units;
}

/** Length of the character or escape sequence at `at`. */
function escapeLength(body: string, at: number): number {
  if (body[at] !== "\\") return 1;
  if (body[at + 1] !== "u") return 2;
  return isBracedEscape(body, at) ? body.indexOf("}", at) + 1 - at : 6;
}

function isBracedEscape(body: string, at: number): boolean {
  return body.startsWith("\\u{", at);
}

// Spec: https://spec.graphql.org/draft/#BlockStringValue()
function blockStringUnits(body: string, start: number, end: number): Unit[] {
  const lines = blockStringLines(body, start, end);
  const first = lines.findIndex((line) => !isBlank(line));
  if (first === -1) return [];
  const last = lines.findLastIndex((line) => !isBlank(line));
  const commonIndent = lines.reduce(
    (least, line, index) => (index === 0 || isBlank(line) ? least : Math.min(least, line.indent)),
    Number.MAX_SAFE_INTEGER,
  );

  const units: Unit[] = [];
  for (let index = first; index <= last; index++) {
    const line = lines[index];
    if (!line) continue;
    for (const unit of index === 0 ? line.units : line.units.slice(commonIndent)) units.push(unit);
    if (index < last) units.push({ start: line.end, end: line.end + line.breakLength });
  }
  return units;
}

function isBlank(line: BlockLine): boolean {
  return line.indent === line.units.length;
}

interface BlockLine {
  readonly units: Unit[];
  /** Number of leading tabs and spaces. */
  readonly indent: number;
  /** Offset of the line terminator, and its length: `\r\n` is one. */
  readonly end: number;
  readonly breakLength: number;
}

function blockStringLines(body: string, start: number, end: number): BlockLine[] {
  const lines: BlockLine[] = [];
  let units: Unit[] = [];
  const finish = (at: number, breakLength: number): void => {
    const indent = units.findIndex((unit) => body[unit.start] !== " " && body[unit.start] !== "\t");
    lines.push({ units, indent: indent === -1 ? units.length : indent, end: at, breakLength });
    units = [];
  };
  for (let at = start; at < end;) {
    if (body[at] === "\n" || body[at] === "\r") {
      const breakLength = body.startsWith("\r\n", at) ? 2 : 1;
      finish(at, breakLength);
      at += breakLength;
    } else if (body.startsWith('\\"""', at)) {
      // The backslash belongs to the first quote, so that a range which starts there shows the whole escape.
      units.push({ start: at, end: at + 2 }, { start: at + 2, end: at + 3 }, { start: at + 3, end: at + 4 });
      at += 4;
    } else {
      units.push({ start: at, end: at + 1 });
      at += 1;
    }
  }
  finish(end, 0);
  return lines;
}
