import { Kind, type DocumentNode, type FieldNode, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";

/** Response keys with what is selected below them, fragments opened. */
export type FieldTree = ReadonlyMap<string, FieldTree>;

/** What the one operation of a fetch document asks for. */
export function readFieldTree({ definitions }: DocumentNode): FieldTree {
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const root = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return root ? fieldsOf(root.selectionSet, fragments) : new Map();
}

function fieldsOf(
  selectionSet: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldTree {
  const fields = new Map<string, FieldTree>();
  for (const field of openFragments(selectionSet, fragments)) {
    const key = field.alias?.value ?? field.name.value;
    const below = fieldsOf(field.selectionSet, fragments);
    const known = fields.get(key);
    fields.set(key, known ? mergeTrees(known, below) : below);
  }
  return fields;
}

export function mergeTrees(a: FieldTree, b: FieldTree): FieldTree {
  const merged = new Map(a);
  for (const [key, below] of b) {
    const known = merged.get(key);
    merged.set(key, known ? mergeTrees(known, below) : below);
  }
  return merged;
}

function openFragments(
  selectionSet: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection): FieldNode[] => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection];
      case Kind.INLINE_FRAGMENT:
        return openFragments(selection.selectionSet, fragments);
      case Kind.FRAGMENT_SPREAD:
        return openFragments(fragments.get(selection.name.value)?.selectionSet, fragments);
      default: {
        const unknown: never = selection;
        return unknown;
      }
    }
  });
}
