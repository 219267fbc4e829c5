import type { Path, Run } from "./fetch-plan.ts";
import type { CallError } from "./response.ts";

/** Adds an error at `key` below `prev`. */
export function reportError(run: Run, prev: Path | undefined, key: string | number, error: CallError): void {
  const path: (string | number)[] = [key];
  for (let at = prev; at; at = at.prev) path.push(at.key);
  run.errors.push({ message: error.message, path: path.toReversed(), extensions: error.extensions });
}
