/**
 * How much a parsed text asks for, with fragments written out wherever they are spread:
 *
 *     { a { ...F } b: a { ...F } }  fragment F on T { c d }
 *
 *     depth 2, aliases 1, root fields 2, selections 8 (`a`, `b`, two spreads, `c` and `d` twice)
 *
 * Takes time in proportion to the text: each fragment is measured once. Fragments that no operation spreads are measured
 * too, as validation reads them.
 */
import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { mostRepeats } from "./most-repeats.ts";
import type { LimitName, RequestLimits, PassedLimit } from "./request-limits.ts";

/** Fragments that spread each other twice make numbers that tell nobody anything. */
const COUNTED = 1_000_000;

/** @returns The limit that it passes; that of the simplest reason, where it passes several. */
export function measureDocument(document: DocumentNode, limits: RequestLimits): PassedLimit | undefined {
  const passes = (limit: LimitName, found: number): PassedLimit | undefined =>
    found > limits[limit] ? { limit, max: limits[limit], ...(found < COUNTED && { found }) } : undefined;
  const measures = new Measures(document);
  const operations = measures.operations.map((operation) => measures.of(operation));
  const most = (part: keyof Measure): number => Math.max(0, ...operations.map((measure) => measure[part]));
  // All of it, as it is all validated; the rest is of the one operation that is run.
  const roots = measures.roots();
  const selections = roots.reduce((sum, root) => sum + measures.of(root).selections, 0);
  if (measures.cycle !== undefined) return { limit: "depth", max: limits.depth, cycle: measures.cycle };
  return (
    passes("directives", countDirectives(document)) ??
    passes("depth", most("depth")) ??
    passes("rootFields", most("rootFields")) ??
    passes("aliases", most("aliases")) ??
    passes("selections", selections) ??
    // Written out it is as large as its selections, which are few now. What has few of all has few of one.
    (selections <= limits.repeats ? undefined : passes("repeats", mostRepeats(roots, measures.fragments)))
  );
}

/** Of a selection set. */
interface Measure {
  /** Levels of selection sets, itself included. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields of its own, those of fragments in it included. */
  readonly rootFields: number;
  readonly selections: number;
}

type Root = OperationDefinitionNode | FragmentDefinitionNode;

class Measures {
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The name of a fragment that spreads itself, be it by others. */
  cycle: string | undefined;
  /** `undefined` while it is measured: it spreads itself. */
  readonly #ofFragments = new Map<string, Measure | undefined>();

  constructor({ definitions }: DocumentNode) {
    this.operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    this.fragments = new Map(
      definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  of(root: Root): Measure {
    return root.kind === Kind.FRAGMENT_DEFINITION
      ? this.#ofFragment(root.name.value)
      : this.#ofSelections(root.selectionSet);
  }

  /** The operations, and fragments that no operation leads to. To be asked when all operations are measured. */
  roots(): Root[] {
    const roots: Root[] = [...this.operations];
    for (const [name, fragment] of this.fragments) {
      if (this.#ofFragments.has(name)) continue;
      roots.push(fragment);
      // What it spreads is part of it.
      this.of(fragment);
    }
    return roots;
  }

  #ofFragment(name: string): Measure {
    const known = this.#ofFragments.get(name);
    const fragment = this.fragments.get(name);
    if (known || !fragment) return known ?? nothing;
    if (this.#ofFragments.has(name)) {
      this.cycle = name;
      return nothing;
    }
    this.#ofFragments.set(name, undefined);
    const measure = this.#ofSelections(fragment.selectionSet);
    this.#ofFragments.set(name, measure);
    return measure;
  }

  #ofSelections({ selections }: SelectionSetNode): Measure {
    const total = { depth: 1, aliases: 0, rootFields: 0, selections: selections.length };
    for (const node of selections) {
      const below =
        node.kind === Kind.FRAGMENT_SPREAD
          ? this.#ofFragment(node.name.value)
          : node.selectionSet
            ? this.#ofSelections(node.selectionSet)
            : nothing;
      const isField = node.kind === Kind.FIELD;
      total.depth = Math.max(total.depth, below.depth + (isField ? 1 : 0));
      total.rootFields += isField ? 1 : below.rootFields;
      total.aliases += below.aliases + (isField && node.alias ? 1 : 0);
      total.selections += below.selections;
    }
    return total;
  }
}

const nothing: Measure = { depth: 0, aliases: 0, rootFields: 0, selections: 0 };

function countDirectives(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Directive: () => {
      count += 1;
      return false;
    },
  });
  return count;
}
