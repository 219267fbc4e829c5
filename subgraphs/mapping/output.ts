import type { Entry, Expression, MappingAst, PathExpression, SelectionList } from "./ast.ts";
import type { Output } from "./mapping.ts";

const leaf: Output = { kind: "leaf" };
const unknown: Output = { kind: "unknown" };

/** The keys that a mapping can yield, as far as they are known without data. */
export function inferOutput(ast: MappingAst): Output {
  return ast.body.kind === "value" ? outputOf(ast.body.value) : outputOfList(ast.body.list);
}

function outputOfList(list: SelectionList): Output {
  const [only] = list.entries;
  if (only?.kind === "path" && list.entries.length === 1) return outputOf(only.value);
  const keys = new Map<string, Output>();
  for (const entry of list.entries) {
    const output = outputOfEntry(entry);
    if (output.kind === "unknown") return unknown;
    if (output.kind === "object") addKeys(keys, output.keys);
  }
  return { kind: "object", keys };
}

function outputOfEntry(entry: Entry): Output {
  if (entry.kind !== "keyed") return outputOf(entry.value);
  return { kind: "object", keys: new Map([[entry.key.name, outputOf(entry.value)]]) };
}

/** Both sides of a merge, or either of two results. Of an unknown part nothing more can be said of the whole. */
function combine(a: Output, b: Output): Output {
  if (a.kind === "unknown" || b.kind === "unknown") return unknown;
  if (a.kind === "leaf") return b;
  if (b.kind === "leaf") return a;
  const keys = new Map(a.keys);
  addKeys(keys, b.keys);
  return { kind: "object", keys };
}

function addKeys(target: Map<string, Output>, added: ReadonlyMap<string, Output>): void {
  for (const [key, output] of added) {
    const before = target.get(key);
    target.set(key, before ? combine(before, output) : output);
  }
}

function outputOf(expression: Expression): Output {
  switch (expression.kind) {
    case "literal":
      return leaf;
    case "object":
      return outputOfList(expression.list);
    case "array":
      return expression.items.length === 0 ? leaf : expression.items.map(outputOf).reduce(combine);
    case "chain":
      return expression.operands.map(outputOf).reduce(combine);
    case "path":
      return outputOfPath(expression);
    default:
      return expression satisfies never;
  }
}

function outputOfPath(path: PathExpression): Output {
  if (path.selection) return outputOfList(path.selection);
  let output = outputOfHead(path);
  for (const step of path.steps) {
    if (step.kind === "key") output = output.kind === "object" ? (output.keys.get(step.name) ?? unknown) : leaf;
    else output = outputOfMethod(step.name, step.args ?? [], output);
  }
  return output;
}

function outputOfHead({ head }: PathExpression): Output {
  if (head.kind === "key") return leaf;
  return head.kind === "expression" ? outputOf(head.value) : unknown;
}

/** Methods whose result has the keys of their input. */
const keepsKeys: ReadonlySet<string> = new Set(["filter", "find", "first", "last", "slice", "as"]);

function outputOfMethod(method: string, args: readonly Expression[], input: Output): Output {
  const [first] = args;
  if (keepsKeys.has(method)) return input.kind === "object" ? input : unknown;
  if ((method === "map" || method === "echo") && first) return outputOf(first);
  if (method !== "match" || args.length === 0) return unknown;
  return args.map(outputOfArm).reduce(combine);
}

/** A null arm adds no keys. */
function outputOfArm(arm: Expression): Output {
  const value = arm.kind === "array" ? arm.items[1] : undefined;
  return value ? outputOf(value) : unknown;
}
