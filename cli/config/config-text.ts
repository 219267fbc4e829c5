/**
 * A config written as data. YAML 1.2 contains JSON, so that one parser reads both and knows the place of every value.
 */
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document, type Range } from "yaml";
import type { Diagnostic, SourceRange } from "../../schema/diagnostic.ts";

/** Finds where a value or, with `key`, the key at the end of a path is written. */
export type Locate = (path: readonly PropertyKey[], what?: "key" | "value") => SourceRange | undefined;

export interface ConfigText {
  readonly value: unknown;
  readonly locate: Locate;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses YAML or JSON. Syntax errors and duplicate keys are diagnostics `CONFIG_SYNTAX`. */
export function parseConfigText(text: string, file: string): ConfigText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const range = (start: number, end: number): SourceRange => {
    const from = lines.linePos(start);
    const to = lines.linePos(end);
    return { file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
  const diagnostics = document.errors.map((error): Diagnostic => ({
    code: "CONFIG_SYNTAX",
    severity: "error",
    message: error.message,
    locations: [range(error.pos[0], error.pos[1])],
  }));
  return {
    // An empty file is a config that says nothing.
    value: diagnostics.length > 0 ? {} : (document.toJS() ?? {}),
    locate: (path, what = "value") => {
      const found = findRange(document, path, what);
      return found && range(found[0], found[1]);
    },
    diagnostics,
  };
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
