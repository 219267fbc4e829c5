import type { Entry, Expression, KeyedEntry, MappingAst, SelectionList, Span } from "../mapping/ast.ts";

/** Where a mapping writes the output key at `path`, or the innermost of its keys that can be found. */
export function keySpan({ body }: MappingAst, path: readonly string[]): Span | undefined {
  let lists = body.kind === "list" ? [body.list] : listsOf(body.value);
  let found: Span | undefined;
  for (const name of path) {
    const entries = lists.flatMap((list) => keyedEntries(list.entries).filter(({ key }) => key.name === name));
    const [entry] = entries;
    if (!entry) break;
    found = entry;
    lists = entries.flatMap(({ value }) => listsOf(value));
  }
  return found;
}

/** Also those of paths without a key, whose fields are merged into the list around. */
function keyedEntries(entries: readonly Entry[]): KeyedEntry[] {
  return entries.flatMap((entry) =>
    entry.kind === "keyed" ? [entry] : listsOf(entry.value).flatMap((list) => keyedEntries(list.entries)),
  );
}

function listsOf(value: Expression): SelectionList[] {
  switch (value.kind) {
    case "object":
      return [value.list];
    case "array":
      return value.items.flatMap(listsOf);
    case "chain":
      return value.operands.flatMap(listsOf);
    case "path": {
      const head = value.head.kind === "expression" ? listsOf(value.head.value) : [];
      return value.selection ? [value.selection, ...head] : head;
    }
    case "literal":
      return [];
    default:
      return value satisfies never;
  }
}
