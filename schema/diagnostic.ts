import type { DiagnosticCode } from "./diagnostic-codes.ts";

/** `error` stops composition; `warning` never does. */
export type Severity = "error" | "warning";

/** A range in a file. Lines and columns count from 1; the end is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * One finding about a user's schema or config. Plain data: collected, never thrown.
 *
 * `locations` is empty only where no text is at fault (a missing file). `fix` is one sentence saying what to do, where
 * that is known. `coordinate` is a GraphQL schema coordinate (`User.email`) or a connector's (`users:Query.user[0]`).
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly locations: readonly SourceRange[];
  readonly coordinate?: string;
  /** Coordinates of the API schema (`User.email`) that it reaches, where they are others than its own. */
  readonly affects?: readonly string[];
  readonly fix?: string;
}
