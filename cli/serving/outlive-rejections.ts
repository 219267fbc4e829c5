import { describeFault } from "../describe-fault.ts";
import type { Output } from "../output.ts";

/**
 * A promise that code of the project's own has rejected, and nobody waits for, would end the process with everybody's
 * requests. It is told as the fault that it is.
 */
export function outliveRejections(output: Output, dir: string): void {
  process.on("unhandledRejection", (reason) =>
    output.error(describeFault(reason, "a promise that nobody waits for was rejected", dir)),
  );
}
