import type { Entry, Expression, Key, MappingAst, PathExpression, PathHead, SelectionList, Step } from "./ast.ts";
import { isName } from "./lexer.ts";

/** A mapping's source in one line, without comments. Parsed again in the same version, it is the same mapping. */
export function printMapping(ast: MappingAst): string {
  if (ast.body.kind === "value") return printExpression(ast.body.value);
  const { entries } = ast.body.list;
  const [only] = entries;
  // From v0.4 a lone `true`, `"a b"` or `$.a` is a value instead of an entry, unless it stands in braces.
  const needsBraces = ast.specVersion === "0.4" && only && entries.length === 1 && isValueAlone(only);
  return needsBraces ? `{ ${printEntry(only)} }` : printEntries(entries);
}

function isValueAlone(entry: Entry): boolean {
  if (entry.kind !== "keyed") return entry.kind === "path";
  const { name } = entry.key;
  return entry.shorthand && (!isName(name) || name === "true" || name === "false" || name === "null");
}

function printEntries(entries: readonly Entry[]): string {
  return entries.map(printEntry).join(" ");
}

function printEntry(entry: Entry): string {
  if (entry.kind === "spread") return `... ${printExpression(entry.value)}`;
  if (entry.kind === "path" || entry.shorthand) return printExpression(entry.value);
  return `${printKey(entry.key)}: ${printExpression(entry.value)}`;
}

function printSelection(list: SelectionList): string {
  return list.entries.length === 0 ? "{ }" : `{ ${printEntries(list.entries)} }`;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return typeof expression.value === "string" ? printString(expression.value) : expression.text;
    case "object":
      return expression.group ? printSelection(expression.list) : printObject(expression.list);
    case "array":
      return `[${expression.items.map(printExpression).join(", ")}]`;
    case "chain":
      return expression.operands.map(printExpression).join(` ${expression.operator} `);
    case "path":
      return printPath(expression);
    default:
      return expression satisfies never;
  }
}

/** Commas, which every version reads in a literal object. */
function printObject(list: SelectionList): string {
  return list.entries.length === 0 ? "{ }" : `{ ${list.entries.map(printEntry).join(", ")} }`;
}

function printPath(path: PathExpression): string {
  const selection = path.selection ? ` ${printSelection(path.selection)}` : "";
  const [first] = path.steps;
  // `5.a` would be read as the number `5.` and a name.
  const gap = path.head.kind === "expression" && isNumber(path.head.value) && first?.kind === "key" ? " " : "";
  return printHead(path.head) + gap + path.steps.map(printStep).join("") + selection;
}

function isNumber(expression: Expression): boolean {
  return expression.kind === "literal" && typeof expression.value !== "string";
}

function printHead(head: PathHead): string {
  return printHeadValue(head) + (head.optional ? "?" : "");
}

function printHeadValue(head: PathHead): string {
  switch (head.kind) {
    case "key":
      return printKey(head);
    case "current":
      return "$";
    case "flowing":
      return "@";
    case "variable":
      return head.name;
    case "expression":
      return head.literal ? printExpression(head.value) : `$(${printExpression(head.value)})`;
    default:
      return head satisfies never;
  }
}

function printStep(step: Step): string {
  const optional = step.optional ? "?" : "";
  if (step.kind === "key") return `.${printKey(step)}${optional}`;
  const args = step.args ? `(${step.args.map(printExpression).join(", ")})` : "";
  return `->${step.name}${args}${optional}`;
}

function printKey(key: Pick<Key, "name">): string {
  return isName(key.name) ? key.name : printString(key.name);
}

function printString(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
