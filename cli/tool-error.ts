import { isNativeError } from "node:util/types";
import type { Diagnostic } from "../schema/diagnostic.ts";

/**
 * The tool could not run: a bad config, a file that cannot be read, a port in use. Printed as one sentence without a
 * stack trace; the process ends with 2. `diagnostics` holds what is known about the place.
 */
export class ToolError extends Error {
  override readonly name: string = "ToolError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, options: { cause?: unknown; diagnostics?: readonly Diagnostic[] } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.diagnostics = options.diagnostics ?? [];
  }
}

/** @param dir  `-C`: people name files as their shell completes them, which is another folder. */
export function unreadable(what: string, shownAs: string, dir: string, error: unknown): ToolError {
  const place = dir === process.cwd() ? "" : ` It was looked for in ${dir}.`;
  return new ToolError(`The ${what} ${shownAs} could not be read: ${reasonOf(error)}.${place}`, { cause: error });
}

/** What went wrong, in words for a person: the system's errors are known by code, others say it themselves. */
export function reasonOf(error: unknown): string {
  // Not `instanceof`: a module of the user's may run in another realm.
  if (!isNativeError(error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "no such file";
    case "EISDIR":
      return "it is a directory";
    case "ENOTDIR":
    // What `mkdir` says of a file in the place of a folder.
    case "EEXIST":
      return "there is a file where a folder is needed";
    case "EACCES":
      return "permission denied";
    default:
      return error.message;
  }
}
