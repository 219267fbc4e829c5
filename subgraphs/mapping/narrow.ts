import type { Entry, Expression, MappingAst, SelectionList } from "./ast.ts";
import { compileAst } from "./compile-ast.ts";
import type { Mapping, Wanted } from "./mapping.ts";

export type { Wanted };

/**
 * The same mapping, which evaluates only the wanted output keys. Method arguments and `$( … )` are left whole, and so
 * is what yields keys that are not known without data: a spread, a path without a selection. So the result holds all
 * that is wanted and perhaps more; problems of what is left out are not met.
 */
export function narrowMapping(mapping: Mapping, wanted: Wanted | null): Mapping {
  if (mapping.narrow) return mapping.narrow(wanted);
  if (wanted === null) return mapping;
  const { ast } = mapping;
  const body: MappingAst["body"] =
    ast.body.kind === "list"
      ? { kind: "list", list: narrowList(ast.body.list, wanted) }
      : { kind: "value", value: narrowExpression(ast.body.value, wanted) };
  return compileAst({ ...ast, body }, mapping.source);
}

function narrowList(list: SelectionList, wanted: Wanted): SelectionList {
  return { ...list, entries: list.entries.flatMap((entry) => narrowEntry(entry, wanted)) };
}

function narrowEntry(entry: Entry, wanted: Wanted): readonly Entry[] {
  if (entry.kind === "spread") return [entry];
  // The fields of an unnamed path are merged into this very level.
  if (entry.kind === "path") return [{ ...entry, value: narrowPath(entry.value, wanted) }];
  const below = wanted.get(entry.key.name);
  if (below === undefined) return isCurrent(entry.value) ? [entry] : [];
  return [below === null ? entry : { ...entry, value: narrowExpression(entry.value, below) }];
}

/** `id: $` costs nothing, and without it `ids { id: $ }` would yield the bare ids instead of objects. */
function isCurrent(value: Expression): boolean {
  return value.kind === "path" && value.head.kind === "current" && value.steps.length === 0 && !value.selection;
}

function narrowExpression(value: Expression, wanted: Wanted): Expression {
  if (value.kind === "object") return { ...value, list: narrowList(value.list, wanted) };
  return value.kind === "path" ? narrowPath(value, wanted) : value;
}

function narrowPath<P extends Expression & { kind: "path" }>(path: P, wanted: Wanted): P {
  return path.selection ? { ...path, selection: narrowList(path.selection, wanted) } : path;
}
