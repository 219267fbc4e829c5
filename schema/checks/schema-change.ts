import type { Severity } from "../diagnostic.ts";
import type { SchemaChangeCode } from "./schema-change-codes.ts";

/** A change that clients may notice, before it has a place. */
export interface SchemaChange {
  readonly code: SchemaChangeCode;
  readonly severity: Severity;
  readonly coordinate: string;
  readonly message: string;
  readonly fix?: string;
  /** As in `Finding`. */
  readonly subject?: string;
  /** As in `Finding`. */
  readonly affects?: readonly string[];
  /** Name of the directive, in the spec, that is to blame: its place is shown, where the coordinate has it. */
  readonly directive?: string;
  /** The type that the coordinate has now: the subgraph that writes it is shown. */
  readonly type?: string;
  /** Another coordinate, whose place is shown. */
  readonly place?: string;
  /** The subgraph that is to blame; without it, whichever defines the coordinate. */
  readonly graph?: string;
}

/** The changes, and how many were found that nobody can notice to his harm. */
export interface SchemaChanges {
  readonly changes: readonly SchemaChange[];
  readonly safe: number;
}

export function breaking(
  code: SchemaChangeCode,
  coordinate: string,
  message: string,
  more: Partial<SchemaChange> = {},
): SchemaChange {
  return { code, severity: "error", coordinate, message, ...more };
}

export function risky(
  code: SchemaChangeCode,
  coordinate: string,
  message: string,
  more: Partial<SchemaChange> = {},
): SchemaChange {
  return { code, severity: "warning", coordinate, message, ...more };
}
