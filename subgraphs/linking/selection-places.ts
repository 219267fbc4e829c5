/** Where a mapping gives the fields of which type: for edits of its text. */
import { namedType } from "../connect/ast.ts";
import type { TypeIndex } from "../connect/type-index.ts";
import type { Expression, KeyedEntry, MappingAst, SelectionList } from "../mapping/ast.ts";

export interface SelectedField {
  readonly typeName: string;
  readonly list: SelectionList;
  readonly entry: KeyedEntry;
}

/** @param typeName  What the mapping as a whole gives, or lists of it. */
export function selectedFields(ast: MappingAst, typeName: string, types: TypeIndex): SelectedField[] {
  const found: SelectedField[] = [];
  const walkList = (list: SelectionList, given: string): void => {
    const owner = typenameIn(list) ?? given;
    for (const entry of list.entries) {
      if (entry.kind !== "keyed") walk(entry.value, owner);
      else {
        found.push({ typeName: owner, list, entry });
        const field = types.get(owner)?.fields.get(entry.key.name);
        if (field) walk(entry.value, namedType(field.type).name.value);
      }
    }
  };
  const walk = (value: Expression, owner: string): void => {
    switch (value.kind) {
      case "object":
        walkList(value.list, owner);
        return;
      case "array":
        for (const item of value.items) walk(item, owner);
        return;
      case "chain":
        for (const operand of value.operands) walk(operand, owner);
        return;
      case "path":
        if (value.head.kind === "expression") walk(value.head.value, owner);
        for (const step of value.steps) if (step.kind === "method") for (const arg of step.args ?? []) walk(arg, owner);
        if (value.selection) walkList(value.selection, owner);
        return;
      case "literal":
        return;
      default:
        value satisfies never;
    }
  };
  if (ast.body.kind === "list") walkList(ast.body.list, typeName);
  else walk(ast.body.value, typeName);
  return found;
}

/** `{ __typename: "Book" ... }` of an abstract type. */
function typenameIn({ entries }: SelectionList): string | undefined {
  for (const entry of entries) {
    if (entry.kind !== "keyed" || entry.key.name !== "__typename") continue;
    const { value } = entry;
    const literal = value.kind === "path" && value.head.kind === "expression" ? value.head.value : value;
    if (literal.kind === "literal" && typeof literal.value === "string") return literal.value;
  }
  return undefined;
}
