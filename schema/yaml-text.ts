/**
 * Data that people write, with the place of every value. YAML 1.2 contains JSON, so that one parser reads both.
 */
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document, type Range } from "yaml";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { Diagnostic, SourceRange } from "./diagnostic.ts";
import { startOf } from "./source-text.ts";

/** Finds where a value or, with `key`, the key at the end of a path is written. */
export type Locate = (path: readonly PropertyKey[], what?: "key" | "value") => SourceRange | undefined;

export interface YamlText {
  readonly value: unknown;
  readonly locate: Locate;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses YAML or JSON. Integers beyond 2^53 are bigint.
 *
 * @param code  Of the diagnostics for syntax errors and duplicate keys.
 */
export function parseYamlText(text: string, file: string, code: DiagnosticCode): YamlText {
  const lines = new LineCounter();
  const parsed = orFault(() => parseDocument(text, { lineCounter: lines, prettyErrors: false, intAsBigInt: true }));
  const document = parsed.value;
  if (!document) return unreadable(parsed.fault, file, code);
  const range = (start: number, end: number): SourceRange => {
    const from = lines.linePos(start);
    const to = lines.linePos(end);
    return { file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
  const diagnostics = document.errors.map((error): Diagnostic => ({
    code,
    severity: "error",
    message: error.message.startsWith("Maximum call stack") ? tooDeep : error.message,
    locations: [range(error.pos[0], error.pos[1])],
  }));
  const read = orFault(() => (diagnostics.length > 0 ? {} : (document.toJS({ reviver: safeNumber }) as unknown)));
  if (read.fault !== undefined) return unreadable(read.fault, file, code);
  return {
    // An empty file says nothing.
    value: read.value ?? {},
    locate: (path, what = "value") => {
      const found = findRange(document, path, what);
      return found && range(found[0], found[1]);
    },
    diagnostics,
  };
}

const tooDeep = "Values are nested too deep, or an alias stands inside of itself.";

/** The library recurses, and throws where aliases stand for very much. */
function orFault<T>(
  read: () => T,
): { readonly value: T; readonly fault?: never } | { readonly value?: never; readonly fault: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof RangeError) return { fault: tooDeep };
    return { fault: error instanceof Error ? `${error.message}.` : String(error) };
  }
}

function unreadable(message: string, file: string, code: DiagnosticCode): YamlText {
  const diagnostic: Diagnostic = { code, severity: "error", message, locations: [startOf(file)] };
  return { value: {}, locate: () => undefined, diagnostics: [diagnostic] };
}

function safeNumber(_key: unknown, value: unknown): unknown {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** The range of the deepest part of the path that is written; the rest may come from an alias or be missing. */
function findRange(document: Document, path: readonly PropertyKey[], what: "key" | "value"): Range | undefined {
  let node: unknown = document.contents;
  let range = document.contents?.range ?? undefined;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (!pair || !isScalar(pair.key)) break;
      if (isLast && what === "key") return pair.key.range ?? range;
      node = pair.value;
      range = rangeOf(pair.value) ?? pair.key.range ?? range;
    } else {
      const items: unknown = typeof node === "object" && node !== null && "items" in node ? node.items : undefined;
      if (!Array.isArray(items) || typeof step !== "number") break;
      node = items[step];
      range = rangeOf(node) ?? range;
    }
  }
  return range;
}

function rangeOf(node: unknown): Range | undefined {
  // yaml's nodes carry `[start, value end, node end]`; the third includes trailing comments and is not wanted.
  return typeof node === "object" && node !== null && "range" in node
    ? ((node.range as Range | null) ?? undefined)
    : undefined;
}
