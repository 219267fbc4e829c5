import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";

/**
 * How often the field is selected that is selected most at one place of the answer, fragments written out; or how many
 * fragments are spread at one place, where they are more:
 *
 *     { a { b } a { b b } }      3: `a.b`
 *     { a { ...F ...G } }        2: the fragments in `a`
 *
 * Validation compares each of them with each (https://spec.graphql.org/October2021/#sec-Field-Selection-Merging).
 *
 * @param roots  Whose selections are few when they are written out, and have an end.
 */
export function mostRepeats(
  roots: readonly { readonly selectionSet: SelectionSetNode }[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  let most = 0;
  const fill = (place: Place, { selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const below = placeIn(place, node.alias?.value ?? node.name.value);
        below.count += 1;
        most = Math.max(most, below.count);
        if (node.selectionSet) fill(below, node.selectionSet);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        fill(place, node.selectionSet);
      } else {
        // What is in each fragment is compared with what is in each other, be it never the same.
        place.spreads += 1;
        most = Math.max(most, place.spreads);
        const fragment = fragments.get(node.name.value);
        if (fragment) fill(place, fragment.selectionSet);
      }
    }
  };
  for (const { selectionSet } of roots) fill({ count: 0, spreads: 0, below: new Map() }, selectionSet);
  return most;
}

interface Place {
  count: number;
  spreads: number;
  readonly below: Map<string, Place>;
}

function placeIn({ below }: Place, name: string): Place {
  let place = below.get(name);
  if (!place) {
    place = { count: 0, spreads: 0, below: new Map() };
    below.set(name, place);
  }
  return place;
}
