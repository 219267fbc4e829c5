/**
 * For work that is done once: what a command does that ends, or what a server does at its start. V8 compiles what runs a few times to
 * optimized code, on threads of its own, and that work is over before it pays: an import took twice the CPU for it, and `serve` a
 * fifth more until its first answer.
 */
import { setFlagsFromString } from "node:v8";

// In bytes of bytecode that a function runs through. What runs through a megabyte is worth it.
const late = 1_000_000;
/** Of V8 11 to 13. */
const usual = 66 * 1024;
// Of those that are known to have the flag: an unknown one is complained about.
const newestV8 = 13;

/** @returns What has V8 go on as usual. */
export function optimizeLate(): () => void {
  setBudget(late);
  return () => setBudget(usual);
}

function setBudget(bytes: number): void {
  if (Number.parseInt(process.versions.v8, 10) > newestV8) return;
  setFlagsFromString(`--interrupt-budget=${bytes}`);
}
