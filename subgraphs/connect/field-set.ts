/** Field sets of `@key` and `@requires`, as trees: `id org { id }` is `{ id, org: { id } }`. */
import { Kind, parse, type SelectionSetNode } from "graphql";
import type { KeyTree } from "../mapping/mapping.ts";

/** Reads a field set. Aliases, arguments and fragments have no place in a key: what has them is skipped. */
export function parseFieldSet(text: string): KeyTree | undefined {
  try {
    const definition = parse(`{${text}}`, { noLocation: true, maxTokens: 10_000 }).definitions[0];
    return definition?.kind === Kind.OPERATION_DEFINITION ? treeOf(definition.selectionSet) : undefined;
  } catch {
    return undefined;
  }
}

function treeOf(selectionSet: SelectionSetNode): KeyTree {
  const tree = new Map<string, KeyTree>();
  for (const selection of selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const inner = selection.selectionSet ? treeOf(selection.selectionSet) : leaf;
    const name = selection.name.value;
    tree.set(name, mergeTrees(tree.get(name) ?? leaf, inner));
  }
  return tree;
}

/** Prints a tree with its fields sorted, so that equal sets print equally. */
export function printFieldSet(tree: KeyTree): string {
  return [...tree]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => (inner.size === 0 ? name : `${name} { ${printFieldSet(inner)} }`))
    .join(" ");
}

export function mergeTrees(a: KeyTree, b: KeyTree): KeyTree {
  const merged = new Map(a);
  for (const [name, inner] of b) merged.set(name, mergeTrees(merged.get(name) ?? leaf, inner));
  return merged;
}

/** True where every path of `part` is in `whole`. A leaf in `part` is covered by the name alone. */
export function includesTree(whole: KeyTree, part: KeyTree): boolean {
  return [...part].every(([name, inner]) => {
    const other = whole.get(name);
    return other !== undefined && includesTree(other, inner);
  });
}

const leaf: KeyTree = new Map();
