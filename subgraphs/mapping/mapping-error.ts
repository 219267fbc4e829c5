import type { MappingDiagnostic } from "./mapping.ts";

/** Thrown by `compileMapping` for a source that does not parse or breaks a rule of its version. */
export class MappingError extends Error {
  readonly code = "INVALID_SELECTION";
  readonly diagnostics: readonly MappingDiagnostic[];

  constructor(diagnostics: readonly MappingDiagnostic[]) {
    super(diagnostics[0]?.message ?? "The mapping is not valid.");
    this.name = "MappingError";
    this.diagnostics = diagnostics;
  }
}
