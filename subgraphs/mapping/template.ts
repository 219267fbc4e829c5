import { compileAst } from "./compile-ast.ts";
import type {
  KeyTree,
  MappingDiagnostic,
  SpecVersion,
  Template,
  TemplateExpression,
  TemplateText,
  VariableName,
} from "./mapping.ts";
import { mergeReads } from "./reads.ts";
import { parseMapping } from "./parse.ts";

export { renderScalar, type ScalarText } from "./scalar-text.ts";

/**
 * Parses text with `{expression}` parts: `users/{$args.id}?q={$args.query->joinNotNull(",")}`. Tabs and line ends in the
 * constant text are dropped, so that a long URL may be broken over lines. A `{` cannot be written as text.
 *
 * @returns `template` where no diagnostic was found. Offsets are in `source`.
 */
export function parseTemplate(
  source: string,
  options: { readonly specVersion: SpecVersion },
): { template?: Template; diagnostics: MappingDiagnostic[] } {
  const parts: (TemplateText | TemplateExpression)[] = [];
  const diagnostics: MappingDiagnostic[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf("{", at);
    const text = source.slice(at, open < 0 ? undefined : open).replaceAll(/[\t\n\f\r]/gu, "");
    if (text !== "") parts.push({ kind: "text", text });
    if (open < 0) break;
    const close = findClose(source, open);
    if (close === undefined) {
      diagnostics.push(fault("`{` opens an expression that no `}` closes.", open, open + 1));
      break;
    }
    const part = parsePart(source.slice(open + 1, close), open + 1, options.specVersion, diagnostics);
    if (part) parts.push(part);
    at = close + 1;
  }
  if (diagnostics.length > 0) return { diagnostics };
  let reads: ReadonlyMap<VariableName, KeyTree> | undefined;
  const template: Template = {
    source,
    parts,
    get reads() {
      return (reads ??= mergeReads(parts.flatMap((part) => (part.kind === "expression" ? [part.mapping.reads] : []))));
    },
  };
  return { template, diagnostics };
}

function parsePart(
  source: string,
  start: number,
  specVersion: SpecVersion,
  diagnostics: MappingDiagnostic[],
): TemplateExpression | undefined {
  const { ast, diagnostics: found } = parseMapping(source, { specVersion });
  if (!ast) {
    for (const one of found) diagnostics.push({ ...one, start: one.start + start, end: one.end + start });
    return undefined;
  }
  if (ast.body.kind === "list" && ast.body.list.entries.length === 0) {
    diagnostics.push(
      fault("The braces of a template need an expression, but these are empty.", start - 1, start + source.length + 1),
    );
    return undefined;
  }
  return { kind: "expression", mapping: compileAst(ast, source), start };
}

function fault(message: string, start: number, end: number): MappingDiagnostic {
  return { code: "INVALID_SELECTION", message, start, end };
}

/** The `}` that closes the `{` at `open`. Braces nest; those in strings and comments do not count. */
function findClose(source: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return at;
    } else if (character === '"' || character === "'") {
      at += 1;
      while (at < source.length && source.charAt(at) !== character) at += source.charAt(at) === "\\" ? 2 : 1;
    } else if (character === "#") {
      while (at + 1 < source.length && source.charAt(at + 1) !== "\n") at += 1;
    }
  }
  return undefined;
}
