/** The state of one run of a prepared fetch, and how it reports. */
import type { OperationContext } from "../operation-context.ts";
import type { SubgraphError } from "../subgraph.ts";
import type { ObjectPlan } from "./fetch-plan.ts";
import type { CallError } from "./response.ts";

export interface Run {
  /** Coerced, but for the representations. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operation: OperationContext;
  readonly errors: SubgraphError[];
  /**
   * Objects that wait for calls, by their place. Filled while a value is completed, which is synchronous, and taken by
   * whoever completed it right after: it is empty whenever control is given away.
   */
  pending: Map<ObjectPlan, Slot[]>;
}

/** One object of the response that is still being filled. */
export interface Slot {
  /** What is known of it, in the order of `ObjectPlan.steps`: first where it came from, then each step's answer. */
  readonly known: (Readonly<Record<string, unknown>> | undefined)[];
  out: Record<string, unknown> | null;
  readonly path: Path;
  /** Errors of its steps, by their index: what waits for one of them fails with it. */
  failures: Map<number, CallError> | undefined;
  /** True once a step, or the representation itself, gave it something. Without that an entity is null. */
  found: boolean;
}

/** A place in the response, innermost first: `{ key: "name", prev: { key: 0, prev: { key: "users" } } }`. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

export function reportError(run: Run, prev: Path | undefined, key: string | number, error: CallError): void {
  const path: (string | number)[] = [key];
  for (let at = prev; at; at = at.prev) path.push(at.key);
  run.errors.push({ message: error.message, path: path.toReversed(), extensions: error.extensions });
}
