/**
 * For commands that do their work once and end. V8 compiles what runs a few times to optimized code, on threads of its own; such a
 * command ends before that pays, and an import took twice the CPU for it.
 */
import { setFlagsFromString } from "node:v8";

// In bytes of bytecode that a function runs through. By default it is 66 KB (V8 11); what runs through a megabyte is worth it.
const budget = 1_000_000;
// Of those that are known to have the flag: an unknown one is complained about.
const newestV8 = 13;

export function optimizeLate(): void {
  if (Number.parseInt(process.versions.v8, 10) > newestV8) return;
  setFlagsFromString(`--interrupt-budget=${budget}`);
}
