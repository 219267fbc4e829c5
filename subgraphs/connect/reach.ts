/**
 * What the runtime can find out about an object of a type when it knows some of its fields: the type's own connectors
 * add what they select, a field's connector adds that field, and so on until nothing is added.
 */
import type { KeyTree, Output } from "../mapping/mapping.ts";
import type { Connector } from "./connector.ts";
import { includesTree } from "./field-set.ts";

/** Something that yields fields of a type once `inputs` are known. */
export interface Provider {
  readonly inputs: KeyTree;
  /** `all`: nothing is known of what it yields, so everything is hoped for. */
  readonly yields: ReadonlySet<string> | "all";
}

export function typeProvider(connector: Connector): Provider {
  return { inputs: connector.inputs, yields: yieldsOf(connector.selection.output) };
}

function yieldsOf(output: Output): Provider["yields"] {
  return output.kind === "object" ? new Set(output.keys.keys()) : "all";
}

/** The top-level fields known in the end; `all` where a provider that can be used is not known to be limited. */
export function reachableFields(known: KeyTree, providers: readonly Provider[]): ReadonlySet<string> | "all" {
  const reached = new Set<string>();
  const isKnown = (inputs: KeyTree): boolean =>
    [...inputs].every(([name, inner]) => {
      const part = known.get(name);
      return reached.has(name) || (part !== undefined && includesTree(part, inner));
    });

  const waiting = new Set(providers);
  for (let progress = true; progress;) {
    progress = false;
    for (const provider of waiting) {
      if (!isKnown(provider.inputs)) continue;
      if (provider.yields === "all") return "all";
      for (const name of provider.yields) reached.add(name);
      waiting.delete(provider);
      progress = true;
    }
  }
  for (const name of known.keys()) reached.add(name);
  return reached;
}
