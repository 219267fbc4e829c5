import { createSubgraphError } from "../subgraph-error.ts";
import type { Path, Run } from "./fetch-plan.ts";
import type { CallError } from "./response.ts";

/** Adds an error at `key` below `prev`. */
export function reportError(run: Run, prev: Path | undefined, key: string | number, error: CallError): void {
  const path: (string | number)[] = [key];
  for (let at = prev; at; at = at.prev) path.push(at.key);
  const { message, extensions, cause } = error;
  run.errors.push(createSubgraphError({ message, path: path.toReversed(), extensions, cause }));
}
