/** What `restuary check` says: a diagnostic that knows which check it is of, what it reaches, and who uses that. */
import type { Diagnostic, SourceRange } from "../diagnostic.ts";

/** The checks, in the order in which they run and report. */
export type CheckName = "composition" | "schema" | "operations" | "drift" | "probe" | "budgets" | "lint" | "waivers";

/** `error`: it breaks somebody. `warning`: it may. What is safe is no finding. */
export interface Finding extends Diagnostic {
  readonly check: CheckName;
  /**
   * What makes this finding another one than those of the same code and coordinate: an operation's name, an enum value,
   * `GET /users/{id}`. Never a line, a count or a path on this machine: its fingerprint is made of it.
   */
  readonly subject?: string;
  /** Coordinates of the API schema (`User.email`) that it reaches. Default: its own coordinate. */
  readonly affects?: readonly string[];
  /** The client operations that ask for what it reaches. Added once usage is known. */
  readonly operations?: readonly OperationUse[];
}

/** A place in a client operation. */
export interface OperationUse {
  /** Of the operation; `(anonymous)` where it has none. */
  readonly name: string;
  readonly location: SourceRange;
}
