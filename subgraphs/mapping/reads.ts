import type { Expression, MappingAst, PathExpression, SelectionList, Step } from "./ast.ts";
import type { KeyTree, VariableName } from "./mapping.ts";
import { isVariableName } from "./variable-names.ts";

type Tree = Map<string, Tree>;

/**
 * Where a value may come from: nodes in the trees of reads. Following a key grows the tree, so that a path has been
 * recorded once it was walked. Arrays are passed through: `$batch.id` and `$batch->map(@.id)` both read `id`.
 */
type Origin = readonly Tree[];

interface Names {
  readonly current: Origin;
  readonly flowing: Origin;
  readonly locals: ReadonlyMap<string, Origin>;
  readonly roots: Map<VariableName, Tree>;
}

const nowhere: Origin = [];

/** Every path that a mapping reads from each variable. */
export function inferReads(ast: MappingAst): ReadonlyMap<VariableName, KeyTree> {
  const roots = new Map<VariableName, Tree>();
  const names: Names = { current: nowhere, flowing: nowhere, locals: new Map(), roots };
  if (ast.body.kind === "value") walk(ast.body.value, names);
  else walkList(ast.body.list, names);
  return roots;
}

/** The union of several mappings' reads. */
export function mergeReads(all: readonly ReadonlyMap<VariableName, KeyTree>[]): ReadonlyMap<VariableName, KeyTree> {
  const merged = new Map<VariableName, Tree>();
  for (const reads of all) {
    for (const [variable, tree] of reads) addTree(childOf(merged, variable), tree);
  }
  return merged;
}

function addTree(target: Tree, added: KeyTree): void {
  for (const [key, below] of added) addTree(childOf(target, key), below);
}

function childOf<K>(parent: Map<K, Tree>, key: K): Tree {
  const known = parent.get(key);
  if (known) return known;
  const child: Tree = new Map();
  parent.set(key, child);
  return child;
}

function walkList(list: SelectionList, names: Names): void {
  for (const entry of list.entries) walk(entry.value, names);
}

function walk(expression: Expression, names: Names): Origin {
  switch (expression.kind) {
    case "literal":
      return nowhere;
    case "object":
      walkList(expression.list, names);
      return nowhere;
    case "array":
      // An array is passed through, so a value may come from any of its items.
      return expression.items.flatMap((item) => walk(item, names));
    case "chain":
      return expression.operands.flatMap((operand) => walk(operand, names));
    case "path":
      return walkPath(expression, names);
    default:
      return expression satisfies never;
  }
}

function walkPath(path: PathExpression, names: Names): Origin {
  let origin = walkHead(path, names);
  let { locals } = names;
  for (const step of path.steps) {
    if (step.kind === "key") {
      origin = follow(origin, step.name);
      continue;
    }
    const within = { ...names, flowing: origin, locals };
    if (step.name === "as") {
      const [name, bound] = step.args ?? [];
      const source = bound ? walk(bound, within) : origin;
      if (name?.kind === "path" && name.head.kind === "variable") locals = new Map(locals).set(name.head.name, source);
    } else {
      origin = walkMethod(step.name, step, within);
    }
  }
  if (!path.selection) return origin;
  walkList(path.selection, { ...names, current: origin, flowing: origin, locals });
  return nowhere;
}

function walkHead({ head }: PathExpression, names: Names): Origin {
  switch (head.kind) {
    case "key":
      return follow(names.current, head.name);
    case "current":
      return names.current;
    case "flowing":
      return names.flowing;
    case "variable": {
      const local = names.locals.get(head.name);
      if (local) return local;
      return isVariableName(head.name) ? [childOf(names.roots, head.name)] : nowhere;
    }
    case "expression":
      return walk(head.value, names);
    default:
      return head satisfies never;
  }
}

function follow(origin: Origin, key: string): Origin {
  return origin.map((tree) => childOf(tree, key));
}

/** Methods whose result is the input, or elements of it. */
const passesThrough: ReadonlySet<string> = new Set(["filter", "find", "first", "last", "slice"]);

function walkMethod(method: string, step: Step & { kind: "method" }, names: Names): Origin {
  const args = step.args ?? [];
  const [first] = args;
  if (method === "get" && first?.kind === "literal") {
    return typeof first.value === "string" ? follow(names.flowing, first.value) : names.flowing;
  }
  if (method === "match") {
    // Of `[candidate, value]` pairs only values are results.
    return args.flatMap((pair) => {
      if (pair.kind !== "array") return nowhere;
      const [candidate, value] = pair.items;
      if (candidate) walk(candidate, names);
      return value ? walk(value, names) : nowhere;
    });
  }
  const results = args.map((argument) => walk(argument, names));
  if (method === "map" || method === "echo") return results[0] ?? nowhere;
  return passesThrough.has(method) ? names.flowing : nowhere;
}
