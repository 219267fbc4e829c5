import type { StoreChange } from "../subgraphs/store/guarded-store.ts";
import type { Output } from "./output.ts";
import { reasonOf } from "./tool-error.ts";

/** Says when what replicas share is lost, and when it is back. */
export function tellOfStore(output: Pick<Output, "warning">): (change: StoreChange) => void {
  return (change) =>
    output.warning(
      change.kind === "lost"
        ? `Redis cannot be asked (${reasonOf(change.error)}). Answers go on without it.`
        : "Redis can be asked again.",
    );
}
