/**
 * Every diagnostic code with one sentence saying what triggers it and which node it points at.
 * `docs/diagnostics.md` is generated from this registry. A code never changes its meaning.
 */
export const diagnosticCodes = {
  GRAPHQL_SYNTAX: "The SDL does not parse; points at the offending token.",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
